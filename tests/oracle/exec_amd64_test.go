package oracle

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// flavours are the ways to link a C program, by the name that the guests know.
var flavours = map[string][]string{
	"static":      {"gcc", "-static"},
	"static-pie":  {"gcc", "-static-pie"},
	"pie":         {"gcc", "-pie"},
	"no-pie":      {"gcc", "-no-pie"},
	"musl":        {"musl-gcc"},
	"musl-static": {"musl-gcc", "-static"},
	"static-32":   {"gcc", "-m32", "-static"},
	"pie-32":      {"gcc", "-m32", "-pie"},
	"no-pie-32":   {"gcc", "-m32", "-no-pie"},
}

// executables is the tree that the exec guests know: report in all flavours,
// and files that the kernel refuses to execute.
const executables = `
f 0755 /w/one-arg "#!/bin/pie one arg\n"
f 0644 /w/plain "#!/bin/pie\n"
f 0755 /w/text no program at all
f 0755 /w/empty
d 0755 /w/closed-dir
p 0755 /w/fifo
l 0777 /w/to-static /bin/static
l 0777 /w/to-pie ../bin/pie
l 0777 /w/to-mnt /mnt/pie
l 0777 /w/loop loop
l 0777 /w/dangling nowhere
l 0777 /w/ld /lib64/ld-linux-x86-64.so.2
d 0755 /mnt
`

// execWorld plants a driver beside the programs that it executes.
func execWorld(t *testing.T, driver string, flags ...string) world {
	t.Helper()
	w := world{tree: executables + libraries(t), binds: append([]bind{{Host: "a", Guest: "/mnt"}}, proc...)}
	report := map[string]string{}
	for name, compiler := range flavours {
		report[name] = cGuest(t, "report", compiler...)
		w.tree += "x 0755 /bin/" + name + " " + report[name] + "\n"
	}
	for _, name := range []string{"static", "pie"} {
		w.tree += "x 04755 /bin/suid-" + name + " " + report[name] + "\n"
		w.tree += "x 0111 /bin/unreadable-" + name + " " + report[name] + "\n"
		w.tree += "x 0755 /w/wait-" + name + " " + cGuest(t, "wait", flavours[name]...) + "\n"
		w.outside += "x 0755 /a/" + name + " " + report[name] + "\n"
	}
	w.tree += "x 0755 /w/closed/pie " + report["pie"] + "\nd 0000 /w/closed\n"
	w.tree += "x 0755 /bin/" + driver + " " + cGuest(t, driver, append(flavours["static"], flags...)...) + "\n"
	w.argv = []string{"/bin/" + driver}
	return w
}

// libraries lists what dynamic programs need, from where the compilers have
// it.
func libraries(t *testing.T) string {
	t.Helper()
	var tree strings.Builder
	for guestPath, ask := range map[string][]string{
		"/lib64/ld-linux-x86-64.so.2":     {"gcc", "-print-file-name=ld-linux-x86-64.so.2"},
		"/lib/x86_64-linux-gnu/libc.so.6": {"gcc", "-print-file-name=libc.so.6"},
		"/lib/ld-linux.so.2":              {"gcc", "-m32", "-print-file-name=ld-linux.so.2"},
		"/lib32/libc.so.6":                {"gcc", "-m32", "-print-file-name=libc.so.6"},
		"/lib/ld-musl-x86_64.so.1":        {"echo", "/lib/ld-musl-x86_64.so.1"},
	} {
		out, err := exec.Command(ask[0], ask[1:]...).Output()
		hostPath, err2 := filepath.EvalSymlinks(strings.TrimSpace(string(out)))
		if err != nil || err2 != nil {
			missing(t, filepath.Base(guestPath))
		}
		tree.WriteString("x 0755 " + guestPath + " " + hostPath + "\n")
	}
	return tree.String()
}

func TestExec(t *testing.T) {
	t.Parallel()
	check(t, execWorld(t, "execs"))
}

// TestUnreadable: what may be executed and not read is refused, as the kernel
// lets nobody trace the memory of such a program (docs/differences.md).
func TestUnreadable(t *testing.T) {
	for _, name := range []string{"static", "pie", "script"} {
		w := execWorld(t, "execs")
		w.tree += "f 0111 /bin/unreadable-script #!/bin/pie\n"
		w.argv = []string{"/bin/unreadable-" + name}
		got := strings.Join(w.run(t, false), "\n")
		if !strings.Contains(got, "may not be executed") || !strings.Contains(got, "exit 126") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestInterpreterWithInterpreter: an ELF interpreter that names one of its own
// is refused. The kernel would run it without; executed by itself, as uproot
// does, it would get the host's (docs/differences.md).
func TestInterpreterWithInterpreter(t *testing.T) {
	w := execWorld(t, "execs")
	w.tree += "x 0755 /bin/odd " + cGuest(t, "report", append(flavours["pie"], "-Wl,--dynamic-linker=/bin/pie")...) + "\n"
	w.argv = []string{"/bin/odd"}
	got := strings.Join(w.run(t, false), "\n")
	if !strings.Contains(got, "corrupted shared library") || !strings.Contains(got, "exit 126") {
		t.Error(got)
	}
}

func TestExecArguments(t *testing.T) {
	t.Parallel()
	check(t, execWorld(t, "execargs"))
}

func TestExecAt(t *testing.T) {
	t.Parallel()
	check(t, execWorld(t, "execat"))
}

func TestBirths(t *testing.T) {
	t.Parallel()
	check(t, execWorld(t, "births", "-pthread"))
}

// TestBrk grows the heap of every flavour of program.
func TestBrk(t *testing.T) {
	for name, compiler := range flavours {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{tree: libraries(t) + "x 0755 /bin/brk " + cGuest(t, "brk", compiler...) + "\n", argv: []string{"/bin/brk"}}
			check(t, w)
		})
	}
}

// TestAddresses compares where things are when randomization is off, and that
// they move when it is on.
func TestAddresses(t *testing.T) {
	for name, compiler := range flavours {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{tree: libraries(t) + "x 0755 /bin/where " + cGuest(t, "where", compiler...) + "\n", binds: proc}
			w.tree += "x 0755 /bin/aslr " + goGuest(t, "aslr", "amd64") + "\n"
			w.argv = []string{"/bin/aslr", "/bin/where"}
			check(t, w)
		})
	}
}

// TestSharedState moves about in processes that share their working directory.
func TestSharedState(t *testing.T) {
	t.Parallel()
	w := world{
		tree:    "f 0644 /w/a/mark a\nf 0644 /w/b/mark b\nd 0755 /mnt\nx 0755 /bin/sharedfs " + cGuest(t, "sharedfs", flavours["static"]...) + "\n",
		outside: "d 0755 /a\n",
		binds:   append([]bind{{Host: "a", Guest: "/mnt"}}, proc...),
		argv:    []string{"/bin/sharedfs"},
	}
	check(t, w)
}

// TestRegisters finds registers that a call changed and must not.
func TestRegisters(t *testing.T) {
	for name, compiler := range map[string][]string{"regs": flavours["static"], "regs32": {"gcc", "-m32", "-static", "-no-pie", "-fno-pie"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{
				tree:    "f 0644 /w/d/file content\nd 0755 /w/d/dir\nl 0777 /w/d/link file\nd 0755 /mnt\nx 0755 /bin/regs " + cGuest(t, name, compiler...) + "\n",
				outside: "f 0644 /a/in inside\n",
				binds:   append([]bind{{Host: "a", Guest: "/mnt"}}, proc...),
				argv:    []string{"/bin/regs"},
			}
			check(t, w)
		})
	}
}

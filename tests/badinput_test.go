package tests

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// refused fails the test unless uproot ended with status, wrote nothing on
// standard output and one line on standard error that names all of mentions.
func refused(t testing.TB, r result, status int, mentions ...string) {
	t.Helper()
	r.exits(t, status).prints(t, "")
	if strings.Count(r.stderr, "\n") != 1 || !strings.HasSuffix(r.stderr, "\n") {
		t.Errorf("not one line on standard error\n%s", r)
	}
	for _, mention := range mentions {
		if !strings.Contains(r.stderr, mention) {
			t.Errorf("standard error does not mention %s\n%s", mention, r)
		}
	}
}

func TestBadRootfs(t *testing.T) {
	dir := files(t, filepath.Join(tempDir(t), "bad"), map[string]string{
		"file": "text\n", "empty/": "", "unreadable/bin/sh": "", "dangling": "-> nowhere", "loop": "-> loop",
	})
	for name, status := range map[string]int{
		"missing": 125, "file": 125, "dangling": 125, "loop": 125, "file/below": 125, "empty": 127,
	} {
		t.Run(name, func(t *testing.T) {
			w := world{rootfs: filepath.Join(dir, name)}
			check := unchanged(t, dir)
			refused(t, w.run(t, "/bin/sh", "-c", "exit 0"), status, w.rootfs)
			refused(t, w.run(t), status, w.rootfs)
			check()
		})
	}
	t.Run("unreadable", func(t *testing.T) {
		w := world{rootfs: filepath.Join(dir, "unreadable")}
		if err := os.Chmod(w.rootfs, 0); err != nil {
			t.Fatal(err)
		}
		refused(t, w.run(t, "/bin/sh"), 125, w.rootfs)
	})
}

// The statuses are those of env(1) and chroot(8): 127 if the kernel says ENOENT,
// which it does for a missing interpreter too, 126 for all other reasons.
func TestBadCommand(t *testing.T) {
	w := busybox(t)
	files(t, w.rootfs, map[string]string{
		"tmp/plain": "text\n", "tmp/orphan": "#!/no/such/interpreter\n", "tmp/unexecutable": "#!/bin/sh\n",
		"tmp/loop": "-> loop", "tmp/garbage": "#!", "tmp/empty": "",
	})
	setMode(t, w, map[string]os.FileMode{"plain": 0o755, "unexecutable": 0o644, "garbage": 0o755, "empty": 0o755})
	w.withProgram(t, goProgram(t, foreignCPU()), "foreign")
	w.withProgram(t, cProgram(t, "sample.c", "gcc", "-pie", "-fPIE", "-pthread"), "uninterpreted")
	check := unchanged(t, w.rootfs)
	for command, status := range map[string]int{
		"/bin/missing": 127, "missing": 127, "/missing/below": 127,
		"/tmp": 126, "/tmp/unexecutable": 126, "/tmp/loop": 126, "/etc/passwd/below": 126,
		"/tmp/plain": 126, "/tmp/garbage": 126, "/tmp/empty": 126,
		"/bin/foreign": 126, "/bin/uninterpreted": 127, "/tmp/orphan": 127,
	} {
		t.Run(strings.ReplaceAll(command, "/", "_"), func(t *testing.T) {
			refused(t, w.run(t, command, "argument"), status, command)
		})
	}
	check()
}

func setMode(t testing.TB, w world, modes map[string]os.FileMode) {
	t.Helper()
	for name, mode := range modes {
		if err := os.Chmod(w.host("/tmp/"+name), mode); err != nil {
			t.Fatal(err)
		}
	}
}

// foreignCPU names a CPU whose programs the kernel cannot run here.
func foreignCPU() string {
	if runtime.GOARCH == "arm64" {
		return "amd64"
	}
	return "riscv64"
}

// The message for what cannot run because of something else names that too.
func TestBadCommandNamesWhatIsMissing(t *testing.T) {
	w := busybox(t)
	files(t, w.rootfs, map[string]string{"tmp/orphan": "#!/no/such/interpreter\n"})
	refused(t, w.run(t, "/tmp/orphan"), 127, "/tmp/orphan", "/no/such/interpreter")
	w.withProgram(t, cProgram(t, "sample.c", "gcc", "-pie", "-fPIE", "-pthread"), "uninterpreted")
	refused(t, w.run(t, "/bin/uninterpreted"), 127, "/bin/uninterpreted", "/ld-")
}

func TestBadOptions(t *testing.T) {
	w := busybox(t)
	check := unchanged(t, w.rootfs)
	for name, test := range map[string]struct {
		options  []string
		mentions string
	}{
		"missing source":                {[]string{"-b", "/no/such/source:/m"}, "/no/such/source"},
		"missing source, same path":     {[]string{"-b", "/no/such/source"}, "/no/such/source"},
		"relative guest path":           {[]string{"-b", "/etc:relative"}, "relative"},
		"empty binding":                 {[]string{"-b", ""}, "binding"},
		"empty guest path":              {[]string{"-b", "/etc:"}, "/etc:"},
		"below a file":                  {[]string{"-b", "/etc:/etc/passwd/below"}, "/etc/passwd"},
		"unknown option":                {[]string{"--no-such-option"}, "no-such-option"},
		"unknown short option":          {[]string{"-Z"}, "Z"},
		"missing working directory":     {[]string{"-w", "/no/such/directory"}, "/no/such/directory"},
		"file as the working directory": {[]string{"-w", "/etc/passwd"}, "/etc/passwd"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, w.with(test.options...).run(t, "/bin/true"), 125, test.mentions)
		})
	}
	check()
}

// An unreadable bind source is met by the guest as the kernel would have it.
func TestUnreadableBindSource(t *testing.T) {
	w := busybox(t)
	hostDir := files(t, filepath.Join(tempDir(t), "bound"), map[string]string{"closed/file": "", "secret": "text\n"})
	for _, name := range []string{"closed", "secret"} {
		if err := os.Chmod(filepath.Join(hostDir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	got := w.with("-b", hostDir+":/m").sh(t, `
		ls /m/closed 2>/dev/null || echo closed
		cat /m/closed/file 2>/dev/null || echo closed
		cat /m/secret 2>/dev/null || echo secret
		stat -c %a /m/closed`)
	if want := "closed\nclosed\nsecret\n0\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A descriptor that the caller left open could lead out of the root; the guest
// gets none, and none of uproot's own.
func TestInheritedDescriptors(t *testing.T) {
	w := busybox(t).with("-b", "/proc")
	hostDir, err := os.Open("/")
	if err != nil {
		t.Fatal(err)
	}
	defer hostDir.Close()
	r := w.command("/bin/sh", "-c", "exec ls /proc/self/fd")
	r.cmd.ExtraFiles = []*os.File{hostDir, hostDir}
	// ls opens the directory that it lists as the next descriptor.
	r.do(t).exits(t, 0).prints(t, "0\n1\n2\n3")
}

// A closed pipe under the guest's output is the guest's matter.
func TestClosedOutput(t *testing.T) {
	w := busybox(t)
	r := w.command("/bin/sh", "-c", "trap 'exit 3' PIPE; while :; do echo text; done")
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.cmd.Stdout = writer
	r.start(t)
	_, _ = writer.Close(), reader.Close()
	if res := r.wait(t); res.status != 3 && res.status != 128+int(syscall.SIGPIPE) {
		t.Errorf("SIGPIPE did not reach the guest\n%s", res)
	}
}

// forbidding starts uproot on a kernel that refuses a syscall.
func (w world) forbidding(t testing.TB, syscall string, argv ...string) *run {
	t.Helper()
	r := w.command(argv...)
	r.cmd.Path = cProgram(t, "forbid.c", "gcc", "-static")
	r.cmd.Args = append([]string{r.cmd.Path, syscall}, r.cmd.Args...)
	return r
}

// Where tracing is forbidden nothing can be done, and uproot says so.
func TestForbiddenPtrace(t *testing.T) {
	needUproot(t)
	w := busybox(t)
	check := unchanged(t, w.rootfs)
	refused(t, w.forbidding(t, "ptrace", "/bin/echo", "reached").do(t), 125, "ptrace")
	check()
}

// Where no seccomp filter is taken uproot says how to do without, and that works.
func TestForbiddenSeccomp(t *testing.T) {
	needUproot(t)
	w := busybox(t)
	script := "cd /etc; cat os-release; exit 7"
	refused(t, w.forbidding(t, "seccomp", "/bin/sh", "-c", script).do(t), 125, "seccomp", "UPROOT_DISABLE=seccomp")
	w.without("seccomp").forbidding(t, "seccomp", "/bin/sh", "-c", script).do(t).exits(t, 7).prints(t, "NAME=busybox")
}

package tests

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// place copies files of programs/ into the working directory of w.
func (w world) place(t testing.TB, from string) {
	t.Helper()
	dir := w.host(w.options[len(w.options)-1])
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("programs", from))); err != nil {
		t.Fatal(err)
	}
	if err := give(dir); err != nil {
		t.Fatal(err)
	}
}

func pythonScenario(program string) func(t *testing.T, w world) {
	return func(t *testing.T, w world) {
		t.Helper()
		w.place(t, "python")
		w.command("python3", program).within(longTimeout).do(t).exits(t, 0).prints(t, "ok")
	}
}

func perlScenario(t *testing.T, w world) {
	t.Helper()
	w.place(t, "perl")
	w.run(t, "perl", "sample.pl").exits(t, 0).quiet(t).prints(t, "ok")
}

// The modules lie where node looks for them only in the guest, so that no tool
// takes this directory for a node project.
func nodeScenario(t *testing.T, w world) {
	t.Helper()
	w.place(t, "node")
	w.sh(t, "mv modules node_modules")
	w.command("node", "main.js").within(longTimeout).do(t).exits(t, 0).quiet(t).prints(t, "ok")
}

func lddScenario(t *testing.T, w world) {
	t.Helper()
	for _, program := range []string{"/bin/bash", "/usr/bin/git", "/usr/bin/python3"} {
		out := w.run(t, "ldd", program).exits(t, 0).quiet(t).stdout
		if !strings.Contains(out, "libc.so.6 => /lib/") || strings.Contains(out, "not found") || strings.Contains(out, w.rootfs) {
			t.Errorf("ldd %s:\n%s", program, out)
		}
	}
	if runtime.GOARCH == "amd64" {
		w.run(t, "/lib64/ld-linux-x86-64.so.2", "/bin/echo", "by ld.so").exits(t, 0).prints(t, "by ld.so")
	}
}

// sources unpacks the source of a Debian package into w's working directory
// and returns the guest path of its top.
func (w world) sources(t testing.TB, debianPackage string) string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(cacheDir, "sources", debianPackage+"_*.orig.tar.*"))
	need(t, len(found) == 1, "the sources of "+debianPackage+"; tests/prepare.sh fetches them")
	top := w.with("-b", found[0]+":/tmp/"+filepath.Base(found[0])).sh(t, "tar -xf /tmp/"+filepath.Base(found[0])+"; ls")
	return strings.TrimSpace(top)
}

func buildZlib(t *testing.T, w world) {
	t.Helper()
	script := "cd " + w.sources(t, "zlib") + " && ./configure > log && make -j2 >> log && make test > results && tail -n 2 log && grep OK results"
	out := w.command("/bin/sh", "-c", script).within(longTimeout).do(t).exits(t, 0).stdout
	for _, want := range []string{"zlib test OK", "zlib shared test OK", "zlib 64-bit test OK"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func buildDash(t *testing.T, w world) {
	t.Helper()
	script := "cd " + w.sources(t, "dash") + " && ./configure > log && make -j2 >> log 2>&1 && make install DESTDIR=$PWD/out >> log && out/usr/local/bin/dash -c 'echo $0 built'"
	w.command("/bin/sh", "-c", script).within(longTimeout).do(t).exits(t, 0).prints(t, "out/usr/local/bin/dash built")
}

// ls -lR and find see the tree as it is on the host, all of it and without a
// complaint. /tmp is left out: other tests work there.
func TestWholeTree(t *testing.T) {
	long(t)
	t.Parallel()
	w := world{rootfs: debian(t).rootfs}
	in, dir := w.scratch(t)
	in.run(t, "/bin/sh", "-ec", "ls -lR /bin/ /etc /home /lib/ /opt /root /sbin/ /srv /usr /var > listing").exits(t, 0).quiet(t)
	in.run(t, "/bin/sh", "-ec", `find / -path /tmp -prune -o -printf '%p %y\n' > found`).exits(t, 0).quiet(t)
	data, err := os.ReadFile(in.host(dir + "/found"))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	slices.Sort(got)
	want := walk(t, w.rootfs, "/tmp")
	if !slices.Equal(got, want) {
		t.Errorf("find differs from the host's view:\n%s", shorten(strings.Join(difference(want, got), "\n")))
	}
}

// walk lists a tree of the host as find -printf '%p %y\n' would inside of it.
func walk(t testing.TB, rootfs, prune string) []string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(rootfs, func(path string, d fs.DirEntry, err error) error {
		guestPath := strings.TrimPrefix(path, rootfs)
		if err != nil || guestPath == prune {
			return fs.SkipDir
		}
		if guestPath == "" {
			guestPath = "/"
		}
		letter := map[fs.FileMode]string{0: "f", fs.ModeDir: "d", fs.ModeSymlink: "l"}[d.Type()]
		lines = append(lines, guestPath+" "+letter)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// With the kernel's file systems bound, find goes through them too.
func TestFindThroughBindings(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	out := in.run(t, "/bin/sh", "-c", "find /dev /proc/self/ /sys/kernel -maxdepth 1 2>/dev/null; ls -l /proc/self/ > /dev/null && echo listed").exits(t, 0).stdout
	for _, want := range []string{"/dev/null", "/dev/pts", "/proc/self/exe", "/proc/self/task", "listed"} {
		if !slices.Contains(strings.Split(out, "\n"), want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

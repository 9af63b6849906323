package tests

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// withProgram adds a program of the host to w's own tree, as /bin/NAME.
func (w world) withProgram(t testing.TB, host, name string) world {
	t.Helper()
	path := w.host("/bin/" + name)
	if err := copyFile(host, path); err != nil {
		t.Fatal(err)
	}
	if err := give(path); err != nil {
		t.Fatal(err)
	}
	return w
}

// withLibrary adds a shared library or an ELF interpreter under its guest path.
// A symbolic link of the host comes as the file that it leads to.
func (w world) withLibrary(t testing.TB, host, guestPath string) world {
	t.Helper()
	if err := copyFile(host, w.host(guestPath)); err != nil {
		t.Fatal(err)
	}
	if err := give(w.rootfs); err != nil {
		t.Fatal(err)
	}
	return w
}

// runSample runs the sample program in a directory of its own.
func runSample(t *testing.T, w world) {
	t.Helper()
	in, dir := w.scratch(t)
	in.run(t, "/bin/sample", dir).exits(t, 0).quiet(t).prints(t, "sample done")
}

// linkings are the ways to link a program that differ in how it is started.
var linkings = map[string][]string{
	"dynamic PIE":     {"-pie", "-fPIE"},
	"dynamic non-PIE": {"-no-pie", "-fno-pie"},
	"static":          {"-static"},
	"static PIE":      {"-static-pie", "-fPIE"},
}

func TestGlibcProgram(t *testing.T) {
	for name, flags := range linkings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := busybox(t).withProgram(t, cProgram(t, "sample.c", "gcc", append(flags, "-pthread")...), "sample")
			for guestPath, host := range glibc(t) {
				w.withLibrary(t, host, guestPath)
			}
			runSample(t, w)
		})
	}
}

// glibc returns the host's own C library and ELF interpreter by guest path.
func glibc(t testing.TB) map[string]string {
	t.Helper()
	interpreter := map[string]string{
		"amd64": "/lib64/ld-linux-x86-64.so.2",
		"arm64": "/lib/ld-linux-aarch64.so.1",
	}[runtime.GOARCH]
	_, err := os.Stat(interpreter)
	need(t, err == nil, "glibc: "+interpreter)
	found, _ := filepath.Glob("/lib/*-linux-gnu/libc.so.6")
	need(t, len(found) > 0, "glibc: libc.so.6")
	return map[string]string{interpreter: interpreter, "/lib/libc.so.6": found[0]}
}

func TestMuslProgram(t *testing.T) {
	found, _ := filepath.Glob("/lib/ld-musl-*.so.1")
	need(t, len(found) > 0, "the musl ELF interpreter (Debian package musl)")
	for name, flags := range linkings {
		if name == "static PIE" {
			continue // musl-gcc has no start file for it
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := cProgramOf(t, "musl-tools", "sample.c", "musl-gcc", flags...)
			runSample(t, busybox(t).withProgram(t, program, "sample").withLibrary(t, found[0], found[0]))
		})
	}
}

func TestI386Program(t *testing.T) {
	const interpreter = "/lib/ld-linux.so.2"
	need(t, runtime.GOARCH == "amd64", "a CPU that runs i386 programs")
	_, err := os.Stat(interpreter)
	need(t, err == nil, "the i386 C library (Debian package libc6-i386)")
	for name, flags := range linkings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The kernel's headers are found by hand: the package that links
			// them for -m32 conflicts with the cross compilers.
			flags := append([]string{"-m32", "-isystem", "/usr/include/x86_64-linux-gnu", "-pthread"}, flags...)
			program := cProgramOf(t, "gcc-12-multilib", "sample.c", "gcc", flags...)
			w := busybox(t).withProgram(t, program, "sample").withLibrary(t, interpreter, interpreter)
			runSample(t, w.withLibrary(t, "/lib32/libc.so.6", "/lib32/libc.so.6"))
		})
	}
}

func TestGoProgram(t *testing.T) {
	cpus := map[string][]string{"amd64": {"amd64", "386"}, "arm64": {"arm64"}}[runtime.GOARCH]
	for _, goarch := range cpus {
		t.Run(goarch, func(t *testing.T) {
			t.Parallel()
			// os/exec gives children /dev/null.
			w := busybox(t).withProgram(t, goProgram(t, goarch), "probe").with("-b", "/dev/null")
			in, dir := w.scratch(t)
			in.run(t, "/bin/probe", "work", dir).exits(t, 0).quiet(t).prints(t, "work done")
		})
	}
}

package tests

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Scripts written for PRoot switch by changing one word.
func TestOptionForms(t *testing.T) {
	needUproot(t)
	w := busybox(t)
	hostDir := files(t, filepath.Join(tempDir(t), "bound"), map[string]string{"file": "bound\n"})
	for _, options := range [][]string{
		{"-r", w.rootfs, "-b", hostDir + ":/m"},
		{"-r" + w.rootfs, "-b" + hostDir + ":/m"},
		{"--rootfs=" + w.rootfs, "--bind=" + hostDir + ":/m"},
		{"--rootfs", w.rootfs, "--bind", hostDir + ":/m"},
		{"-r", w.rootfs, "-m", hostDir + ":/m", "--"},
		{"--rootfs", w.rootfs, "--mount", hostDir + ":/m"},
	} {
		r := w.command("/bin/cat", "/m/file")
		r.cmd.Args = append([]string{uprootBin}, append(options, "/bin/cat", "/m/file")...)
		r.do(t).exits(t, 0).prints(t, "bound")
	}
}

// Options after the command are the command's.
func TestOptionsOfCommand(t *testing.T) {
	w := busybox(t)
	w.run(t, "/bin/echo", "-r", "--help", "--", "-b").exits(t, 0).prints(t, "-r --help -- -b")
	w.run(t, "--", "/bin/echo", "--version").exits(t, 0).prints(t, "--version")
}

func TestVersionAndHelp(t *testing.T) {
	needUproot(t)
	w := busybox(t)
	for _, option := range []string{"-h", "--help", "-V", "--version"} {
		out := w.with(option).run(t).exits(t, 0).quiet(t).stdout
		if !strings.Contains(out, "uproot") {
			t.Errorf("%s printed %q", option, out)
		}
	}
}

func TestEnvironmentOptions(t *testing.T) {
	needUproot(t)
	w := busybox(t).withEnv("FROM_HOST=kept", "CHANGED=old")
	got := w.with("-e", "CHANGED=new", "--env=ADDED=a b=c", "-e", "EMPTY=").
		sh(t, `echo "$FROM_HOST $CHANGED $ADDED ${EMPTY-unset}."`)
	if got != "kept new a b=c .\n" {
		t.Errorf("got %q", got)
	}
	r := w.with("--clear-env", "-e", "ONLY=this").command("/bin/env")
	out := r.do(t).exits(t, 0).stdout
	if strings.Contains(out, "FROM_HOST") || !strings.Contains(out, "ONLY=this\n") || !strings.Contains(out, "PATH=") {
		t.Errorf("after --clear-env:\n%s", out)
	}
}

func TestUnameOptions(t *testing.T) {
	needUproot(t)
	w := busybox(t).with("--hostname", "elsewhere", "-k", "4.19.0-test")
	if got := w.sh(t, "uname -n; uname -r; hostname"); got != "elsewhere\n4.19.0-test\nelsewhere\n" {
		t.Errorf("got %q", got)
	}
}

// -R binds what a guest needs of the host: its device files, /proc, /tmp, and
// the home directory; what the host lacks is passed over.
func TestRecommendedBindings(t *testing.T) {
	w := busybox(t)
	home := files(t, filepath.Join(tempDir(t), "home"), map[string]string{"mine": "text\n"})
	r := w.withEnv("HOME="+home).command("/bin/sh", "-ec", "cat ~/mine; echo > /dev/null; readlink /proc/self/exe; ls -d "+runDir)
	r.cmd.Args = append([]string{uprootBin, "-R", w.rootfs}, r.cmd.Args[3:]...)
	r.do(t).exits(t, 0).prints(t, "text\n/bin/busybox\n"+runDir)
}

// Without -r the guest sees the host itself.
func TestDefaultRoot(t *testing.T) {
	t.Parallel()
	dir := files(t, tempDir(t), map[string]string{"file": "text\n"})
	r := world{}.command("/bin/cat", dir+"/file")
	r.cmd.Args = append(r.cmd.Args[:1], "/bin/cat", dir+"/file")
	r.do(t).exits(t, 0).prints(t, "text")
}

// -q runs foreign programs by an emulator of the host, which needs nothing in
// the guest's tree.
func TestForeignPrograms(t *testing.T) {
	long(t)
	need(t, runtime.GOARCH == "amd64", "a host whose foreign programs are arm64")
	emulator := needProgram(t, "qemu-aarch64-static", "qemu-user-static")
	w := busybox(t).withProgram(t, goProgram(t, "arm64"), "foreign").with("-q", emulator, "-b", "/dev/null", "-b", "/proc")
	w.run(t, "/bin/foreign", "hello", "there").exits(t, 0).prints(t, "hello there")
	w.sh(t, "/bin/foreign hello | grep -qx 'hello '; cd /bin; ./foreign hello; PATH=/bin foreign hello")
	in, dir := w.scratch(t)
	in.run(t, "/bin/foreign", "child", "1").exits(t, 0).prints(t, "child 1 in "+dir)
	in.run(t, "/bin/foreign", "readdir", "/etc").exits(t, 0).prints(t, ". d\n.. d\nos-release f\npasswd f")
	needUproot(t)
	in.run(t, "/bin/foreign", "work", dir).exits(t, 0).prints(t, "work done")
}

// The busybox of another CPU and its applets, the shell among them.
func TestForeignUserland(t *testing.T) {
	long(t)
	need(t, runtime.GOARCH == "amd64", "a host whose foreign programs are arm64")
	emulator := needProgram(t, "qemu-aarch64-static", "qemu-user-static")
	foreign := filepath.Join(cacheDir, "busybox-arm64")
	_, err := os.Stat(foreign)
	need(t, err == nil, "an arm64 busybox; tests/prepare.sh fetches it: "+foreign)
	w := busybox(t).withProgram(t, foreign, "busybox").with("-q", emulator, "-b", "/dev/null", "-b", "/proc")
	got := w.sh(t, `
		echo $((6*7)); ls /etc | tr '\n' ' '; uname -m; cat /etc/os-release | wc -l
		cd /tmp; echo x > f; cp f g; cmp f g; pwd; sh -c 'exit 5' || echo status $?
		printf '#!/bin/sh\necho script $1\n' > s; chmod +x s; ./s arg; ln -s /etc l; ls l/passwd`)
	if want := "42\nos-release passwd aarch64\n1\n/tmp\nstatus 5\nscript arg\nl/passwd\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

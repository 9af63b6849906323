package tests

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// kernelFilesystems are the bindings that a distribution's programs count on.
var kernelFilesystems = []string{"-b", "/dev", "-b", "/proc", "-b", "/sys"}

var debianTree tree

// debian returns the Debian tree, which all tests share: a test writes only
// below a directory that scratch gave it.
func debian(t testing.TB) world {
	t.Helper()
	list, err := os.ReadFile("debian-packages.txt")
	if err != nil {
		t.Fatal(err)
	}
	key := fmt.Sprintf("%x", sha256.Sum256(list))[:12]
	tarball := filepath.Join(cacheDir, "debian-"+key+".tar")
	_, err = os.Stat(tarball)
	need(t, err == nil, "the Debian tree; tests/prepare.sh makes it: "+tarball)
	path := debianTree.get(t, func() (string, error) {
		return cached("debian", key, func(dir string) error { return unpackDebian(tarball, dir) })
	})
	return world{rootfs: path}.with(kernelFilesystems...)
}

func unpackDebian(tarball, dir string) error {
	// Device nodes cannot be made by an ordinary user; /dev is bound.
	cmd := exec.Command("tar", "-xf", tarball, "--exclude=./dev/*", "-C", dir)
	asOrdinary(cmd)
	if err := tool(cmd); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "home/tester"), 0o755); err != nil {
		return err
	}
	uid, gid := ordinaryID()
	passwd := fmt.Sprintf("tester:x:%d:%d:Tester:/home/tester:/bin/bash\n", uid, gid)
	if err := prepend(filepath.Join(dir, "etc/passwd"), passwd); err != nil {
		return err
	}
	if err := prepend(filepath.Join(dir, "etc/group"), fmt.Sprintf("tester:x:%d:\n", gid)); err != nil {
		return err
	}
	return give(filepath.Join(dir, "home"))
}

// prepend writes a line before all others, so that it is the first to match.
func prepend(path, line string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append([]byte(line), data...), 0o644)
}

// scratch makes a directory in the tree's /tmp that goes when the test ends.
// It returns w with this as its working directory, and the guest path.
func (w world) scratch(t testing.TB) (in world, guestPath string) {
	t.Helper()
	hostPath, err := os.MkdirTemp(filepath.Join(w.rootfs, "tmp"), "t-")
	if err == nil {
		err = os.Chmod(hostPath, 0o755)
	}
	if err == nil {
		err = give(hostPath)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeTree(hostPath) })
	guestPath = strings.TrimPrefix(hostPath, w.rootfs)
	return w.with("-w", guestPath), guestPath
}

// host returns the host path of a guest path in w's rootfs.
func (w world) host(guestPath string) string { return filepath.Join(w.rootfs, guestPath) }

// busybox returns a fresh tree of a static busybox, its applets, the programs
// probe and load, and a few files; it is the test's own. Nothing is bound.
func busybox(t testing.TB) world {
	t.Helper()
	host := needProgram(t, "busybox", "busybox-static")
	need(t, isStatic(t, host), "a static busybox (Debian package busybox-static)")
	dir := filepath.Join(tempDir(t), "rootfs")
	files(t, dir, map[string]string{
		"bin/": "", "tmp/": "", "home/tester/": "", "proc/": "", "dev/null": "",
		"etc/passwd":     "root:x:0:0:root:/:/bin/sh\n",
		"etc/os-release": "NAME=busybox\n",
	})
	if err := copyFile(host, filepath.Join(dir, "bin/busybox")); err != nil {
		t.Fatal(err)
	}
	applets, err := exec.Command(host, "--list").Output()
	if err != nil {
		t.Fatal(err)
	}
	for applet := range strings.FieldsSeq(string(applets)) {
		if applet != "busybox" {
			_ = os.Symlink("busybox", filepath.Join(dir, "bin", applet))
		}
	}
	addPrograms(t, dir)
	if err := give(dir); err != nil {
		t.Fatal(err)
	}
	return world{rootfs: dir}
}

// addPrograms puts the tests' own static programs into a tree's /bin.
func addPrograms(t testing.TB, dir string) {
	t.Helper()
	programs := map[string]string{"probe": goProgram(t, runtime.GOARCH), "load": cProgram(t, "load.c", "gcc", "-static", "-pthread")}
	for name, host := range programs {
		if err := copyFile(host, filepath.Join(dir, "bin", name)); err != nil {
			t.Fatal(err)
		}
	}
}

func isStatic(t testing.TB, program string) bool {
	t.Helper()
	out, err := exec.Command("ldd", program).CombinedOutput()
	return err != nil || strings.Contains(string(out), "statically linked")
}

// copyFile copies an executable.
func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}

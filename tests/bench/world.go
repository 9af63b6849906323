package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// ordinaryID is the uid and gid of the guests when the benchmark is started as
// root. It is not the one that the tests use.
const ordinaryID = 100125

// world is what all tools work on.
type world struct {
	rootfs  string   // host path
	scratch string   // host path of a directory in the rootfs's /tmp
	dir     string   // guest path of scratch
	cache   string   // directory that tests/prepare.sh fills
	toolDir string   // host path of a directory that every user may search
	env     []string // of the guests
	aside   int      // how many directories have been put aside
	lock    *os.File
}

// openWorld finds or unpacks the rootfs, and lays out a scratch directory in
// it.
func openWorld(ctx context.Context, rootfs string) (*world, error) {
	w := &world{rootfs: rootfs}
	if err := w.openCache(); err != nil {
		return nil, err
	}
	if rootfs == "" {
		if err := w.unpackRootfs(ctx); err != nil {
			return nil, err
		}
	}
	if err := w.layOut(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// close removes what was made in the rootfs.
func (w *world) close() {
	if w.scratch != "" {
		_ = os.RemoveAll(w.scratch)
	}
	if w.toolDir != "" {
		_ = os.RemoveAll(w.toolDir)
	}
	_ = w.lock.Close()
}

// openCache finds the cache of the tests, and shares its lock, which tells the
// tests to leave scratch directories alone.
func (w *world) openCache() error {
	w.cache = os.Getenv("UPROOT_TEST_CACHE")
	switch {
	case w.cache != "":
	case os.Getuid() == 0:
		w.cache = "/var/tmp/uproot-tests-0"
	default:
		dir, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		w.cache = filepath.Join(dir, "uproot-tests")
	}
	if err := os.MkdirAll(w.cache, 0o755); err != nil {
		return err
	}
	lock, err := os.OpenFile(filepath.Join(w.cache, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	w.lock = lock
	return unix.Flock(int(lock.Fd()), unix.LOCK_SH)
}

// unpackRootfs makes a tree of the benchmark's own from the newest tarball in
// the cache, unless it is there.
func (w *world) unpackRootfs(ctx context.Context) error {
	tarballs, err := filepath.Glob(filepath.Join(w.cache, "debian-*.tar"))
	if err != nil || len(tarballs) == 0 {
		return fmt.Errorf("no Debian tree in %s: run tests/prepare.sh, or name a rootfs with -rootfs", w.cache)
	}
	tarball := slices.MaxFunc(tarballs, func(a, b string) int { return modTime(a) - modTime(b) })
	name := "bench-" + strings.TrimSuffix(filepath.Base(tarball), ".tar")
	w.rootfs = filepath.Join(w.cache, name)
	if _, err := os.Stat(w.rootfs); err == nil {
		return nil
	}
	partial := w.rootfs + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return err
	}
	if err := w.makeDir(partial); err != nil {
		return err
	}
	// Device nodes cannot be made by an ordinary user.
	if err := w.host(ctx, "tar", "-xf", tarball, "--exclude=./dev/*", "-C", partial); err != nil {
		return err
	}
	return os.Rename(partial, w.rootfs)
}

// modTime returns the second of a file's last change, 0 for one that is not there.
func modTime(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return int(info.ModTime().Unix())
}

// layOut makes the scratch directory and what the loops expect in it.
func (w *world) layOut(ctx context.Context) (err error) {
	if w.toolDir, err = os.MkdirTemp("", "uproot-bench-"); err != nil {
		return err
	}
	if err := os.Chmod(w.toolDir, 0o755); err != nil {
		return err
	}
	if w.scratch, err = os.MkdirTemp(filepath.Join(w.rootfs, "tmp"), "bench-"); err != nil {
		return err
	}
	if err := os.Chmod(w.scratch, 0o755); err != nil {
		return err
	}
	if err := give(w.scratch); err != nil {
		return err
	}
	w.dir = strings.TrimPrefix(w.scratch, filepath.Clean(w.rootfs))
	w.env = []string{
		"PATH=/usr/bin:/bin", "HOME=" + w.dir, "LC_ALL=C", "TMPDIR=/tmp", "TERM=dumb",
		"GODEBUG=asyncpreemptoff=1", "GIT_CONFIG_NOSYSTEM=1", "PYTHONDONTWRITEBYTECODE=1",
	}
	if err := w.makeDevices(); err != nil {
		return err
	}
	return w.makeLoopFiles(ctx)
}

// makeDevices gives native chroot the device files that the others get by a
// binding.
func (w *world) makeDevices() error {
	if os.Getuid() != 0 {
		return nil
	}
	devices := map[string]int{
		"null": int(unix.Mkdev(1, 3)), "zero": int(unix.Mkdev(1, 5)), "tty": int(unix.Mkdev(5, 0)),
		"random": int(unix.Mkdev(1, 8)), "urandom": int(unix.Mkdev(1, 9)),
	}
	for name, device := range devices {
		path := filepath.Join(w.rootfs, "dev", name)
		if err := unix.Mknod(path, unix.S_IFCHR, device); err != nil && err != unix.EEXIST {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.Chmod(path, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// makeLoopFiles puts into scratch what the program loops looks for, and itself.
func (w *world) makeLoopFiles(ctx context.Context) error {
	for _, dir := range []string{"bin", "a", "a/b", "a/b/c"} {
		if err := w.makeDir(filepath.Join(w.scratch, dir)); err != nil {
			return err
		}
	}
	script := "#!" + w.dir + "/bin/static\n"
	for name, content := range map[string][]byte{
		"a/b/c/file": nil, "bin/static": exitProgram(), "bin/script": []byte(script),
	} {
		if err := os.WriteFile(filepath.Join(w.scratch, name), content, 0o755); err != nil {
			return err
		}
	}
	if err := os.Symlink("a/b/c/file", filepath.Join(w.scratch, "link")); err != nil {
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(w.scratch, "bin/loops"), "uproot/tests/bench/loops")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	return succeed(build)
}

// makeDir makes a directory of the ordinary user's.
func (w *world) makeDir(path string) error {
	if err := os.Mkdir(path, 0o755); err != nil {
		return err
	}
	return give(path)
}

// give makes the ordinary user the owner of path.
func give(path string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Lchown(path, ordinaryID, ordinaryID)
}

// host runs a program of the host as the ordinary user.
func (w *world) host(ctx context.Context, argv ...string) error {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: ordinaryID, Gid: ordinaryID}}
	}
	cmd.Dir = "/"
	return succeed(cmd)
}

// succeed runs a command; what it printed is in the error.
func succeed(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%q: %w\n%s", cmd.Args, err, out)
	}
	return nil
}

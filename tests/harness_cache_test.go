package tests

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// cacheDir keeps what is dear to make between runs of the tests. It is the
// directory that prepare.sh fills.
var cacheDir string

// openCache finds the cache and shares its lock with other runs of the tests;
// the lock goes with the process.
func openCache() error {
	if cacheDir = os.Getenv("UPROOT_TEST_CACHE"); cacheDir == "" {
		dir, err := defaultCache()
		if err != nil {
			return err
		}
		cacheDir = dir
	}
	if err := os.MkdirAll(cacheDir, 0o755); err != nil {
		return err
	}
	return sweepCache()
}

// defaultCache is not root's own cache directory when the tests run as root:
// the guests' ordinary user could not search its way there.
func defaultCache() (string, error) {
	if os.Getuid() == 0 {
		return "/var/tmp/uproot-tests-0", nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "uproot-tests"), err
}

// sweepCache removes what earlier runs left in the scratch directories of the
// trees, if no other run is using them, and keeps the shared lock.
func sweepCache() error {
	lock, err := os.OpenFile(filepath.Join(cacheDir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		left, _ := filepath.Glob(filepath.Join(cacheDir, "debian-*", "tmp", "t-*"))
		for _, path := range left {
			removeTree(path)
		}
	}
	cacheLock = lock
	return syscall.Flock(int(lock.Fd()), syscall.LOCK_SH)
}

// cacheLock is kept so that the lock lasts as long as the process.
var cacheLock *os.File

// cached returns the directory of that name in the cache, made by build if it
// is not there. build gets an empty directory; only a finished one gets the
// name. The key must change with everything that build works from.
func cached(name, key string, build func(dir string) error) (string, error) {
	final := filepath.Join(cacheDir, name+"-"+key)
	unlock, err := lockTree(name)
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(final); err == nil {
		return final, nil
	}
	partial := final + ".partial"
	removeTree(partial)
	if err := os.Mkdir(partial, 0o755); err != nil {
		return "", err
	}
	if err := give(partial); err != nil {
		return "", err
	}
	if err := build(partial); err != nil {
		return "", fmt.Errorf("make %s: %w", name, err)
	}
	return final, os.Rename(partial, final)
}

// lockTree keeps two processes from making the same tree.
func lockTree(name string) (unlock func(), err error) {
	lock, err := os.OpenFile(filepath.Join(cacheDir, name+".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return nil, err
	}
	return func() { _ = lock.Close() }, nil
}

// tree is a root file system that is made once in a run of the tests.
type tree struct {
	once sync.Once
	path string
	err  error
}

// get returns the tree's path, or stops the test.
func (tr *tree) get(t testing.TB, build func() (string, error)) string {
	t.Helper()
	tr.once.Do(func() { tr.path, tr.err = build() })
	if tr.err != nil {
		t.Fatal(tr.err)
	}
	return tr.path
}

// tool runs a program of the host for a build.
func tool(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%q: %w\n%s", cmd.Args, err, out)
	}
	return nil
}

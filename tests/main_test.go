package tests

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// uprootBin is the command under test.
var uprootBin string

// runDir is a directory of this run of the tests, open to every user.
var runDir string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	cleanup, err := setUp()
	if cleanup != nil {
		defer cleanup()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tests: set up:", err)
		return 1
	}
	return m.Run()
}

// setUp makes what all tests share. The returned function undoes it and may be
// called also after an error.
func setUp() (cleanup func(), err error) {
	if err := keepDescriptors(); err != nil {
		return nil, err
	}
	if runDir, err = os.MkdirTemp("", "uproot-tests-"); err != nil {
		return nil, err
	}
	cleanup = func() { removeTree(runDir) }
	if err := os.Chmod(runDir, 0o755); err != nil {
		return cleanup, err
	}
	if err := openCache(); err != nil {
		return cleanup, err
	}
	if uprootBin = os.Getenv("UPROOT_TEST_BIN"); uprootBin != "" {
		return cleanup, nil
	}
	uprootBin = filepath.Join(runDir, "uproot")
	return cleanup, goBuild(uprootBin, "../cmd/uproot", "CGO_ENABLED=0")
}

// keepDescriptors sees to it that the guests get no descriptor that the
// caller of the tests happened to have open.
func keepDescriptors() error {
	fds, err := os.ReadDir("/proc/self/fd")
	for _, entry := range fds {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
	return err
}

// noteSources looks at every source of uproot, from within a test: go test takes
// note of what a test looks at, and gives no cached result when that changed.
var noteSources = sync.OnceValue(func() error {
	return filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case filepath.Ext(path) == ".go" || filepath.Ext(path) == ".s":
			_, err = os.Stat(path)
		}
		return err
	})
})

// goBuild builds a Go package into an executable that every user may run.
func goBuild(output, pkg string, env ...string) error {
	cmd := exec.Command("go", "build", "-o", output, pkg)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return os.Chmod(output, 0o755)
}

// foreignBin tells that another program stands in for uproot, by which the
// tests themselves are tried; what only uproot has is then not to be had.
func foreignBin() bool { return os.Getenv("UPROOT_TEST_BIN") != "" }

package tests

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// guestID is the uid and gid of the guests when the tests are started as root.
// It is above 65535 so that a 16-bit uid anywhere shows.
const guestID = 100123

// ordinaryID returns the uid and gid under which uproot is run.
func ordinaryID() (uid, gid int) {
	if os.Getuid() == 0 {
		return guestID, guestID
	}
	return os.Getuid(), os.Getgid()
}

// asOrdinary makes cmd run without root's privileges.
func asOrdinary(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: guestID, Gid: guestID}
	}
}

// give hands what the test process made to the ordinary user.
func give(path string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return filepath.WalkDir(path, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(p, guestID, guestID)
	})
}

// removeTree removes a tree even if its directories cannot be searched.
func removeTree(path string) {
	_ = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(p, 0o700)
		}
		return nil
	})
	_ = os.RemoveAll(path)
}

// tempDir makes a directory of the ordinary user that goes when the test ends.
// Unlike t.TempDir, every user may search its way there.
func tempDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(runDir, "t-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err == nil {
		err = give(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeTree(dir) })
	return dir
}

// files makes a tree of the ordinary user under dir: path to content. A path
// that ends in "/" is a directory, a content that starts with "-> " the target
// of a symbolic link, one that starts with "#!" an executable.
func files(t testing.TB, dir string, tree map[string]string) string {
	t.Helper()
	for path, content := range tree {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := makeFile(full, strings.HasSuffix(path, "/"), content); err != nil {
			t.Fatal(err)
		}
	}
	if err := give(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func makeFile(path string, isDir bool, content string) error {
	if isDir {
		return os.MkdirAll(path, 0o755)
	}
	if target, ok := strings.CutPrefix(content, "-> "); ok {
		return os.Symlink(target, path)
	}
	mode := fs.FileMode(0o644)
	if strings.HasPrefix(content, "#!") {
		mode = 0o755
	}
	return os.WriteFile(path, []byte(content), mode)
}

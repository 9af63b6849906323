package translate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAbsoluteLookupDoesNotAllocate(t *testing.T) {
	w := newWorld(t, bindingTree, "host:/mnt")
	for _, problem := range w.allocating("/etc/passwd", "a/up/passwd", "/mnt/x/y", "/mnt/up", "mnt/..", "a/b/../..", "/") {
		t.Error("allocations:", problem)
	}
}

// The rest of a path with its links put in may be longer than PATH_MAX, which
// the kernel only asks of each by itself.
func TestLongLinks(t *testing.T) {
	w := newWorld(t, "root/d/file\n")
	must(t, os.Symlink(strings.Repeat("./", 2040)+"d", filepath.Join(w.top, "root/far1")))
	must(t, os.Symlink(strings.Repeat("/", 3900)+"far1/../far1/..", filepath.Join(w.top, "root/far2")))
	w.ask("/", func(ask bool) {
		for path, want := range map[string]string{
			strings.Repeat("far2/", 13) + "far1/file": "root/d/file",
			strings.Repeat("far2/", 14) + "far1/file": "ELOOP",
		} {
			if got := w.check(t, path, Follow, ask); got != want {
				t.Errorf("%.30s: got %s, want %s", path, got, want)
			}
		}
	})
}

// Of two bindings at one place the first is given up, descriptor and all.
func TestReplacedBindingIsClosed(t *testing.T) {
	before := len(openDescriptors())
	t.Run("", func(t *testing.T) {
		newWorld(t, "root/m/\nhost/\nhost2/\n", "host:/m", "host2:/m")
	})
	if after := openDescriptors(); len(after) > before {
		t.Errorf("left open: %q", after)
	}
}

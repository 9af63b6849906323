package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestLongPaths(t *testing.T) {
	w := newWorld(t, "root/a/b\n")
	name := strings.Repeat("n", 255)
	long := strings.Repeat("./", 2047)
	w.ask("/", func(ask bool) {
		for _, c := range []struct {
			path string
			mode Mode
			want string
		}{
			{long + "a", Follow, "root/a"},
			{long + "/a", Follow, "ENAMETOOLONG"},
			{strings.Repeat("/", 4094) + "a", Follow, "root/a"},
			{strings.Repeat("/", 4095) + "a", Follow, "ENAMETOOLONG"},
			{name, Follow, "ENOENT"},
			{name + "n", Follow, "ENAMETOOLONG"},
			{name + "n/x", Follow, "ENAMETOOLONG"},
			{name, Parent, "root " + name},
			{name + "n", NoFollow, "ENAMETOOLONG"},
			{name + "n", Create, "ENAMETOOLONG"},
			{name, Create, "root " + name},
			{"a/\xff\xfe", Parent, "root/a \xff\xfe"},
		} {
			if got := w.check(t, c.path, c.mode, ask); got != c.want {
				t.Errorf("%d bytes, mode %d: got %.40s, want %.40s", len(c.path), c.mode, got, c.want)
			}
		}
	})
}

// The kernel follows 40 links, however they are spread over the path.
func TestManyLinks(t *testing.T) {
	var tree strings.Builder
	tree.WriteString("root/end\nroot/d/file\nroot/loop -> .\n")
	for i := range 41 {
		target := fmt.Sprintf("chain%d", i)
		if i == 0 {
			target = "end"
		}
		fmt.Fprintf(&tree, "root/chain%d -> %s\n", i+1, target)
	}
	w := newWorld(t, tree.String())
	far := strings.Repeat("./", 2040) + "d"
	must(t, os.Symlink(far, filepath.Join(w.top, "root/far1")))
	w.ask("/", func(ask bool) {
		for _, c := range []struct{ path, want string }{
			{"chain40", "root/end"},
			{"chain41", "ELOOP"},
			{strings.Repeat("loop/", 40), "root"},
			{strings.Repeat("loop/", 41), "ELOOP"},
			{strings.Repeat("loop/", 39) + "chain1", "root/end"},
			{strings.Repeat("loop/", 39) + "chain2", "ELOOP"},
			{"far1/file", "root/d/file"},
		} {
			if got := w.check(t, c.path, Follow, ask); got != c.want {
				t.Errorf("%.30s: got %s, want %s", c.path, got, c.want)
			}
		}
	})
}

// What openat2(2) refuses to cross, a lookup with its limits refuses, too.
func TestLimits(t *testing.T) {
	if !hasOpenat2() {
		t.Skip("needs openat2(2), Linux 5.6, to compare with")
	}
	w := newWorld(t, "root/a/b/file\nroot/a/link -> b\nroot/a/abs -> /a\nroot/a/up -> ../a\nroot/file\n")
	paths := []string{
		"b", "b/file", "link", "link/file", "abs", "abs/b", "up", "up/b", "..", "../a", "b/..", "b/../..", "/a", "/", ".",
		"/..", "../..", "missing", "b/file/", "link/../..", "b/../link/file", "../file", "/a/abs/file", "missing/..",
	}
	limits := []uint64{
		unix.RESOLVE_BENEATH, unix.RESOLVE_IN_ROOT, unix.RESOLVE_NO_SYMLINKS, unix.RESOLVE_NO_XDEV, unix.RESOLVE_NO_MAGICLINKS,
		unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS, unix.RESOLVE_IN_ROOT | unix.RESOLVE_NO_SYMLINKS,
	}
	w.chdir(t, "/a")
	w.ask("/a", func(ask bool) {
		for _, path := range paths {
			for _, limit := range limits {
				for _, mode := range []Mode{Follow, NoFollow} {
					w.checkLimit(t, path, mode, limit, ask)
				}
			}
		}
	})
}

func (w *world) checkLimit(t *testing.T, path string, mode Mode, limit uint64, ask bool) {
	t.Helper()
	flags := uint64(unix.O_PATH | unix.O_CLOEXEC)
	if mode == NoFollow {
		flags |= unix.O_NOFOLLOW
	}
	if limit&unix.RESOLVE_NO_XDEV != 0 && strings.HasPrefix(path, "abs") {
		return // the kernel takes its root for another mount until it has gone there once
	}
	if !ask && (limit&(unix.RESOLVE_BENEATH|unix.RESOLVE_IN_ROOT) == 0) {
		return // without a chroot only these cannot leave
	}
	dir := unix.AT_FDCWD
	if !ask {
		dir = w.cwd.FD
	}
	want := outcome{}
	fd, err := unix.Openat2(dir, path, &unix.OpenHow{Flags: flags, Resolve: limit})
	if err != nil {
		want.errno = err.(unix.Errno)
	} else {
		want.at, want.errno = inodeAt(fd, []byte{0})
		unix.Close(fd)
	}
	for how, k := range w.walkers {
		req := w.request(path, mode)
		req.Limit = limit
		var got outcome
		user.do(func() {
			if got.errno = k.Lookup(req); got.errno == 0 {
				got.at, got.errno = inodeAt(k.Place.FD, k.Place.Path())
				k.Place.Release()
			}
		})
		if got != want {
			t.Errorf("%s, %q, mode %d, limit %#x: got %s, the kernel %s", how, path, mode, limit, w.tell(got), w.tell(want))
		}
	}
}

// allocating returns the lookups of the given paths that allocate memory.
func (w *world) allocating(paths ...string) (out []string) {
	for how, k := range w.walkers {
		for _, path := range paths {
			for mode := Follow; mode <= Create; mode++ {
				req := w.request(path, mode)
				if n := testing.AllocsPerRun(20, func() {
					if k.Lookup(req) == 0 {
						k.Place.Release()
					}
				}); n != 0 {
					out = append(out, fmt.Sprintf("%s, %s, mode %d: %v", how, path, mode, n))
				}
			}
		}
	}
	return out
}

const bindingTree = plainTree + "root/mnt/\nhost/x/y\nhost/up -> ../etc/passwd\n"

func TestLookupDoesNotAllocate(t *testing.T) {
	w := newWorld(t, bindingTree, "host:/mnt")
	for _, problem := range w.allocating("etc/passwd", "a/b/c/file", "a/link/c/file", "mnt/x/y", "missing", "a/b/c/new", "closed", ".") {
		t.Error("allocations:", problem)
	}
}

package translate

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// mounts returns a table of mounts that exist by name only, "guest=host".
func mounts(rows ...string) *Table {
	t := &Table{byGuest: map[string]*Mount{}, names: map[string]struct{}{}}
	for _, row := range rows {
		guest, host, _ := strings.Cut(row, "=")
		m := &Mount{Guest: guest, Host: host}
		t.Mounts = append(t.Mounts, m)
		t.byGuest[guest] = m
	}
	return t
}

func TestLocate(t *testing.T) {
	table := mounts("/=/srv/root", "/mnt=/data", "/mnt/deep=/data/sub/deep", "/etc/hosts=/etc/hosts", "/again=/srv/root/a",
		"/over=/elsewhere", "/top=/")
	for _, c := range []struct{ host, hint, want string }{
		{"/srv/root", "", "/"},
		{"/srv/root/usr/bin", "", "/usr/bin"},
		{"/srv/rootless", "", "/top/srv/rootless"},
		{"/srv", "", "/top/srv"},
		{"/", "", "/top"},
		{"/data", "", "/mnt"},
		{"/data/x", "", "/mnt/x"},
		{"/data/sub/deep", "", "/mnt/deep"},
		{"/data/sub/deep/x", "", "/mnt/deep/x"},
		{"/data/sub/deep/x", "/mnt", "/mnt/sub/deep/x"},
		{"/data/deep", "", "/top/data/deep"}, // covered on /mnt
		{"/data/deeper", "", "/mnt/deeper"},
		{"/etc/hosts", "", "/etc/hosts"},
		{"/srv/root/a/x", "", "/again/x"},
		{"/srv/root/a/x", "/", "/a/x"},
		{"/srv/root/a", "/again", "/again"},
		{"/srv/root/a", "/", "/a"},
		{"/srv/root/mnt/under", "", "/top/srv/root/mnt/under"}, // covered on /
		{"/srv/root/over", "/", "/top/srv/root/over"},
		{"/elsewhere", "/mnt", "/over"},
	} {
		loc, m := table.Locate([]byte(c.host), table.byGuest[c.hint], nil)
		if string(loc) != c.want {
			t.Errorf("%s as seen through %q: got %s, want %s", c.host, c.hint, loc, c.want)
		}
		if m == nil || !strings.HasPrefix(string(loc), m.prefix()) {
			t.Errorf("%s: got the mount %+v", loc, m)
		}
	}
}

func TestLocateOutside(t *testing.T) {
	table := mounts("/=/srv/root", "/mnt=/data", "/srv=/srv/root/a")
	for _, host := range []string{"/", "/srv", "/srv/roots", "/dat", "/srv/root/mnt", "/srv/root/mnt/x", "", "pipe:[1]"} {
		if loc, m := table.Locate([]byte(host), table.Mounts[1], nil); m != nil || loc != nil {
			t.Errorf("%s: got %s", host, loc)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct{ root, loc, want string }{
		{"/", "/", "/"},
		{"/", "/a", "/a"},
		{"/a", "/a", "/"},
		{"/a", "/a/b", "/b"},
		{"/a", "/ab", ""},
		{"/a", "/", ""},
		{"/a/b", "/a", ""},
	} {
		got, ok := Within(c.root, []byte(c.loc))
		if ok != (c.want != "") || ok && string(got) != c.want {
			t.Errorf("%s within %s: got %q, %t", c.loc, c.root, got, ok)
		}
	}
}

func TestAmbiguous(t *testing.T) {
	const tree = "root/a/b/\nroot/m/\nroot/n/\nhost/sub/\nhost2/\n"
	for _, c := range []struct {
		bindings []string
		want     bool
	}{
		{nil, false},
		{[]string{"host:/m"}, false},
		{[]string{"host:/m", "host2:/n"}, false},
		{[]string{"host:/m", "host:/n"}, true},
		{[]string{"host:/m", "host/sub:/n"}, true},
		{[]string{"host/sub:/m", "host:/n"}, true},
		{[]string{"root/a:/m"}, true},
		{[]string{".:/m"}, true},
	} {
		if w := newWorld(t, tree, c.bindings...); w.table.Ambiguous() != c.want {
			t.Errorf("%q: got %t", c.bindings, !c.want)
		}
	}
}

// Where two mounts show one directory, ".." goes where the lookup came from.
func TestUpFromAmbiguous(t *testing.T) {
	w := newWorld(t, "root/one/\nroot/two/\nhost/x/y/\n", "host:/one", "host/x:/two")
	for _, how := range []string{"/one/x/y", "/two/y"} {
		w.chdir(t, how)
		path := "../.."
		want := map[string]string{"/one/x/y": "host", "/two/y": "root"}[how]
		if got := w.check(t, path, Follow, false); got != want {
			t.Errorf("%s from %s: got %s, want %s", path, how, got, want)
		}
		w.cwd.Release()
		w.cwd = w.root
	}
}

// Mount points that are missing in the root are seen, but nothing is written
// there, and nothing stays behind.
func TestMissingMountPoints(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	w := newWorld(t, "root/etc/\nroot/file\nroot/link -> nowhere/else\nhost/data/x\nhost/f\n",
		"host/data:/new/deep/point", "host/f:/etc/added", "host/data:/file", "host/data:/link/in")
	for path, want := range map[string]string{
		"/new/deep/point/x": "host/data/x", "/etc/added": "host/f", "/file/x": "host/data/x",
		"/new/other": "ENOENT", "/new/deep/point/../../..": "root", "/etc/added/": "ENOTDIR",
	} {
		if got := w.check(t, path, Follow, false); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	if got := shownIn(w.table, "/"); !slices.Contains(got, "new") || !slices.Contains(got, "file") || slices.Contains(got, "etc") {
		t.Errorf("/ must be made to list %q", got)
	}
	if got := shownIn(w.table, "/etc"); !slices.Equal(got, []string{"added"}) {
		t.Errorf("/etc must be made to list %q", got)
	}
	entries, err := os.ReadDir(filepath.Join(w.top, "root"))
	must(t, err)
	if len(entries) != 3 {
		t.Errorf("the root holds %v", entries)
	}
	w.table.Close()
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	must(t, err)
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func shownIn(t *Table, dir string) (names []string) {
	for _, m := range t.ShownIn([]byte(dir)) {
		names = append(names, m.Name())
	}
	return names
}

func TestBadTables(t *testing.T) {
	top := t.TempDir()
	grow(t, top, "root/\nfile\n")
	for _, c := range []struct {
		root     string
		bindings []Binding
		want     string
	}{
		{"missing", nil, "does not exist"},
		{"file", nil, "is not a directory"},
		{"root", []Binding{{Host: top + "/missing", Guest: "/x"}}, "cannot bind " + top + "/missing to /x"},
		{"root", []Binding{{Host: top + "/file", Guest: "/"}}, "not a directory"},
	} {
		before := len(openDescriptors())
		table, err := Open(filepath.Join(top, c.root), c.bindings, false)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %v: got %v, want %q", c.root, c.bindings, err, c.want)
		}
		if table != nil {
			t.Errorf("%s %v: got a table", c.root, c.bindings)
		}
		closeNew(before, top)
	}
}

// closeNew closes what a failed Open leaves open, as the program ends then.
func closeNew(before int, top string) {
	for _, line := range openDescriptors() {
		number, target, _ := strings.Cut(line, " ")
		if fd, err := strconv.Atoi(number); err == nil && strings.HasPrefix(target, top) && len(openDescriptors()) > before {
			rawsys.Close(fd)
		}
	}
}

func TestOptionalBinding(t *testing.T) {
	top := t.TempDir()
	grow(t, top, "root/\n")
	table, err := Open(top+"/root", []Binding{{Host: top + "/missing", Guest: "/x", Optional: true}}, false)
	must(t, err)
	defer rawsys.Close(table.Root().FD)
	if !table.Simple() {
		t.Errorf("got %d mounts", len(table.Mounts))
	}
}

// A directory whose path is longer than the kernel tells has its whole path all
// the same, and lookups go up from there.
func TestDeep(t *testing.T) {
	w := newWorld(t, "root/x\n")
	name, depth := strings.Repeat("n", 250), 40
	fd, err := unix.Open(filepath.Join(w.top, "root"), unix.O_PATH|unix.O_CLOEXEC, 0)
	must(t, err)
	for range depth {
		must(t, unix.Mkdirat(fd, name, 0o755))
		next, err := unix.Openat(fd, name, unix.O_PATH|unix.O_CLOEXEC, 0)
		must(t, err)
		unix.Close(fd)
		fd = next
	}
	defer unix.Close(fd)
	var buf [16 << 10]byte
	n, e := HostPath(fd, buf[:])
	want, err := filepath.EvalSymlinks(w.top)
	must(t, err)
	want += "/root" + strings.Repeat("/"+name, depth)
	if e != 0 || string(buf[:n]) != want {
		t.Errorf("got %d bytes, %v; want %d", n, e, len(want))
	}
	if _, e := HostPath(fd, buf[:2*PathMax]); e != unix.ENAMETOOLONG {
		t.Errorf("in a buffer that is too short: %v", e)
	}
	w.deepLookups(t, fd, depth)
	must(t, os.RemoveAll(filepath.Join(w.top, "root", name)))
}

func (w *world) deepLookups(t *testing.T, fd, depth int) {
	start := &Dir{FD: fd, Mount: w.root.Mount, Refs: 1}
	for how, k := range w.walkers {
		for _, c := range []struct{ path, want string }{
			{strings.Repeat("../", depth), "root"},
			{strings.Repeat("../", depth+5) + "x", "root/x"},
			{"/x", "root/x"},
		} {
			if e := k.Lookup(&Request{Root: w.root, Start: start, Path: []byte(c.path), Mode: Follow}); e != 0 {
				t.Errorf("%s: %.20s: %v", how, c.path, e)
				continue
			}
			at, _ := inodeAt(k.Place.FD, rawsys.Empty)
			if got := w.tell(outcome{at: at}); got != c.want {
				t.Errorf("%s: %.20s: got %s, want %s", how, c.path, got, c.want)
			}
			k.Place.Release()
		}
	}
}

func TestGone(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name   string
		remove bool
	}{{"there", false}, {"there (deleted)", false}, {"gone", true}, {"gone (deleted)", true}} {
		full := filepath.Join(dir, c.name)
		must(t, os.Mkdir(full, 0o755))
		fd, err := unix.Open(full, unix.O_PATH|unix.O_CLOEXEC, 0)
		must(t, err)
		if c.remove {
			must(t, os.Remove(full))
		}
		var buf [PathMax]byte
		n, _ := HostPath(fd, buf[:])
		got, gone := Gone(fd, buf[:n])
		if gone != c.remove || string(got) != full {
			t.Errorf("%s: got %s, %t", full, got, gone)
		}
		unix.Close(fd)
	}
}

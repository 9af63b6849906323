package translate

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// ordinary is the user that lookups are made as when root runs the tests, so
// that permissions count.
const ordinary = 100124

// world is a tree of files with a guest's root and bindings, and one Walker for
// each way to look a path up.
type world struct {
	top      string // host directory that holds everything
	bindings []Binding
	table    *Table
	root     *Dir
	cwd      *Dir
	walkers  map[string]*Walker
	names    map[inode]string
}

type inode struct{ dev, ino uint64 }

// grow makes files below top, one a line: "dir/", "file", "link -> target", and
// behind each perhaps permissions: "dir/ 0".
func grow(t testing.TB, top, tree string) {
	t.Helper()
	modes := map[string]os.FileMode{}
	for line := range strings.Lines(tree) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		full := filepath.Join(top, fields[0])
		must(t, os.MkdirAll(filepath.Dir(full), 0o755))
		switch {
		case len(fields) == 3 && fields[1] == "->":
			must(t, os.Symlink(fields[2], full))
			continue
		case strings.HasSuffix(fields[0], "/"):
			must(t, os.MkdirAll(full, 0o755))
		default:
			must(t, os.WriteFile(full, []byte(fields[0]), 0o644))
		}
		if len(fields) == 2 {
			mode, err := strconv.ParseUint(fields[1], 8, 32)
			must(t, err)
			modes[full] = os.FileMode(mode)
		}
	}
	must(t, filepath.WalkDir(top, func(p string, _ os.DirEntry, err error) error {
		if err == nil && os.Getuid() == 0 {
			err = os.Lchown(p, ordinary, ordinary)
		}
		return err
	}))
	for name, mode := range modes {
		must(t, os.Chmod(name, mode))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newWorld grows the tree, whose root/ becomes the guest's root, and lays the
// bindings over it: "host:guest", host relative to the top of the tree.
func newWorld(t testing.TB, tree string, bindings ...string) *world {
	t.Helper()
	w := &world{top: t.TempDir(), names: map[inode]string{}}
	grow(t, w.top, "root/\n"+tree)
	for _, b := range bindings {
		host, guest, _ := strings.Cut(b, ":")
		guest, readOnly := strings.CutSuffix(guest, ":ro")
		w.bindings = append(w.bindings, Binding{Host: filepath.Join(w.top, host), Guest: guest, ReadOnly: readOnly})
	}
	w.open(t)
	must(t, filepath.WalkDir(w.top, func(p string, _ os.DirEntry, err error) error {
		var st unix.Stat_t
		if err == nil {
			must(t, unix.Lstat(p, &st))
			w.names[inode{st.Dev, st.Ino}], _ = strings.CutPrefix(p, w.top+"/")
		}
		return nil
	}))
	t.Cleanup(func() { // TempDir cannot remove what it may not read
		filepath.WalkDir(w.top, func(p string, e os.DirEntry, err error) error {
			if e != nil && e.IsDir() {
				os.Chmod(p, 0o755)
			}
			return nil
		})
	})
	return w
}

// open makes the table and the walkers.
func (w *world) open(t testing.TB) {
	t.Helper()
	table, err := Open(filepath.Join(w.top, "root"), w.bindings, hasOpenat2())
	must(t, err)
	w.table = table
	w.root = &Dir{FD: table.Root().FD, Mount: table.Root(), Refs: 1}
	w.cwd = w.root
	w.walkers = map[string]*Walker{"walk": {Table: table, Proc: nobody{}}}
	if hasOpenat2() {
		w.walkers["openat2"] = &Walker{Table: table, Openat2: true, Proc: nobody{}}
	}
	t.Cleanup(func() {
		w.table.Close()
		for _, m := range w.table.Mounts {
			rawsys.Close(m.FD)
		}
		for _, m := range w.table.replaced(w.root.Mount) {
			rawsys.Close(m.FD)
		}
		if w.cwd != w.root {
			w.cwd.Release()
		}
	})
}

// replaced returns the first root if a binding took its place.
func (t *Table) replaced(first *Mount) []*Mount {
	if t.Mounts[0] == first {
		return nil
	}
	return []*Mount{first}
}

// chdir makes the directory at the guest path the start of relative lookups.
func (w *world) chdir(t testing.TB, guest string) {
	t.Helper()
	k := w.walkers["walk"]
	if e := k.Lookup(w.request(guest, Follow)); e != 0 {
		t.Fatalf("%s: %v", guest, e)
	}
	w.cwd = &Dir{FD: k.Place.Take(), Mount: k.Place.Mount, Refs: 1}
	k.Place.Release()
}

func (w *world) request(path string, mode Mode) *Request {
	return &Request{Root: w.root, Start: w.cwd, Path: []byte(path), Mode: mode}
}

func hasOpenat2() bool {
	fd, e := rawsys.Openat2(rawsys.AtFDCWD, []byte("/\x00"), unix.O_PATH, unix.RESOLVE_IN_ROOT)
	if e == 0 {
		rawsys.Close(fd)
	}
	return e == 0
}

// setID changes the effective ids of the calling thread alone.
func setID(id int) {
	keep := ^uintptr(0)
	group := func() { unix.RawSyscall(unix.SYS_SETRESGID, keep, uintptr(id), keep) }
	if id != 0 {
		group()
	}
	if _, _, e := unix.RawSyscall(unix.SYS_SETRESUID, keep, uintptr(id), keep); e != 0 {
		panic(fmt.Sprintf("setresuid %d: %v", id, e))
	}
	if id == 0 {
		group()
	}
}

var modeNames = map[string]Mode{"follow": Follow, "nofollow": NoFollow, "entry": Entry, "parent": Parent, "create": Create}

// outcome is what a lookup comes to: an errno, or an object, or for names that
// are free, their directory.
type outcome struct {
	errno unix.Errno
	at    inode
	name  string // of the entry; "" for the object itself
}

func (w *world) tell(o outcome) string {
	if o.errno != 0 {
		return unix.ErrnoName(o.errno)
	}
	name, ok := w.names[o.at]
	if !ok {
		name = fmt.Sprintf("?%d:%d", o.at.dev, o.at.ino)
	}
	if o.name != "" {
		return name + " " + o.name
	}
	return name
}

// lookup looks path up and tells what it came to in the terms of the oracle.
func (w *world) lookup(t testing.TB, k *Walker, path string, mode Mode) (o outcome) {
	user.do(func() {
		if e := k.Lookup(w.request(path, mode)); e != 0 {
			o = outcome{errno: e}
			return
		}
		p := &k.Place
		w.checkPlace(t, p, path)
		name := strings.TrimRight(string(p.Name), "\x00/")
		if mode == Parent || name != "" && mode == Create {
			o.at, o.errno = inodeAt(p.FD, rawsys.Empty)
			o.name = name
			return
		}
		o.at, o.errno = inodeAt(p.FD, p.Path())
	})
	return o
}

// check looks path up in every way there is and returns what all of them say.
// With ask, the chroot's thread is the caller's and is asked, too.
func (w *world) check(t testing.TB, path string, mode Mode, ask bool) string {
	t.Helper()
	var all string
	for _, how := range slices.Sorted(maps.Keys(w.walkers)) {
		k := w.walkers[how]
		got := w.lookup(t, k, path, mode)
		if said := w.tell(got); all == "" {
			all = said
		} else if said != all {
			t.Errorf("mode %d, %q: %s says %s, another %s", mode, path, how, said, all)
		}
		if ask {
			if want := judge(k, path, mode, got); want != got {
				t.Errorf("mode %d, %q: %s says %s, the chroot %s", mode, path, how, w.tell(got), w.tell(want))
			}
		}
		k.Place.Release()
	}
	return all
}

// ask runs f, where it can in the chroot's thread, in the directory cwd.
func (w *world) ask(cwd string, f func(ask bool)) {
	if !canChroot() {
		f(false)
		return
	}
	theOracle.with(w, cwd, func() { f(true) })
}

// checkPlace checks what must be true of every result: it lies in what the
// guest may see, on the mount that it says.
func (w *world) checkPlace(t testing.TB, p *Place, path string) {
	t.Helper()
	var host, out [2 * PathMax]byte
	n, e := HostPath(p.FD, host[:])
	if e != 0 {
		return // too deep to be told
	}
	name, _ := Gone(p.FD, host[:n])
	if loc, _ := w.table.Locate(name, p.Mount, out[:]); loc == nil {
		t.Errorf("%q leads to %s, which no mount shows", path, name)
	}
	if p.Mount != nil {
		if _, ok := below(p.Mount.Host, name); !ok {
			t.Errorf("%q leads to %s, which is not on the mount of %s", path, name, p.Mount.Host)
		}
	}
}

func inodeAt(fd int, name []byte) (inode, unix.Errno) {
	var st unix.Stat_t
	e := rawsys.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW|unix.AT_EMPTY_PATH)
	return inode{st.Dev, st.Ino}, e
}

package translate

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// Open makes the mount table of a run: root becomes "/", the bindings are laid
// over it in their order. The guest sees mount points that are missing in root
// without anything being written there. Close removes what that needed.
func Open(root string, bindings []Binding, openat2 bool) (*Table, error) {
	fd, err := openRoot(root)
	if err != nil {
		return nil, err
	}
	t, err := NewTable(fd)
	if err != nil {
		return nil, fmt.Errorf("root directory %s: %w", root, err)
	}
	s := &setup{Table: t, walker: &Walker{Table: t, Openat2: openat2, Proc: nobody{}}}
	if err := s.bindProc(); err != nil {
		return nil, err
	}
	for _, b := range bindings {
		if err := s.bind(b); err != nil {
			t.Close()
			return nil, err
		}
	}
	return t, nil
}

// Close removes the directories that stood in for missing mount points.
func (t *Table) Close() {
	for _, dir := range t.standIns {
		os.Remove(dir)
	}
}

func openRoot(root string) (int, error) {
	fd, err := unix.Open(root, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	switch {
	case errors.Is(err, unix.ENOENT):
		return -1, fmt.Errorf("root directory %s does not exist; name one with -r", root)
	case errors.Is(err, unix.ENOTDIR):
		return -1, fmt.Errorf("root directory %s is not a directory; unpack the root file system first", root)
	case err != nil:
		return -1, fmt.Errorf("root directory %s: %w", root, err)
	}
	if err := unix.Faccessat(fd, ".", unix.X_OK, 0); err != nil {
		return -1, fmt.Errorf("root directory %s cannot be entered: %w; it must be yours (chmod u+rx)", root, err)
	}
	return fd, nil
}

type setup struct {
	*Table
	walker *Walker
}

// bindProc makes a procfs that is part of the root a mount of its own, as its
// self links need the tracer's help.
func (s *setup) bindProc() error {
	var fs unix.Statfs_t
	fd, e := rawsys.Openat(s.Root().FD, []byte("proc\x00"), openDir, 0)
	if e != 0 {
		return nil
	}
	if rawsys.Fstatfs(fd, &fs) != 0 || fs.Type != unix.PROC_SUPER_MAGIC {
		rawsys.Close(fd)
		return nil
	}
	return s.add(&Mount{Guest: "/proc", FD: fd})
}

func (s *setup) bind(b Binding) error {
	fd, err := unix.Open(b.Host, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		if b.Optional {
			return nil
		}
		return fmt.Errorf("cannot bind %s to %s in the guest: %w; append \":optional\" to do without it", b.Host, b.Guest, err)
	}
	loc, err := s.canonical(path.Clean(b.Guest), b.NoFollow)
	if err != nil {
		return fmt.Errorf("cannot bind %s to %s in the guest: %w", b.Host, b.Guest, err)
	}
	if loc == "/" {
		return s.bindRoot(fd, b)
	}
	if err := s.standIn(path.Dir(loc)); err != nil {
		return err
	}
	m := &Mount{Guest: loc, FD: fd, ReadOnly: b.ReadOnly}
	under := s.typeAt(loc)
	if err := s.add(m); err != nil {
		return fmt.Errorf("cannot bind %s: %w", b.Host, err)
	}
	if under != m.Type {
		s.show(m)
	}
	return nil
}

// bindRoot lays a binding over the root itself.
func (s *setup) bindRoot(fd int, b Binding) error {
	m := &Mount{Guest: "/", FD: fd, ReadOnly: b.ReadOnly}
	if err := describe(m); err != nil {
		return err
	}
	if !m.Dir {
		return fmt.Errorf("cannot bind %s to / in the guest: it is not a directory", b.Host)
	}
	s.Mounts[0] = m
	s.byGuest["/"] = m
	return nil
}

// canonical returns the path at which a binding to guest is mounted: symlinks
// followed where there are any, the rest as it is written.
func (s *setup) canonical(guest string, noFollow bool) (string, error) {
	if guest == "/" {
		return guest, nil
	}
	mode := Follow
	if noFollow {
		mode = NoFollow
	}
	root := &Dir{FD: s.Root().FD, Mount: s.Root()}
	e := s.walker.Lookup(&Request{Root: root, Start: root, Path: []byte(guest), Mode: mode})
	if e == unix.ENOENT || e == unix.ELOOP {
		dir, err := s.canonical(path.Dir(guest), false)
		return path.Join(dir, path.Base(guest)), err
	}
	if e != 0 {
		return "", e
	}
	defer s.walker.Place.Release()
	var host, out [2 * PathMax]byte
	loc, _ := s.LocateFD(s.walker.Place.FD, s.walker.Place.Mount, host[:], out[:])
	if loc == nil {
		return "", unix.ENOENT
	}
	return string(loc), nil
}

// typeAt returns the DT_* of what the guest has at the clean path loc, or 0.
func (s *setup) typeAt(loc string) uint8 {
	root := &Dir{FD: s.Root().FD, Mount: s.Root()}
	if s.walker.Lookup(&Request{Root: root, Start: root, Path: []byte(loc), Mode: NoFollow}) != 0 {
		return unix.DT_UNKNOWN
	}
	defer s.walker.Place.Release()
	var st unix.Stat_t
	if rawsys.Fstat(s.walker.Place.FD, &st) != 0 {
		return unix.DT_UNKNOWN
	}
	return uint8(st.Mode >> 12 & 15)
}

// standIn makes the guest see a directory at the clean path loc if it has
// none: an empty host directory is bound there.
func (s *setup) standIn(loc string) error {
	if loc == "/" || s.typeAt(loc) == unix.DT_DIR {
		return nil
	}
	if err := s.standIn(path.Dir(loc)); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "uproot-"+strings.ReplaceAll(path.Base(loc), "*", "_")+"-")
	if err != nil {
		return fmt.Errorf("cannot stand in for the missing directory %s: %w; set TMPDIR", loc, err)
	}
	s.standIns = append(s.standIns, dir)
	if err := os.Chmod(dir, 0o555); err != nil {
		return err
	}
	fd, err := unix.Open(dir, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	m := &Mount{Guest: loc, FD: fd, ReadOnly: true}
	if err := s.add(m); err != nil {
		return err
	}
	s.show(m)
	return nil
}

// nobody is the ProcView before there are guests.
type nobody struct{}

func (nobody) Self() (int, int) { return 0, 0 }
func (nobody) Guest(int) bool   { return false }
func (nobody) RootOf(int) *Dir  { return nil }
func (nobody) ExeOf(int) int    { return -1 }

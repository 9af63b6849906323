package translate

import (
	"path"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// PathMax is PATH_MAX: the longest path of a syscall, with its NUL.
const PathMax = 4096

// Mount is one row of the mount table: the guest's root or a binding.
type Mount struct {
	Guest    string // guest path, clean; "/" for the root
	Host     string // the kernel's name of FD when it was opened
	FD       int    // O_PATH descriptor of the host object
	ReadOnly bool   // refuse writes with EROFS
	Dir      bool   // a directory
	Proc     bool   // a procfs
	Type     uint8  // DT_* of the host object
	Ino, Dev uint64 // inode number and device of the host object
}

// prefix is what guest paths below the mount begin with.
func (m *Mount) prefix() string {
	if m.Guest == "/" {
		return ""
	}
	return m.Guest
}

// Table is the guest's mount table. The first mount is the root.
type Table struct {
	Mounts  []*Mount
	byGuest map[string]*Mount
	names   map[string]struct{} // last components of all bindings

	HasReadOnly bool // some mount refuses writes

	hasProc   bool
	ambiguous bool
	shown     map[string][]*Mount // by the guest path of their directory
	standIns  []string
}

// NewTable returns a table whose root is the directory open at fd.
func NewTable(fd int) (*Table, error) {
	t := &Table{byGuest: map[string]*Mount{}, names: map[string]struct{}{}}
	return t, t.add(&Mount{Guest: "/", FD: fd})
}

// Root returns the mount of the guest's root.
func (t *Table) Root() *Mount { return t.Mounts[0] }

// Simple reports that nothing but the root is mounted.
func (t *Table) Simple() bool { return len(t.Mounts) == 1 }

// Splices reports that some directory must show names it does not hold.
func (t *Table) Splices() bool { return len(t.shown) > 0 }

// Ambiguous reports that some host file is seen at more than one place, so that
// a descriptor alone does not tell through which mount it was opened.
func (t *Table) Ambiguous() bool { return t.ambiguous }

// HasProc reports that a procfs is mounted.
func (t *Table) HasProc() bool { return t.hasProc }

func (t *Table) add(m *Mount) error {
	if err := describe(m); err != nil {
		return err
	}
	for i, old := range t.Mounts {
		if old.Guest == m.Guest && i > 0 {
			rawsys.Close(old.FD)
			t.Mounts = append(t.Mounts[:i], t.Mounts[i+1:]...)
			break
		}
	}
	for _, old := range t.Mounts {
		_, inside := below(old.Host, []byte(m.Host))
		_, around := below(m.Host, []byte(old.Host))
		t.ambiguous = t.ambiguous || inside || around
	}
	t.Mounts = append(t.Mounts, m)
	t.byGuest[m.Guest] = m
	t.hasProc = t.hasProc || m.Proc
	t.HasReadOnly = t.HasReadOnly || m.ReadOnly
	if m.Guest != "/" {
		t.names[m.Guest[strings.LastIndexByte(m.Guest, '/')+1:]] = struct{}{}
	}
	return nil
}

// describe fills in what the host object itself tells about a mount.
func describe(m *Mount) error {
	var st unix.Stat_t
	if e := rawsys.Fstat(m.FD, &st); e != 0 {
		return e
	}
	m.Type = uint8(st.Mode >> 12 & 15) // S_IFMT bits are DT_* << 12, see readdir(3)
	m.Dir = m.Type == unix.DT_DIR
	m.Ino, m.Dev = st.Ino, st.Dev
	var fs unix.Statfs_t
	if e := rawsys.Fstatfs(m.FD, &fs); e != 0 {
		return e
	}
	m.Proc = fs.Type == unix.PROC_SUPER_MAGIC && m.Dir
	buf := make([]byte, PathMax)
	n, e := rawsys.FDPath(m.FD, buf)
	if e != 0 {
		return e
	}
	m.Host = string(buf[:n])
	return nil
}

// show makes readdir list m, which its directory does not hold, or with another
// type.
func (t *Table) show(m *Mount) {
	if t.shown == nil {
		t.shown = map[string][]*Mount{}
	}
	dir := path.Dir(m.Guest)
	t.shown[dir] = append(t.shown[dir], m)
}

// Name returns the last component of the mount point.
func (m *Mount) Name() string { return m.Guest[strings.LastIndexByte(m.Guest, '/')+1:] }

// ShownIn returns the mounts that the directory at the guest path loc must be
// made to list.
func (t *Table) ShownIn(loc []byte) []*Mount { return t.shown[string(loc)] }

// at returns the mount whose guest path is loc.
func (t *Table) at(loc []byte) *Mount { return t.byGuest[string(loc)] }

// covering returns the mount that the guest path loc, which must be clean,
// lies on.
func (t *Table) covering(loc []byte) *Mount {
	for n := len(loc); n > 1; n = lastSlash(loc[:n]) {
		if m := t.byGuest[string(loc[:n])]; m != nil {
			return m
		}
	}
	return t.byGuest["/"]
}

// mayCross reports that some component of path has the name of a binding, so
// that walking the path could enter one even without any symlink.
func (t *Table) mayCross(path []byte) bool {
	if len(t.names) == 0 {
		return false
	}
	for i := 0; i < len(path); {
		j := i
		for j < len(path) && path[j] != '/' {
			j++
		}
		if _, ok := t.names[string(path[i:j])]; ok {
			return true
		}
		i = j + 1
	}
	return false
}

func lastSlash(b []byte) int {
	for i := len(b) - 1; i > 0; i-- {
		if b[i] == '/' {
			return i
		}
	}
	return 0
}

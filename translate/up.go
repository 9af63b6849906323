package translate

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

var dotdot = []byte{'.', '.', 0}

// up takes a component "..". Where the parent turns out to lie outside of the
// guest's root, because the directory was moved out while somebody stood in
// it, there is no parent.
func (w *Walker) up() unix.Errno {
	w.slow = w.limit != 0
	w.fromRoot = true           // handle_dots in namei.c asks for the root
	nameless := w.locate() != 0 // deleted, or too deep for a name
	if w.cur == w.root.FD || !nameless && bytes.Equal(w.loc, w.rootAt()) {
		if e := w.searchable(); e != 0 || w.limit&unix.RESOLVE_BENEATH == 0 {
			return e
		}
		return unix.EXDEV
	}
	if !nameless && string(w.loc) == w.mount.Guest {
		if e := w.searchable(); e != 0 {
			return e
		}
		if w.limit&unix.RESOLVE_NO_XDEV != 0 {
			return unix.EXDEV
		}
		return w.goTo(w.loc[:lastSlash(w.loc)])
	}
	fd, e := rawsys.Openat(w.cur, dotdot, openDir, 0)
	if e != 0 {
		return e
	}
	w.move(fd, true)
	w.hint, w.located = w.mount, false
	if e := w.locate(); e == unix.ENAMETOOLONG {
		return w.insideDeep()
	} else if e != 0 {
		return e
	}
	if _, ok := Within(w.rootAt(), w.loc); !ok {
		return unix.ENOENT
	}
	return 0
}

// insideDeep checks that the current directory, whose path is too long to be
// told, lies in the guest's root: by the first directory above it that has one.
func (w *Walker) insideDeep() unix.Errno {
	fd := w.cur
	for {
		parent, e := rawsys.Openat(fd, dotdot, openDir, 0)
		closeUnless(fd, w.cur, 0)
		if e != 0 {
			return e
		}
		fd = parent
		loc, m := w.Table.LocateFD(fd, w.hint, w.hostBuf[:], w.locBuf[:])
		if m == nil {
			if n, e := rawsys.FDPath(fd, w.hostBuf[:PathMax]); e == unix.ENAMETOOLONG || n < 0 {
				continue
			}
		}
		rawsys.Close(fd)
		if m == nil {
			return unix.ENOENT
		}
		if _, ok := Within(w.rootAt(), loc); !ok {
			return unix.ENOENT
		}
		return 0
	}
}

// goTo goes to the directory at the clean guest path loc, which lies in w.loc.
func (w *Walker) goTo(loc []byte) unix.Errno {
	if len(loc) == 0 {
		loc = w.loc[:1]
	}
	m := w.Table.covering(loc)
	rel := bytes.TrimLeft(loc[len(m.prefix()):], "/")
	n := len(loc)
	w.move(m.FD, false)
	w.mount, w.hint = m, m
	if len(rel) > 0 {
		if e := w.openBelow(rel); e != 0 {
			return e
		}
	}
	w.loc, w.located = w.locBuf[:n], true
	return 0
}

// openBelow goes down a path that has no symlinks.
func (w *Walker) openBelow(rel []byte) unix.Errno {
	for len(rel) > 0 {
		n := bytes.IndexByte(rel, '/')
		if n < 0 {
			n = len(rel)
		}
		name := append(append(w.link[:0], rel[:n]...), 0)
		fd, e := rawsys.Openat(w.cur, name, openDir, 0)
		if e != 0 {
			return e
		}
		w.move(fd, true)
		rel = bytes.TrimLeft(rel[n:], "/")
	}
	return 0
}

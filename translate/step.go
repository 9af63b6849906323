package translate

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// step takes one component, which ends before buf[end].
func (w *Walker) step(name []byte, end int, last bool) (done bool, e unix.Errno) {
	if last && w.mode == Parent {
		return true, w.stepParent(name)
	}
	if isDots(w.rest()) {
		w.head = end
		if len(name) == 2 {
			return false, w.up()
		}
		return false, w.searchable()
	}
	if m, e := w.mountAt(name); e != 0 {
		return true, e
	} else if m != nil {
		return w.enter(m, end, last)
	}
	if special, done, e := w.stepProc(name, end, last); special {
		return done, e
	}
	return w.stepInto(end, last)
}

// stepParent ends a lookup for a name that is to be made or removed.
func (w *Walker) stepParent(name []byte) unix.Errno {
	if isDots(w.rest()) {
		return w.finishName(w.rest(), nil)
	}
	m, e := w.mountAt(name)
	if e != 0 {
		return e
	}
	return w.finishName(w.rest(), m)
}

// mountAt returns the mount on the entry name of the current directory.
func (w *Walker) mountAt(name []byte) (*Mount, unix.Errno) {
	if _, ok := w.Table.names[string(name)]; !ok {
		return nil, 0
	}
	if e := w.locate(); e != 0 {
		return nil, 0 // in a deleted directory nothing is mounted
	}
	n := len(w.loc)
	full := w.loc
	if n > 1 {
		full = append(full, '/')
	}
	full = append(full, name...)
	m := w.Table.at(full)
	if m == nil {
		return nil, 0
	}
	return m, w.searchable()
}

// enter goes through a mount point.
func (w *Walker) enter(m *Mount, end int, last bool) (done bool, e unix.Errno) {
	if w.limit&unix.RESOLVE_NO_XDEV != 0 {
		return true, unix.EXDEV
	}
	trailing := w.buf[end] == '/'
	if last && trailing && w.mode == Create {
		return true, unix.EISDIR
	}
	if !m.Dir {
		if !last || trailing {
			return true, unix.ENOTDIR
		}
		return true, w.finishAt(m.FD, false, m)
	}
	w.head = end
	w.slow = w.limit != 0
	w.move(m.FD, false)
	w.mount, w.hint = m, m
	w.loc, w.located = append(w.locBuf[:0], m.Guest...), true
	return false, 0
}

// stepInto takes a component that is neither special nor a mount point.
func (w *Walker) stepInto(end int, last bool) (done bool, e unix.Errno) {
	sep := w.buf[end]
	if last && sep != 0 && w.mode == Create {
		if e := w.searchable(); e != 0 {
			return true, e
		}
		return true, unix.EISDIR // see open_last_lookups in namei.c
	}
	w.buf[end] = 0
	name := w.buf[w.head : end+1]
	if last && sep == 0 {
		return w.stepLast(name)
	}
	fd, e := rawsys.Openat(w.cur, name, openDir, 0)
	if e == unix.ENOTDIR || e == unix.ELOOP {
		n, e := rawsys.Readlinkat(w.cur, name, w.link[:])
		w.buf[end] = sep
		if e == unix.EINVAL {
			return true, unix.ENOTDIR
		}
		if e != 0 {
			return true, e
		}
		return false, w.splice(end, n)
	}
	w.buf[end] = sep
	if e != 0 {
		return true, e
	}
	w.descend(fd, name[:len(name)-1])
	w.head = end
	return false, 0
}

// descend makes the child fd called name the current directory.
func (w *Walker) descend(fd int, name []byte) {
	w.move(fd, true)
	if !w.located {
		return
	}
	if len(w.loc)+1+len(name) > len(w.locBuf) {
		w.located = false
		return
	}
	if len(w.loc) > 1 {
		w.loc = append(w.loc, '/')
	}
	w.loc = append(w.loc, name...)
}

// stepLast takes the last component, which has no slash behind it.
func (w *Walker) stepLast(name []byte) (done bool, e unix.Errno) {
	if w.mode == Create {
		return w.stepCreate(name)
	}
	fd, e := rawsys.Openat(w.cur, name, unix.O_PATH|unix.O_NOFOLLOW, 0)
	if e != 0 {
		return true, e
	}
	if w.mode == NoFollow || w.mode == Entry {
		return true, w.finishAt(fd, true, w.mount)
	}
	n, e := rawsys.Readlinkat(fd, rawsys.Empty, w.link[:])
	if e != 0 { // ENOENT: not a symlink, see readlinkat(2)
		return true, w.finishAt(fd, true, w.mount)
	}
	rawsys.Close(fd)
	return false, w.splice(bufSize-1, n)
}

func (w *Walker) stepCreate(name []byte) (done bool, e unix.Errno) {
	n, e := rawsys.Readlinkat(w.cur, name, w.link[:])
	if e == 0 {
		return false, w.splice(bufSize-1, n)
	}
	if e == unix.EINVAL {
		fd, e := rawsys.Openat(w.cur, name, unix.O_PATH|unix.O_NOFOLLOW, 0)
		if e != 0 {
			return true, e
		}
		return true, w.finishAt(fd, true, w.mount)
	}
	if e != unix.ENOENT {
		return true, e
	}
	return true, w.finishName(name, nil)
}

// splice puts the symlink target w.link[:n] in the place of the component that
// ends before buf[end].
func (w *Walker) splice(end, n int) unix.Errno {
	if w.links++; w.links > maxLinks || w.limit&unix.RESOLVE_NO_SYMLINKS != 0 {
		return unix.ELOOP
	}
	if n == 0 {
		return unix.ENOENT
	}
	w.head = end - n
	w.slow = w.limit != 0
	copy(w.buf[w.head:], w.link[:n])
	if w.link[0] != '/' {
		return 0
	}
	// nd_jump_root in namei.c compares with a root that it does not know yet when
	// the path began elsewhere.
	if w.limit&unix.RESOLVE_NO_XDEV != 0 && (!w.fromRoot || w.locate() == 0 && w.mount != w.rootMount()) {
		return unix.EXDEV
	}
	return w.toRoot()
}

// searchable checks what the kernel checks at a component ".".
func (w *Walker) searchable() unix.Errno {
	fd, e := rawsys.Openat(w.cur, dot, unix.O_PATH, 0)
	if e == 0 {
		rawsys.Close(fd)
	}
	return e
}

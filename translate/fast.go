package translate

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// fastAllowed reports that openat2 may take the rest of the path: no component
// can be a mount point. What openat2 finds then is what the walk would find,
// as symlinks are left to the walk.
func (w *Walker) fastAllowed() bool {
	return w.Openat2 && !w.slow && bufSize-w.head <= PathMax && !w.Table.mayCross(w.buf[w.head:bufSize-1])
}

// fast tries to finish the lookup by one openat2. It is not done if a symlink,
// a magic link, a way up or a race is met.
func (w *Walker) fast() (done bool, e unix.Errno) {
	if w.mode == Parent || w.mode == Create {
		return w.fastParent()
	}
	flags := unix.O_PATH
	if w.mode != Follow && w.buf[bufSize-2] != '/' {
		flags |= unix.O_NOFOLLOW
		if w.mode == Entry && w.lastComponent() == w.head && !isDots(w.rest()) {
			return true, w.finishName(w.rest(), nil)
		}
	}
	fd, e := rawsys.Openat2(w.cur, w.rest(), flags, w.resolveFlags())
	if e == unix.ELOOP && w.mode == Follow {
		return w.fastParent() // most often it is the last component
	}
	if w.giveUp(e) {
		return false, 0
	}
	if e != 0 {
		return true, e
	}
	return true, w.finishAt(fd, true, w.mount)
}

// fastParent goes to the directory of the last component by one openat2 and
// leaves that component to the walk.
func (w *Walker) fastParent() (done bool, e unix.Errno) {
	name := w.lastComponent()
	if name == w.head {
		w.slow = true
		return false, 0
	}
	w.buf[name-1] = 0
	fd, e := rawsys.Openat2(w.cur, w.rest(), unix.O_PATH|unix.O_DIRECTORY, w.resolveFlags())
	w.buf[name-1] = '/'
	if w.giveUp(e) {
		return false, 0
	}
	if e != 0 {
		return true, e
	}
	m := w.mount
	w.move(fd, true)
	w.mount, w.hint, w.located = m, m, false
	w.head, w.slow = name, true
	return false, 0
}

func (w *Walker) resolveFlags() uint64 {
	if w.cur == w.root.FD {
		return unix.RESOLVE_IN_ROOT | unix.RESOLVE_NO_SYMLINKS
	}
	return unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS
}

// giveUp reports that openat2 failed where the walk may go on: ELOOP at any
// symlink, EXDEV at a way up or a magic link, EAGAIN when something was renamed
// meanwhile; and, where a filter forbids the call, what filters say.
func (w *Walker) giveUp(e unix.Errno) bool {
	switch e {
	case unix.ELOOP, unix.EXDEV, unix.EAGAIN, unix.ENOSYS, unix.EPERM:
		w.slow = true
	}
	return w.slow
}

// lastComponent returns where the last component begins.
func (w *Walker) lastComponent() int {
	i := bufSize - 2
	for i > w.head && w.buf[i] == '/' {
		i--
	}
	for i > w.head && w.buf[i-1] != '/' {
		i--
	}
	return i
}

// isDots reports that the component at the start of b is "." or "..".
func isDots(b []byte) bool {
	n := 0
	for b[n] == '.' {
		n++
	}
	return (n == 1 || n == 2) && (b[n] == '/' || b[n] == 0)
}

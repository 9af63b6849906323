package translate

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

const (
	maxLinks = 40 // MAXSYMLINKS in the kernel's namei.c
	bufSize  = (maxLinks + 2) * PathMax
	openDir  = unix.O_PATH | unix.O_DIRECTORY | unix.O_NOFOLLOW
)

// Request is one path to look up.
type Request struct {
	Root  *Dir   // the guest's root
	Start *Dir   // where a relative path begins
	Path  []byte // guest path without its NUL, not empty
	Mode  Mode
	Limit uint64 // RESOLVE_* of openat2(2), which the lookup must keep
}

// Walker resolves guest paths. It holds all buffers a lookup needs, so that a
// lookup allocates nothing; it serves one lookup at a time, and a Place's Name
// is good until the next.
type Walker struct {
	Table   *Table
	Openat2 bool     // the kernel has openat2(2) and may be asked
	Proc    ProcView // answers what procfs cannot know
	Place   Place    // the result of the last successful lookup

	root     *Dir
	rootLoc  []byte
	cur      int // current directory
	owned    bool
	mount    *Mount // of cur; nil until asked for
	hint     *Mount
	loc      []byte // guest path of cur; empty until asked for
	located  bool
	mode     Mode
	limit    uint64
	head     int // the rest of the path is buf[head:bufSize-1]
	links    int
	fromRoot bool // the kernel would know the root from the start
	slow     bool // openat2 has seen this rest and gave it up

	buf     [bufSize]byte
	locBuf  [2 * PathMax]byte
	hostBuf [2 * PathMax]byte
	rootBuf [2 * PathMax]byte
	link    [PathMax]byte
}

// Lookup resolves req; on success the result is in w.Place and must be
// released.
func (w *Walker) Lookup(req *Request) unix.Errno {
	if len(req.Path) >= PathMax {
		return unix.ENAMETOOLONG
	}
	e := w.begin(req)
	if e == 0 {
		e = w.run()
	}
	if e != 0 {
		w.drop()
	}
	return e
}

func (w *Walker) begin(req *Request) unix.Errno {
	w.fromRoot = req.Path[0] == '/' || req.Limit&(unix.RESOLVE_BENEATH|unix.RESOLVE_IN_ROOT) != 0
	w.root, w.mode, w.links, w.owned, w.slow = req.Root, req.Mode, 0, false, false
	w.rootLoc = w.rootLoc[:0]
	w.Place = Place{}
	w.head = bufSize - 1 - len(req.Path)
	copy(w.buf[w.head:], req.Path)
	w.buf[bufSize-1] = 0
	if w.limit = req.Limit; w.limit != 0 {
		w.slow = true
		if w.limit&(unix.RESOLVE_BENEATH|unix.RESOLVE_IN_ROOT) != 0 {
			w.root = req.Start
		}
	}
	w.cur, w.mount, w.hint, w.located = req.Start.FD, req.Start.Mount, req.Start.Mount, false
	if req.Path[0] == '/' {
		return w.toRoot()
	}
	return 0
}

// toRoot goes to the guest's root.
func (w *Walker) toRoot() unix.Errno {
	if w.limit&unix.RESOLVE_BENEATH != 0 {
		return unix.EXDEV
	}
	w.drop()
	w.cur, w.mount, w.hint = w.root.FD, w.root.Mount, w.root.Mount
	w.loc, w.located = append(w.locBuf[:0], w.rootAt()...), w.mount != nil
	return 0
}

// rootAt returns the outer guest path of the guest's root.
func (w *Walker) rootAt() []byte {
	if w.root.FD == w.Table.Root().FD {
		return slash
	}
	if len(w.rootLoc) == 0 {
		w.rootLoc, _ = w.Table.LocateFD(w.root.FD, w.root.Mount, w.hostBuf[:], w.rootBuf[:])
	}
	return w.rootLoc
}

// rootMount returns the mount that the guest's root lies on.
func (w *Walker) rootMount() *Mount {
	if w.root.Mount != nil {
		return w.root.Mount
	}
	_, m := w.Table.LocateFD(w.root.FD, nil, w.hostBuf[:], w.rootBuf[:])
	return m
}

// move makes fd the current directory.
func (w *Walker) move(fd int, owned bool) {
	w.drop()
	w.cur, w.owned = fd, owned
}

func (w *Walker) drop() {
	if w.owned {
		rawsys.Close(w.cur)
		w.owned = false
	}
}

// locate finds out the guest path of the current directory.
func (w *Walker) locate() unix.Errno {
	if w.located {
		return 0
	}
	n, e := HostPath(w.cur, w.hostBuf[:])
	if e != 0 {
		return e
	}
	host, _ := Gone(w.cur, w.hostBuf[:n])
	loc, m := w.Table.Locate(host, w.hint, w.locBuf[:])
	if m == nil {
		return unix.ENOENT // outside of everything the guest may name
	}
	w.loc, w.mount, w.located = loc, m, true
	return 0
}

// run walks until the path is used up.
func (w *Walker) run() unix.Errno {
	for {
		w.skipSlashes()
		if w.head == bufSize-1 {
			return w.finishHere()
		}
		if w.fastAllowed() {
			done, e := w.fast()
			if done {
				return e
			}
		}
		end, last := w.component()
		done, e := w.step(w.buf[w.head:end], end, last)
		if done || e != 0 {
			return e
		}
	}
}

func (w *Walker) skipSlashes() {
	for w.buf[w.head] == '/' {
		w.head++
	}
}

// component returns the end of the first component and whether it is the last.
func (w *Walker) component() (end int, last bool) {
	end = w.head
	for w.buf[end] != '/' && w.buf[end] != 0 {
		end++
	}
	rest := end
	for w.buf[rest] == '/' {
		rest++
	}
	return end, rest == bufSize-1
}

// rest returns the remaining path with its NUL.
func (w *Walker) rest() []byte { return w.buf[w.head:] }

// finishHere ends the lookup at the current directory.
func (w *Walker) finishHere() unix.Errno {
	w.Place = Place{FD: w.cur, Mount: w.mount, owned: w.owned}
	if w.mode == Parent {
		w.Place.Name = dot
		w.Place.AtMount = true
	}
	w.owned = false
	return 0
}

// finishAt ends the lookup at the object fd.
func (w *Walker) finishAt(fd int, owned bool, m *Mount) unix.Errno {
	w.drop()
	w.Place = Place{FD: fd, Mount: m, owned: owned}
	return 0
}

// finishName ends the lookup at the entry name, with NUL, of the current
// directory, on which on is mounted.
func (w *Walker) finishName(name []byte, on *Mount) unix.Errno {
	w.Place = Place{FD: w.cur, Name: name, Mount: w.mount, AtMount: on != nil, On: on, owned: w.owned}
	w.owned = false
	return 0
}

var (
	dot   = []byte{'.', 0}
	slash = []byte{'/'}
)

// LastName returns the last component that the last successful lookup came to,
// behind all symlinks.
func (w *Walker) LastName() []byte {
	i := bufSize - 1
	for i > w.head && w.buf[i-1] != '/' {
		i--
	}
	return w.buf[i : bufSize-1]
}

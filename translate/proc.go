package translate

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// ProcView tells a Walker what procfs, asked by the tracer, would answer for
// the tracer and not for the guest.
type ProcView interface {
	// Self returns the process and the thread on whose behalf the lookup is.
	Self() (tgid, tid int)
	// Guest reports that pid is the id of a guest's process or thread.
	Guest(pid int) bool
	// RootOf returns the root of the guest pid.
	RootOf(pid int) *Dir
	// ExeOf returns a descriptor of the program that the guest pid runs, which
	// stays the callee's, or -1.
	ExeOf(pid int) int
}

// stepProc takes a component of a procfs that is a symlink of the kernel's own
// making. special is false for every other.
func (w *Walker) stepProc(name []byte, end int, last bool) (special, done bool, e unix.Errno) {
	if !w.Table.hasProc || (last && w.buf[end] == 0 && (w.mode == NoFollow || w.mode == Entry)) {
		return false, false, 0
	}
	if w.locate() != 0 || !w.mount.Proc {
		return false, false, 0
	}
	dir := w.loc[len(w.mount.prefix()):]
	if len(dir) <= 1 {
		n := w.selfLink(name)
		if n == 0 {
			return false, false, 0
		}
		return true, false, w.splice(end, n)
	}
	pid := ProcID(dir)
	kind := MagicKind(dir, name)
	if pid < 0 || kind == NotMagic {
		return false, false, 0
	}
	done, e = w.followMagic(pid, kind, end, last)
	return true, done, e
}

// selfLink writes the target of /proc/self or /proc/thread-self to w.link.
func (w *Walker) selfLink(name []byte) int {
	return len(AppendSelfLink(w.link[:0], name, w.Proc))
}

// AppendSelfLink appends the target of the procfs link name, "self" or
// "thread-self", or nothing.
func AppendSelfLink(b, name []byte, p ProcView) []byte {
	tgid, tid := p.Self()
	switch string(name) {
	case "self":
		return rawsys.AppendInt(b, tgid)
	case "thread-self":
		b = append(rawsys.AppendInt(b, tgid), "/task/"...)
		return rawsys.AppendInt(b, tid)
	}
	return b
}

// Magic is a kind of magic link, see proc_pid(5).
type Magic uint8

// The kinds of link.
const (
	NotMagic   Magic = iota // an ordinary entry
	MagicRoot               // the root directory
	MagicExe                // the program
	MagicOther              // the working directory, a descriptor, a namespace, a mapped file
)

// MagicKind tells which magic link of proc_pid(5) name is in the directory dir
// of a procfs.
func MagicKind(dir, name []byte) Magic {
	parent := dir[bytes.LastIndexByte(dir, '/')+1:]
	switch string(parent) {
	case "fd", "map_files", "ns":
		return MagicOther
	}
	if !isNumber(parent) {
		return NotMagic
	}
	switch string(name) {
	case "root":
		return MagicRoot
	case "exe":
		return MagicExe
	case "cwd":
		return MagicOther
	}
	return NotMagic
}

// ProcID returns the thread, or else the process, that the procfs directory
// dir ("/PID..." or "/PID/task/TID...") is about, or -1.
func ProcID(dir []byte) int {
	pid, rest := leadingID(dir)
	if tail, ok := bytes.CutPrefix(rest, []byte("/task")); ok {
		if tid, _ := leadingID(tail); tid >= 0 {
			return tid
		}
	}
	return pid
}

func leadingID(b []byte) (int, []byte) {
	if len(b) < 2 || b[0] != '/' {
		return -1, b
	}
	n, i := 0, 1
	for ; i < len(b) && b[i] != '/'; i++ {
		if b[i] < '0' || b[i] > '9' || n > 1<<22 {
			return -1, b
		}
		n = n*10 + int(b[i]-'0')
	}
	return n, b[i:]
}

func isNumber(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// followMagic jumps through a magic link. Those of processes that are not
// guests lead where guests have no business.
func (w *Walker) followMagic(pid int, kind Magic, end int, last bool) (done bool, e unix.Errno) {
	if w.limit&(unix.RESOLVE_NO_MAGICLINKS|unix.RESOLVE_NO_SYMLINKS) != 0 {
		return true, unix.ELOOP
	}
	if w.limit&(unix.RESOLVE_BENEATH|unix.RESOLVE_IN_ROOT) != 0 {
		return true, unix.EXDEV
	}
	if !w.Proc.Guest(pid) {
		return true, unix.EACCES
	}
	fd, owned := -1, false
	switch kind {
	case MagicRoot:
		fd = w.Proc.RootOf(pid).FD
	case MagicExe:
		fd = w.Proc.ExeOf(pid)
	}
	if fd < 0 {
		if fd, e = w.openMagic(end); e != 0 {
			return true, e
		}
		owned = true
	}
	return w.arrive(fd, owned, end, last)
}

func (w *Walker) openMagic(end int) (int, unix.Errno) {
	sep := w.buf[end]
	w.buf[end] = 0
	fd, e := rawsys.Openat(w.cur, w.buf[w.head:end+1], unix.O_PATH, 0)
	w.buf[end] = sep
	return fd, e
}

// arrive goes on at the object fd, at which a magic link ended. Directories
// outside of what the guest may name are refused, as everything below them
// would be reachable.
func (w *Walker) arrive(fd int, owned bool, end int, last bool) (done bool, e unix.Errno) {
	var st unix.Stat_t
	if e := rawsys.Fstat(fd, &st); e != 0 {
		return true, e
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		if !last || w.buf[end] == '/' {
			e = unix.ENOTDIR
		} else {
			return true, w.finishAt(fd, owned, nil)
		}
	}
	if e != 0 {
		if owned {
			rawsys.Close(fd)
		}
		return true, e
	}
	w.move(fd, owned)
	w.head, w.slow = end, w.limit != 0
	w.mount, w.hint, w.located = nil, nil, false
	if w.locate() != 0 {
		return true, unix.EACCES
	}
	return false, 0
}

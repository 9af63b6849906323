package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/internal/rawsys"
	"uproot/translate"
)

// pathArg says where a row has a path: its argument, and the argument with the
// descriptor it starts from, or -1.
type pathArg struct{ path, dir int8 }

// layout is what the argument kinds of a row say, computed once.
type layout struct {
	paths [2]pathArg
	flags int8 // AT_* flags, or -1
	out   int8 // the first argument that the kernel writes to, or -1
	open  int8 // O_* flags, or -1
	null  bool // AT_EMPTY_PATH takes no path at all for an empty one (6.11)
}

func layoutOf(r *Row) layout {
	l := layout{paths: [2]pathArg{{-1, -1}, {-1, -1}}, flags: -1, out: -1, open: -1}
	switch r.Name {
	case "newfstatat", "fstatat64", "statx", "setxattrat", "getxattrat", "listxattrat", "removexattrat",
		"file_getattr", "file_setattr":
		l.null = true
	}
	n, dir := 0, int8(-1)
	for i, kind := range r.Args {
		i := int8(i)
		switch kind {
		case DirFD:
			dir = i
		case Path, PathNoFollow, PathCreate:
			l.paths[n] = pathArg{i, dir}
			n, dir = n+1, -1
		case AtFlags:
			l.flags = i
		case OpenFlags:
			l.open = i
		}
		if kind >= OutStat && kind <= OutPath && l.out < 0 {
			l.out = i
		}
	}
	return l
}

// What handlers turn other calls into; they must not refer to Table.
var openatNr, execveNr [arch.ABIs]int

// socketRows are the socket calls by name, for socketcall(2).
var socketRows = map[string]*Row{}

func init() {
	for i := range Table {
		r := &Table[i]
		l := layoutOf(r)
		r.layout = &l
		switch r.Name {
		case "openat":
			openatNr = r.Nr
		case "execve":
			execveNr = r.Nr
		}
	}
	for i := range netRows {
		socketRows[netRows[i].Name] = &netRows[i]
		l := layoutOf(&netRows[i])
		netRows[i].layout = &l
	}
}

// atFlags returns the AT_* flags of the call, given and implied.
func (c *Call) atFlags() uint64 {
	f := c.Row.Flags
	if i := c.Row.layout.flags; i >= 0 {
		f |= c.Args[i] & 0xffffffff
	}
	return f
}

// pathOf reads path number n (0 or 1) of the call.
func (c *Call) pathOf(n int) ([]byte, unix.Errno) {
	return c.readString(c.Args[c.Row.layout.paths[n].path], c.paths[n][:translate.PathMax])
}

// readString reads a string with at most len(buf)-1 bytes before its NUL,
// which is not part of the result but follows it in buf.
func (c *Call) readString(addr uint64, buf []byte) ([]byte, unix.Errno) {
	const first = 256 // more than nearly every path needs
	n := 0
	for n < len(buf) {
		want := min(len(buf)-n, max(n, first))
		got, e := c.Tracee.Read(addr+uint64(n), buf[n:n+want])
		if e != 0 {
			return nil, e
		}
		if i := bytes.IndexByte(buf[n:n+got], 0); i >= 0 {
			return buf[:n+i], 0
		}
		n += got
	}
	return nil, unix.ENAMETOOLONG
}

// lookup resolves path number n of the call. The place is good until the
// handler returns.
func (c *Call) lookup(n int, mode translate.Mode) (*translate.Place, unix.Errno) {
	path, e := c.pathOf(n)
	if e != 0 {
		return nil, e
	}
	return c.resolve(n, path, mode)
}

// resolve resolves path, which stands for path number n of the call.
func (c *Call) resolve(n int, path []byte, mode translate.Mode) (*translate.Place, unix.Errno) {
	if len(path) == 0 {
		return nil, unix.ENOENT
	}
	start, e := c.start(n, path[0] == '/')
	if e != 0 {
		return nil, e
	}
	return c.walk(n, translate.Request{Root: c.Task.FS.Root, Start: start, Path: path, Mode: mode})
}

func (c *Call) walk(n int, req translate.Request) (*translate.Place, unix.Errno) {
	w := &c.walkers[n]
	w.Place.Release()
	e := w.Lookup(&req)
	return &w.Place, e
}

// start returns the directory from which path number n starts.
func (c *Call) start(n int, absolute bool) (*translate.Dir, unix.Errno) {
	dir := c.Row.layout.paths[n].dir
	if absolute || dir < 0 || int32(c.Args[dir]) == rawsys.AtFDCWD {
		return c.Task.FS.Cwd, 0
	}
	if c.starts[n].FD < 0 {
		fd, e := c.guestFD(int32(c.Args[dir]))
		if e != 0 {
			return nil, e
		}
		c.starts[n] = translate.Dir{FD: fd, Mount: c.Task.Process.mountOf(int32(c.Args[dir]))}
	}
	return &c.starts[n], 0
}

// guestFD returns a descriptor of the tracer's for the guest's descriptor fd,
// which the caller must close.
func (c *Call) guestFD(fd int32) (int, unix.Errno) {
	if fd < 0 {
		return -1, unix.EBADF
	}
	if c.Features.PidfdGetfd {
		if got, e := c.viaPidfd(int(fd)); e == 0 || e == unix.EBADF {
			return got, e
		}
	}
	b := append(rawsys.AppendInt(append(c.host[:0], "/proc/"...), c.Task.TID), "/fd/"...)
	b = append(rawsys.AppendInt(b, int(fd)), 0)
	got, e := rawsys.Openat(rawsys.AtFDCWD, b, unix.O_PATH, 0)
	if e == unix.ENOENT {
		e = unix.EBADF
	}
	return got, e
}

func (c *Call) viaPidfd(fd int) (int, unix.Errno) {
	p := c.Task.Process
	if p.pidfd < 0 {
		pidfd, e := rawsys.PidfdOpen(p.ID)
		if e != 0 {
			return -1, e
		}
		p.pidfd = pidfd
	}
	return rawsys.PidfdGetfd(p.pidfd, fd)
}

// emptyPath reports that the call is about the descriptor itself: AT_EMPTY_PATH
// with an empty path, or with none (6.11).
func (c *Call) emptyPath(n int) (bool, unix.Errno) {
	if c.atFlags()&unix.AT_EMPTY_PATH == 0 {
		return false, 0
	}
	addr := c.Args[c.Row.layout.paths[n].path]
	if addr == 0 && c.Row.layout.null {
		return true, 0
	}
	got, e := c.Tracee.Read(addr, c.buf[:1])
	return e == 0 && got == 1 && c.buf[0] == 0, e
}

// onDescriptor lets the guest make a call with AT_EMPTY_PATH by itself. The
// path is replaced by one that the guest cannot change meanwhile.
func (c *Call) onDescriptor(n int) Verdict {
	ref := c.Row.layout.paths[n]
	if ref.dir >= 0 && int32(c.Args[ref.dir]) == rawsys.AtFDCWD {
		return Resume // the kernel's working directory is the guest's own
	}
	if e := c.setPath(int(ref.path), rawsys.Empty); e != 0 {
		return c.fail(e)
	}
	return Resume
}

// jump makes path number n of the call lead straight to the place p, for the
// guest's kernel to go there itself. p stays open until the call has ended.
func (c *Call) jump(n int, p *translate.Place) unix.Errno {
	b, e := c.jumpPath(p)
	if e != 0 {
		return e
	}
	return c.setPath(int(c.Row.layout.paths[n].path), b)
}

// jumpPath returns a NUL-terminated path that leads to p for every process of
// this user, and keeps p open until the call has ended.
func (c *Call) jumpPath(p *translate.Place) ([]byte, unix.Errno) {
	fd := p.Take()
	if fd < 0 {
		return nil, unix.EMFILE
	}
	c.Task.hold(fd)
	b := rawsys.AppendInt(append(c.host[:0], c.fdDir...), fd)
	if len(p.Name) > 0 {
		b = append(b, '/')
		return append(b, p.Name...), 0
	}
	return append(b, 0), 0
}

// selfPath returns a path by which the tracer itself reaches the object p.
func (c *Call) selfPath(p *translate.Place) []byte {
	return rawsys.AppendSelfFD(c.host[:0], p.FD)
}

// mountOf returns the mount that p lies on.
func (c *Call) mountOf(p *translate.Place) *translate.Mount {
	if p.Mount == nil {
		if c.Table.Simple() {
			return c.Table.Root()
		}
		_, p.Mount = c.Table.LocateFD(p.FD, nil, c.host[:], c.buf[:2*translate.PathMax])
	}
	return p.Mount
}

// readOnly reports that p lies on a read-only binding.
func (c *Call) readOnly(p *translate.Place) bool {
	if !c.Table.HasReadOnly {
		return false
	}
	m := c.mountOf(p)
	return m != nil && m.ReadOnly
}

// is32 reports that the call came through a 32-bit ABI.
func (c *Call) is32() bool { return c.ABI == arch.I386 || c.ABI == arch.ARM }

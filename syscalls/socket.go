package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

const (
	sunPathMax  = 108 // sizeof sun_path, see unix(7)
	sockaddrMax = 2 + sunPathMax
	nameMax     = sockaddrMax + 1 // what the kernel tells has a NUL more
)

// unixPath returns the path name in the n bytes of a socket address at addr,
// or nil if the address is of another family, abstract or unnamed.
func (c *Call) unixPath(addr, n uint64) ([]byte, unix.Errno) {
	if n > sockaddrMax {
		return nil, 0 // the kernel refuses it
	}
	return c.sunPath(addr, n)
}

// sunPath is unixPath for what the kernel has written.
func (c *Call) sunPath(addr, n uint64) ([]byte, unix.Errno) {
	if n <= 2 || n > nameMax {
		return nil, 0 // unnamed
	}
	b := c.paths[0][:n]
	if e := c.readAll(addr, b); e != 0 {
		return nil, e
	}
	if le.Uint16(b) != unix.AF_UNIX || b[2] == 0 {
		return nil, 0
	}
	path, _, _ := bytes.Cut(b[2:], []byte{0})
	return path, 0
}

// lendUnixAddr looks up the socket that path names and lends the guest an
// address that leads straight to it.
func (c *Call) lendUnixAddr(path []byte) (addr, size uint64, e unix.Errno) {
	p, e := c.walk(0, translate.Request{
		Root: c.Task.FS.Root, Start: c.Task.FS.Cwd, Path: path, Mode: translate.Follow,
	})
	if e != 0 {
		return 0, 0, e
	}
	jump, e := c.jumpPath(p)
	if e != 0 {
		return 0, 0, e
	}
	b := append(le.AppendUint16(c.buf[:0], unix.AF_UNIX), jump...)
	addr, e = c.Tracee.Lend(b)
	return addr, uint64(len(b)), e
}

// isUnixSocket reports that a path makes sense to the guest's socket fd.
func (c *Call) isUnixSocket(fd int32) bool {
	own, e := c.guestFD(fd)
	if e != 0 {
		return true // then nothing can be told, and the kernel judges
	}
	defer closeFD(own)
	return unixDomain(own)
}

// unixDomain reports that the socket fd has the domain AF_UNIX, or that its
// descriptor does not tell.
func unixDomain(fd int) bool {
	domain, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	return err == unix.EBADF || err == nil && domain == unix.AF_UNIX
}

// sendTo replaces the socket address in arguments i and i+1.
func (c *Call) sendTo(i int) Verdict {
	path, e := c.unixPath(c.Args[i], c.Args[i+1]&0xffffffff)
	if e != 0 {
		return c.fail(e)
	}
	if path == nil || !c.isUnixSocket(int32(c.Args[0])) {
		return Resume
	}
	addr, size, e := c.lendUnixAddr(path)
	if e != 0 {
		return c.fail(e)
	}
	c.setArg(i, addr)
	c.setArg(i+1, size)
	return Resume
}

func doConnect(c *Call) Verdict { return c.sendTo(1) }

func doSendto(c *Call) Verdict { return c.sendTo(4) }

// doBind binds the guest's socket from here: a name of full length has no room
// for the way to its directory. What the socket is called then is remembered,
// for the calls that ask.
func doBind(c *Call) Verdict {
	size := c.Args[2] & 0xffffffff
	path, e := c.unixPath(c.Args[1], size)
	if e != 0 {
		return c.fail(e)
	}
	if path == nil {
		return Resume
	}
	fd, e := c.guestFD(int32(c.Args[0]))
	if e != 0 {
		return c.fail(e)
	}
	defer closeFD(fd)
	if !unixDomain(fd) {
		return Resume // the kernel says what is wrong with that
	}
	given := string(path)
	p, e := c.walk(0, translate.Request{
		Root: c.Task.FS.Root, Start: c.Task.FS.Cwd, Path: path, Mode: translate.Parent,
	})
	if e == 0 && p.AtMount {
		e = unix.EADDRINUSE
	}
	if e == 0 && c.readOnly(p) {
		e = c.refusedNew(p)
	}
	if e == 0 && !c.Features.PidfdGetfd {
		return c.bindThere(p, given)
	}
	if e == 0 {
		c.useUmask()
		e = c.bindAt(fd, p, given)
	}
	if e == unix.EEXIST {
		e = unix.EADDRINUSE
	}
	return c.answer(e)
}

// bindAt binds the socket fd to the entry p, by a name that no other socket
// has, if there is room for one.
func (c *Call) bindAt(fd int, p *translate.Place, given string) unix.Errno {
	name := bytes.TrimSuffix(p.Name, []byte{0})
	c.nextBind = (c.nextBind + 1) % c.bindSpan
	dir, e := rawsys.Dup(p.FD, c.bindBase+c.nextBind)
	if e != 0 {
		return unix.EMFILE
	}
	defer closeFD(dir)
	b := rawsys.AppendInt(append(c.host[:0], "/proc/self/fd/"...), dir)
	b = append(append(b, '/'), name...)
	if len(b) > sunPathMax {
		if e := rawsys.Fchdir(p.FD); e != 0 {
			return e
		}
		b = append(c.host[:0], name...)
	}
	addr := append(le.AppendUint16(c.buf[:0], unix.AF_UNIX), b...)
	if len(b) < sunPathMax {
		addr = append(addr, 0)
	}
	e = rawsys.Bind(fd, addr)
	if e == 0 {
		c.bound[string(b)] = given
	}
	return e
}

// bindThere has the guest bind its socket by a way to the entry p, for kernels
// that give the tracer no descriptor of it.
func (c *Call) bindThere(p *translate.Place, given string) Verdict {
	b, e := c.jumpPath(p)
	if e != 0 {
		return c.fail(e)
	}
	if len(b) > sunPathMax {
		return c.fail(unix.ENAMETOOLONG)
	}
	c.bound[string(b[:len(b)-1])] = given
	addr, e := c.Tracee.Lend(append(le.AppendUint16(c.buf[:0], unix.AF_UNIX), b...))
	if e != 0 {
		return c.fail(e)
	}
	c.setArg(1, addr)
	c.setArg(2, uint64(2+len(b)))
	return Resume
}

// guestSunPath returns what the guest calls the socket that the kernel calls
// host.
func (c *Call) guestSunPath(host []byte) []byte {
	if given, ok := c.bound[string(host)]; ok {
		return []byte(given)
	}
	if len(host) > 0 && host[0] == '/' {
		return c.guestText(host, c.buf[:])
	}
	return host
}

// nameExit asks to see the socket address that the call writes to argument i,
// its size to i+1.
func (c *Call) nameExit(i int) Verdict {
	if c.Args[i] == 0 || c.Args[i+1] == 0 {
		return Resume
	}
	b := c.buf[:4]
	if e := c.readAll(c.Args[i+1], b); e != 0 {
		return Resume // the kernel says so where it should
	}
	c.Task.saved.addr = c.Args[i]
	c.Task.saved.n = uint64(le.Uint32(b))
	c.Task.saved.sizeAddr = c.Args[i+1]
	c.OnExit = nameBack
	return Resume
}

func doAccept(c *Call) Verdict   { return c.nameExit(1) }
func doRecvfrom(c *Call) Verdict { return c.nameExit(4) }

// nameBack turns the address that the kernel has written into the guest's.
func nameBack(c *Call, ret int64) int64 {
	s := &c.Task.saved
	if ret < 0 {
		return ret
	}
	s.whole = nil
	if c.Row.Name == "accept" || c.Row.Name == "accept4" {
		s.whole = c.wholeName(int32(ret), unix.SYS_GETPEERNAME)
	}
	c.renameSockaddr(s.addr, s.n, s.sizeAddr)
	return ret
}

// renameSockaddr turns the address at addr, for which the guest has room bytes
// and whose size is at sizeAddr, into the guest's.
func (c *Call) renameSockaddr(addr, room, sizeAddr uint64) {
	var size [4]byte
	if c.readAll(sizeAddr, size[:]) != 0 {
		return
	}
	n := uint64(le.Uint32(size[:]))
	path, e := c.sunPath(addr, min(n, room))
	if e != 0 || path == nil || n > nameMax {
		return
	}
	if n > room && len(c.Task.saved.whole) > 0 {
		path = c.Task.saved.whole
	}
	name := c.guestSunPath(path)
	b := append(append(le.AppendUint16(c.paths[1][:0], unix.AF_UNIX), name...), 0)
	c.Tracee.Write(addr, b[:min(uint64(len(b)), room)])
	le.PutUint32(size[:], uint32(len(b)))
	c.Tracee.Write(sizeAddr, size[:])
}

// doSockname tells the names of sockets from here: in a buffer that is too
// short for the kernel's name the guest's could not be told any more.
func doSockname(c *Call) Verdict {
	nr := uintptr(unix.SYS_GETSOCKNAME)
	if c.Row.Name == "getpeername" {
		nr = unix.SYS_GETPEERNAME
	}
	if !c.Features.PidfdGetfd {
		return c.nameExit(1)
	}
	path := c.wholeName(int32(c.Args[0]), nr)
	if path == nil {
		return Resume
	}
	var size [4]byte
	if e := c.readAll(c.Args[2], size[:]); e != 0 {
		return c.fail(e)
	}
	room := le.Uint32(size[:])
	if int32(room) < 0 {
		return c.fail(unix.EINVAL)
	}
	b := append(append(le.AppendUint16(c.msg[:0], unix.AF_UNIX), c.guestSunPath(path)...), 0)
	le.PutUint32(size[:], uint32(len(b)))
	if e := c.Tracee.Write(c.Args[1], b[:min(len(b), int(room))]); e != 0 {
		return c.fail(e)
	}
	return c.answer(c.Tracee.Write(c.Args[2], size[:]))
}

// wholeName returns the path that the kernel has for the guest's socket fd or
// its peer, or nil if it has none.
func (c *Call) wholeName(fd int32, nr uintptr) []byte {
	own, e := c.guestFD(fd)
	if e != 0 {
		return nil
	}
	defer closeFD(own)
	n, e := rawsys.SocketName(nr, own, c.paths[0][:nameMax])
	if e != 0 || n <= 3 || n > nameMax || le.Uint16(c.paths[0][:]) != unix.AF_UNIX || c.paths[0][2] == 0 {
		return nil
	}
	path, _, _ := bytes.Cut(c.paths[0][2:n], []byte{0})
	return path
}

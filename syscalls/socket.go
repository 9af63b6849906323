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

// sendTo replaces the socket address in arguments i and i+1.
func (c *Call) sendTo(i int) Verdict {
	path, e := c.unixPath(c.Args[i], c.Args[i+1]&0xffffffff)
	if e != 0 {
		return c.fail(e)
	}
	if path == nil {
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
func doSockname(c *Call) Verdict { return c.nameExit(1) }
func doRecvfrom(c *Call) Verdict { return c.nameExit(4) }

// nameBack turns the address that the kernel has written into the guest's.
func nameBack(c *Call, ret int64) int64 {
	s := &c.Task.saved
	if ret >= 0 {
		c.renameSockaddr(s.addr, s.n, s.sizeAddr)
	}
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
	name := c.guestSunPath(path)
	if bytes.Equal(name, path) {
		return
	}
	b := append(append(le.AppendUint16(c.paths[1][:0], unix.AF_UNIX), name...), 0)
	c.Tracee.Write(addr, b[:min(uint64(len(b)), room)])
	le.PutUint32(size[:], uint32(len(b)))
	c.Tracee.Write(sizeAddr, size[:])
}

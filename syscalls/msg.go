package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// msghdr tells where things are in struct msghdr of an ABI, see recv(2).
type msghdr struct{ word, size, mmsg int }

func (c *Call) msghdr() msghdr {
	if c.is32() {
		return msghdr{word: 4, size: 28, mmsg: 32}
	}
	return msghdr{word: 8, size: 56, mmsg: 64}
}

// name returns the address and the size of msg_name.
func (m msghdr) name(b []byte) (addr, size uint64) {
	return m.pointer(b), uint64(le.Uint32(b[m.word:]))
}

func (m msghdr) pointer(b []byte) uint64 {
	if m.word == 4 {
		return uint64(le.Uint32(b))
	}
	return le.Uint64(b)
}

// setName writes msg_name and msg_namelen.
func (m msghdr) setName(b []byte, addr, size uint64) {
	if m.word == 4 {
		le.PutUint32(b, uint32(addr))
	} else {
		le.PutUint64(b, addr)
	}
	le.PutUint32(b[m.word:], uint32(size))
}

// doSendmsg lends the guest a copy of the message header with another address
// where that is a path.
func doSendmsg(c *Call) Verdict {
	m := c.msghdr()
	b := c.msg[:m.size]
	if e := c.readAll(c.Args[1], b); e != 0 {
		return c.fail(e)
	}
	addr, size := m.name(b)
	if addr == 0 {
		return Resume
	}
	path, e := c.unixPath(addr, size)
	if e != 0 || path == nil {
		return c.resumeOr(e)
	}
	addr, size, e = c.lendUnixAddr(path)
	if e != 0 {
		return c.fail(e)
	}
	m.setName(b, addr, size)
	if e := c.setPath(1, b); e != 0 {
		return c.fail(e)
	}
	return Resume
}

func (c *Call) resumeOr(e unix.Errno) Verdict {
	if e != 0 {
		return c.fail(e)
	}
	return Resume
}

// maxNamed is how many messages with paths for addresses are sent in one call.
const maxNamed = 6

// doSendmmsg changes the addresses that are paths for the length of the call, in
// place, as the kernel writes its results beside them. sendmmsg(2) may always
// send fewer messages than asked for.
func doSendmmsg(c *Call) Verdict {
	m, s := c.msghdr(), &c.Task.saved
	const most = 1024 // UIO_MAXIOV, the kernel's own limit
	count := min(c.Args[2]&0xffffffff, most)
	s.n = 0
	for i := range count {
		at := c.Args[1] + i*uint64(m.mmsg)
		b := c.msg[:m.size]
		if c.readAll(at, b) != 0 {
			break
		}
		addr, size := m.name(b)
		if addr == 0 {
			continue
		}
		path, e := c.unixPath(addr, size)
		if e != 0 || path == nil {
			continue
		}
		if s.n == maxNamed {
			c.setArg(2, i)
			break
		}
		if e := c.nameMessage(m, at, b, path); e != 0 {
			if i == 0 {
				return c.fail(e)
			}
			c.setArg(2, i)
			break
		}
	}
	if s.n > 0 {
		c.OnExit = sentMessages
	}
	return Resume
}

// nameMessage makes the message header b, at the guest address at, lead to path.
func (c *Call) nameMessage(m msghdr, at uint64, b, path []byte) unix.Errno {
	s := &c.Task.saved
	old := &s.names[s.n]
	old.at = at
	copy(old.name[:], b[:m.word+4])
	addr, size, e := c.lendUnixAddr(path)
	if e != 0 {
		return e
	}
	s.n++
	m.setName(b, addr, size)
	return c.Tracee.Write(at, b[:m.word+4])
}

func sentMessages(c *Call, ret int64) int64 {
	s := &c.Task.saved
	for i := range s.n {
		c.Tracee.Write(s.names[i].at, s.names[i].name[:c.msghdr().word+4])
	}
	return ret
}

// doRecvmsg asks to see the sender's address if the guest does.
func doRecvmsg(c *Call) Verdict {
	m := c.msghdr()
	b := c.msg[:m.size]
	if e := c.readAll(c.Args[1], b); e != 0 {
		return c.fail(e)
	}
	addr, room := m.name(b)
	if addr == 0 {
		return Resume
	}
	s := &c.Task.saved
	s.addr, s.n, s.sizeAddr = addr, room, c.Args[1]+uint64(m.word)
	c.OnExit = nameBack
	return Resume
}

// doRecvmmsg does so for many messages, whose headers have room alike.
func doRecvmmsg(c *Call) Verdict {
	m := c.msghdr()
	b := c.msg[:m.size]
	if e := c.readAll(c.Args[1], b); e != 0 {
		return Resume
	}
	addr, room := m.name(b)
	if addr == 0 {
		return Resume
	}
	c.Task.saved.n = room
	c.OnExit = namesBack
	return Resume
}

func namesBack(c *Call, ret int64) int64 {
	m := c.msghdr()
	for i := range ret {
		at := c.Args[1] + uint64(i)*uint64(m.mmsg)
		b := c.msg[:m.size]
		if c.readAll(at, b) != 0 {
			break
		}
		if addr, _ := m.name(b); addr != 0 {
			c.renameSockaddr(addr, c.Task.saved.n, at+uint64(m.word))
		}
	}
	return ret
}

// socketCalls are the calls of socketcall(2) that carry addresses, by number
// (linux/net.h), and how many arguments they have.
var socketCalls = map[uint64]struct {
	name string
	args int
}{
	2: {"bind", 3}, 3: {"connect", 3}, 5: {"accept", 3}, 6: {"getsockname", 3}, 7: {"getpeername", 3},
	11: {"sendto", 6}, 12: {"recvfrom", 6}, 16: {"sendmsg", 3}, 17: {"recvmsg", 3},
	18: {"accept4", 4}, 19: {"recvmmsg", 5}, 20: {"sendmmsg", 4},
}

// doSocketcall turns the i386 multiplexer into the call that it stands for.
func doSocketcall(c *Call) Verdict {
	call, ok := socketCalls[c.Args[0]]
	if !ok {
		return Resume
	}
	b := c.msg[:call.args*4]
	if e := c.readAll(c.Args[1], b); e != 0 {
		return c.fail(e)
	}
	for i := range call.args {
		c.setArg(i, uint64(le.Uint32(b[4*i:])))
	}
	c.Row = socketRows[call.name]
	c.NewNr = c.Row.Nr[c.ABI]
	if call.name == "accept" { // i386 has only accept4
		c.Row = socketRows["accept4"]
		c.NewNr = c.Row.Nr[c.ABI]
		c.setArg(3, 0)
	}
	return c.Row.Handle(c)
}

// closesOnExec reports that the guest's descriptor fd is close-on-exec.
func (c *Call) closesOnExec(fd int) bool {
	info, e := c.fdinfo(fd)
	if e != 0 {
		return false
	}
	_, flags, _ := bytes.Cut(info, []byte("flags:\t"))
	flags, _, _ = bytes.Cut(flags, []byte("\n"))
	value := 0
	for _, d := range flags {
		value = value*8 + int(d-'0')
	}
	return value&unix.O_CLOEXEC != 0
}

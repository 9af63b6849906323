package syscalls

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

const (
	xattrNameMax = 255      // XATTR_NAME_MAX, linux/limits.h
	xattrSizeMax = 64 << 10 // XATTR_SIZE_MAX and XATTR_LIST_MAX
)

// xattrCall is an extended attribute call of either form: the classic ones,
// or those with a directory descriptor and struct xattr_args (6.13).
type xattrCall struct {
	place *translate.Place
	name  []byte // with NUL; nil for listxattr
	addr  uint64 // value or list
	size  uint64
	flags uint32
}

// xattr reads the arguments of the call and looks up its object. done is set
// when the verdict is already known.
func (c *Call) xattr(named, write bool) (x xattrCall, v Verdict, done bool) {
	at := c.Row.layout.paths[0].dir >= 0
	if at {
		if c.atFlags()&^(unix.AT_SYMLINK_NOFOLLOW|unix.AT_EMPTY_PATH) != 0 {
			return x, c.fail(unix.EINVAL), true
		}
		if empty, e := c.emptyPath(0); e != 0 || empty {
			if write {
				return x, c.changeDescriptor(e), true
			}
			return x, c.descriptorOr(e), true
		}
	}
	if e := c.xattrArgs(&x, at, named); e != 0 {
		return x, c.fail(e), true
	}
	p, e := c.lookup(0, c.lastMode())
	if e == 0 && write && c.readOnly(p) {
		e = unix.EROFS
	}
	if e != 0 {
		return x, c.fail(e), true
	}
	x.place = p
	return x, 0, false
}

// lastMode says whether the call follows the last symlink.
func (c *Call) lastMode() translate.Mode {
	ref := c.Row.layout.paths[0]
	if c.Row.Args[ref.path] == PathNoFollow || c.atFlags()&unix.AT_SYMLINK_NOFOLLOW != 0 {
		return translate.NoFollow
	}
	return translate.Follow
}

func (c *Call) xattrArgs(x *xattrCall, at, named bool) unix.Errno {
	i := int(c.Row.layout.paths[0].path) + 1
	if at {
		i++ // the flags
	}
	if named {
		name, e := c.readString(c.Args[i], c.paths[1][:xattrNameMax+1])
		if e == unix.ENAMETOOLONG || (e == 0 && len(name) == 0) {
			e = unix.ERANGE
		}
		if e != 0 {
			return e
		}
		x.name = c.paths[1][:len(name)+1]
		i++
	}
	if at && named && i < len(c.Args) && c.Row.Name != "removexattrat" {
		return c.xattrStruct(x, c.Args[i], c.Args[i+1])
	}
	if i+1 < len(c.Args) {
		x.addr, x.size = c.Args[i], c.Args[i+1]
	}
	if i+2 < len(c.Args) {
		x.flags = uint32(c.Args[i+2])
	}
	return 0
}

// xattrStruct reads struct xattr_args: value, size, flags.
func (c *Call) xattrStruct(x *xattrCall, addr, size uint64) unix.Errno {
	const known = 16
	if size < known {
		return unix.EINVAL
	}
	if size > pageSize {
		return unix.E2BIG
	}
	b := c.buf[:size]
	if e := c.readAll(addr, b); e != 0 {
		return e
	}
	for _, v := range b[known:] {
		if v != 0 {
			return unix.E2BIG
		}
	}
	x.addr = binary.LittleEndian.Uint64(b)
	x.size = uint64(binary.LittleEndian.Uint32(b[8:]))
	x.flags = binary.LittleEndian.Uint32(b[12:])
	return 0
}

func doGetxattr(c *Call) Verdict {
	x, v, done := c.xattr(true, false)
	if done {
		return v
	}
	n, e := rawsys.Getxattr(c.selfPath(x.place), x.name, c.buf[:min(x.size, xattrSizeMax)], true)
	return c.deliver(n, e, x)
}

func doListxattr(c *Call) Verdict {
	x, v, done := c.xattr(false, false)
	if done {
		return v
	}
	n, e := rawsys.Listxattr(c.selfPath(x.place), c.buf[:min(x.size, xattrSizeMax)], true)
	return c.deliver(n, e, x)
}

// deliver gives the guest the n bytes in c.buf that a call has read.
func (c *Call) deliver(n int, e unix.Errno, x xattrCall) Verdict {
	if e == 0 && x.size > 0 {
		e = c.Tracee.Write(x.addr, c.buf[:n])
	}
	if e != 0 {
		return c.fail(e)
	}
	return c.ret(n)
}

func doSetxattr(c *Call) Verdict {
	x, v, done := c.xattr(true, true)
	if done {
		return v
	}
	if x.size > xattrSizeMax {
		return c.fail(unix.E2BIG)
	}
	value := c.buf[:x.size]
	if e := c.readAll(x.addr, value); e != 0 {
		return c.fail(e)
	}
	return c.answer(rawsys.Setxattr(c.selfPath(x.place), x.name, value, x.flags, true))
}

func doRemovexattr(c *Call) Verdict {
	x, v, done := c.xattr(true, true)
	if done {
		return v
	}
	return c.answer(rawsys.Removexattr(c.selfPath(x.place), x.name, true))
}

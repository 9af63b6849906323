package syscalls

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/internal/rawsys"
	"uproot/translate"
)

// change looks up the object whose attributes a call changes. The last symlink
// is followed unless the call says otherwise.
func (c *Call) change() (*translate.Place, unix.Errno) {
	mode := translate.Follow
	if c.atFlags()&unix.AT_SYMLINK_NOFOLLOW != 0 {
		mode = translate.NoFollow
	}
	p, e := c.lookup(0, mode)
	if e == 0 && c.readOnly(p) {
		e = unix.EROFS
	}
	return p, e
}

func doChmod(c *Call) Verdict {
	flags := c.atFlags()
	if flags&^(unix.AT_SYMLINK_NOFOLLOW|unix.AT_EMPTY_PATH) != 0 {
		return c.fail(unix.EINVAL)
	}
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.changeDescriptor(e)
	}
	p, e := c.change()
	if e != 0 {
		return c.fail(e)
	}
	return c.answer(rawsys.Fchmodat(rawsys.AtFDCWD, c.selfPath(p), uint32(c.after(0))))
}

// descriptorOr fails with e, or lets the guest make a call on a descriptor.
func (c *Call) descriptorOr(e unix.Errno) Verdict {
	if e != 0 {
		return c.fail(e)
	}
	return c.onDescriptor(0)
}

// changeDescriptor is descriptorOr for a call that changes the file.
func (c *Call) changeDescriptor(e unix.Errno) Verdict {
	dir := c.Row.layout.paths[0].dir
	if e == 0 && c.Table.HasReadOnly && dir >= 0 && c.changeFD(int32(c.Args[dir])) == Done {
		return Done
	}
	return c.descriptorOr(e)
}

func doChown(c *Call) Verdict {
	flags := c.atFlags()
	if flags&^(unix.AT_SYMLINK_NOFOLLOW|unix.AT_EMPTY_PATH) != 0 {
		return c.fail(unix.EINVAL)
	}
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.changeDescriptor(e)
	}
	p, e := c.change()
	if e != 0 {
		return c.fail(e)
	}
	i := c.Row.layout.paths[0].path
	uid, gid := uint32(c.Args[i+1]), uint32(c.Args[i+2])
	if c.is32() && c.Row.Nr[c.ABI] == oldChown(c) {
		uid, gid = widen16(uid), widen16(gid)
	}
	return c.answer(rawsys.Fchownat(p.FD, rawsys.Empty, uid, gid, unix.AT_EMPTY_PATH))
}

// oldChown returns the number of the call if it is one with 16-bit ids.
func oldChown(c *Call) int {
	if c.Row.Name == "chown" || c.Row.Name == "lchown" {
		return c.Row.Nr[c.ABI]
	}
	return -1
}

// widen16 turns a 16-bit id into one of 32 bits; its -1 stays "unchanged", see
// low2highuid in linux/highuid.h.
func widen16(id uint32) uint32 {
	if id = id & 0xffff; id == 0xffff {
		return ^uint32(0)
	}
	return id
}

func doUtime(c *Call) Verdict {
	flags := c.atFlags()
	if flags&^(unix.AT_SYMLINK_NOFOLLOW|unix.AT_EMPTY_PATH) != 0 {
		return c.fail(unix.EINVAL)
	}
	ref := c.Row.layout.paths[0]
	if ref.dir >= 0 && c.Args[ref.path] == 0 {
		return c.changeFD(int32(c.Args[ref.dir])) // no path: the descriptor itself, see utimensat(2)
	}
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.changeDescriptor(e)
	}
	times, e := c.times(c.after(0))
	if e != 0 {
		return c.fail(e)
	}
	if times != nil && times[0].Nsec == unix.UTIME_OMIT && times[1].Nsec == unix.UTIME_OMIT {
		return c.ret(0) // the kernel does not even look at the path
	}
	p, e := c.change()
	if e != 0 {
		return c.fail(e)
	}
	return c.answer(rawsys.Utimensat(rawsys.AtFDCWD, c.selfPath(p), times, 0))
}

// times reads the times of utime, utimes, futimesat or utimensat. None means
// now.
func (c *Call) times(addr uint64) (*[2]unix.Timespec, unix.Errno) {
	if addr == 0 {
		return nil, 0
	}
	word := 8
	if c.is32() && c.Row.Name != "utimensat_time64" {
		word = 4
	}
	count := 4
	if c.Row.Name == "utime" {
		count = 2
	}
	b := c.buf[:count*word]
	if e := c.readAll(addr, b); e != 0 {
		return nil, e
	}
	at := func(i int) int64 {
		if word == 4 {
			return int64(int32(binary.LittleEndian.Uint32(b[i*4:])))
		}
		return int64(binary.LittleEndian.Uint64(b[i*8:]))
	}
	ts := &c.timespecs
	switch c.Row.Name {
	case "utime":
		ts[0], ts[1] = unix.Timespec{Sec: at(0)}, unix.Timespec{Sec: at(1)}
	case "utimes", "futimesat":
		for i := range ts {
			us := at(2*i + 1)
			if us < 0 || us >= 1e6 {
				return nil, unix.EINVAL
			}
			ts[i] = unix.Timespec{Sec: at(2 * i), Nsec: us * 1000}
		}
	default:
		ts[0], ts[1] = unix.Timespec{Sec: at(0), Nsec: at(1)}, unix.Timespec{Sec: at(2), Nsec: at(3)}
	}
	return ts, 0
}

// readAll reads len(b) bytes of guest memory, or fails.
func (c *Call) readAll(addr uint64, b []byte) unix.Errno {
	for len(b) > 0 {
		n, e := c.Tracee.Read(addr, b)
		if e != 0 {
			return e
		}
		addr, b = addr+uint64(n), b[n:]
	}
	return 0
}

// doTruncate leaves the call to the guest, whose RLIMIT_FSIZE counts.
func doTruncate(c *Call) Verdict {
	if c.length() < 0 {
		return c.fail(unix.EINVAL)
	}
	p, e := c.lookup(0, translate.Follow)
	if e == 0 && c.readOnly(p) && !c.isDir(p) {
		e = unix.EROFS
	}
	if e == 0 && c.busyText(p) {
		e = unix.ETXTBSY
	}
	if e == 0 {
		e = c.jump(0, p)
	}
	if e != 0 {
		return c.fail(e)
	}
	return Resume
}

// length returns the length that truncate or truncate64 asks for. ARM aligns
// the register pair.
func (c *Call) length() int64 {
	switch {
	case !c.is32():
		return int64(c.Args[1])
	case c.Row.Name == "truncate":
		return int64(int32(c.Args[1]))
	case c.ABI == arch.ARM:
		return int64(c.Args[2]&0xffffffff | c.Args[3]<<32)
	}
	return int64(c.Args[1]&0xffffffff | c.Args[2]<<32)
}

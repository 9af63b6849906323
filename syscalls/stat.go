package syscalls

import (
	"bytes"
	"unsafe"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// object looks up what a call asks about, in the way that costs least: a lone
// name is looked at where it is, and only resolved if it is a symlink to be
// followed. Then isLink reports so and p is the link.
func (c *Call) object(follow bool) (p *translate.Place, tentative bool, e unix.Errno) {
	path, e := c.pathOf(0)
	if e != 0 {
		return nil, false, e
	}
	mode := translate.Entry
	if follow {
		mode = translate.Follow
		if tentative = bytes.IndexByte(path, '/') < 0; tentative {
			mode = translate.Entry
		}
	}
	p, e = c.resolve(0, path, mode)
	return p, tentative, e
}

const (
	statFlags       = unix.AT_SYMLINK_NOFOLLOW | unix.AT_NO_AUTOMOUNT | unix.AT_EMPTY_PATH | atStatxSyncType
	atStatxSyncType = unix.AT_STATX_FORCE_SYNC | unix.AT_STATX_DONT_SYNC
	nofollowIt      = unix.AT_SYMLINK_NOFOLLOW | unix.AT_EMPTY_PATH
)

func doStat(c *Call) Verdict {
	if c.atFlags()&^statFlags != 0 {
		return c.fail(unix.EINVAL)
	}
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.descriptorOr(e)
	}
	follow := c.lastMode() == translate.Follow
	p, tentative, e := c.object(follow)
	if e == 0 {
		e = rawsys.Fstatat(p.FD, p.Path(), &c.stat, nofollowIt)
	}
	if e == 0 && tentative && isLink(uint32(c.stat.Mode)) {
		if p, e = c.again(); e == 0 {
			e = rawsys.Fstatat(p.FD, p.Path(), &c.stat, nofollowIt)
		}
	}
	if e == 0 {
		e = c.writeStat()
	}
	return c.answer(e)
}

// again resolves path number 0, which turned out to be a symlink, to its end.
func (c *Call) again() (*translate.Place, unix.Errno) {
	n := bytes.IndexByte(c.paths[0][:], 0)
	return c.resolve(0, c.paths[0][:n], translate.Follow)
}

func isLink(mode uint32) bool { return mode&unix.S_IFMT == unix.S_IFLNK }

// writeStat gives the guest c.stat in the layout of the call.
func (c *Call) writeStat() unix.Errno {
	addr := c.Args[c.Row.layout.out]
	if !c.is32() {
		return c.Tracee.Write(addr, unsafe.Slice((*byte)(unsafe.Pointer(&c.stat)), unsafe.Sizeof(c.stat)))
	}
	b, e := c.compatStat(c.buf[:0])
	if e != 0 {
		return e
	}
	return c.Tracee.Write(addr, b)
}

func doStatx(c *Call) Verdict {
	const statxReserved = 1 << 31
	flags, mask := uint32(c.Args[2]), uint32(c.Args[3])
	if flags&^statFlags != 0 || mask&statxReserved != 0 || flags&atStatxSyncType == atStatxSyncType {
		return c.fail(unix.EINVAL)
	}
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.descriptorOr(e)
	}
	if !c.Features.Statx {
		return c.fail(unix.ENOSYS) // libcs fall back to fstatat
	}
	follow := flags&unix.AT_SYMLINK_NOFOLLOW == 0
	p, tentative, e := c.object(follow)
	how := flags&atStatxSyncType | nofollowIt
	if e == 0 {
		e = rawsys.Statx(p.FD, p.Path(), how, mask|unix.STATX_TYPE, &c.statx)
	}
	if e == 0 && tentative && isLink(uint32(c.statx.Mode)) {
		if p, e = c.again(); e == 0 {
			e = rawsys.Statx(p.FD, p.Path(), how, mask|unix.STATX_TYPE, &c.statx)
		}
	}
	if e == 0 {
		if m := p.Mount; m != nil && m != c.Table.Root() && m.Ino == c.statx.Ino && c.isMount(p, m) {
			c.statx.Attributes |= unix.STATX_ATTR_MOUNT_ROOT
		}
		e = c.Tracee.Write(c.Args[4], unsafe.Slice((*byte)(unsafe.Pointer(&c.statx)), unsafe.Sizeof(c.statx)))
	}
	return c.answer(e)
}

// isMount reports that the object p is what m mounts.
func (c *Call) isMount(p *translate.Place, m *translate.Mount) bool {
	return len(p.Name) == 0 && rawsys.Fstat(p.FD, &c.stat) == 0 && c.stat.Dev == m.Dev
}

func doAccess(c *Call) Verdict {
	flags, mode := c.atFlags(), uint32(c.after(0))
	if c.Row.Name != "faccessat2" {
		flags = 0
	}
	if mode&^(unix.R_OK|unix.W_OK|unix.X_OK) != 0 ||
		flags&^(unix.AT_EACCESS|unix.AT_SYMLINK_NOFOLLOW|unix.AT_EMPTY_PATH) != 0 {
		return c.fail(unix.EINVAL)
	}
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.descriptorOr(e)
	}
	p, e := c.lookup(0, c.lastMode())
	if e == 0 {
		e = c.access(p, mode, flags)
	}
	if e == 0 && mode&unix.W_OK != 0 && c.readOnly(p) {
		e = unix.EROFS
	}
	return c.answer(e)
}

// access asks for the object p with the real ids, or with the effective ones
// for AT_EACCESS; the tracer has the same ids for both.
func (c *Call) access(p *translate.Place, mode uint32, flags uint64) unix.Errno {
	if c.Features.Faccessat2 {
		return rawsys.Faccessat2(p.FD, rawsys.Empty, mode, int(flags&unix.AT_EACCESS)|unix.AT_EMPTY_PATH)
	}
	return rawsys.Faccessat(rawsys.AtFDCWD, c.selfPath(p), mode)
}

func doStatfs(c *Call) Verdict {
	if c.Row.Name == "statfs64" && c.Args[1] != 84 && c.Args[1] != 88 { // sizeof, packed or padded to 8
		return c.fail(unix.EINVAL)
	}
	p, e := c.lookup(0, translate.Follow)
	if e == 0 {
		e = rawsys.Fstatfs(p.FD, &c.statfs)
	}
	if e == 0 {
		if c.readOnly(p) {
			c.statfs.Flags |= unix.ST_RDONLY
		}
		e = c.writeStatfs()
	}
	return c.answer(e)
}

func (c *Call) writeStatfs() unix.Errno {
	if !c.is32() {
		return c.Tracee.Write(c.Args[1], unsafe.Slice((*byte)(unsafe.Pointer(&c.statfs)), unsafe.Sizeof(c.statfs)))
	}
	b, e := c.compatStatfs(c.buf[:0])
	if e != 0 {
		return e
	}
	return c.Tracee.Write(c.Args[c.Row.layout.out], b)
}

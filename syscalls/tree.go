package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// useUmask gives the tracer's thread the umask of the guest, so that the kernel
// applies it, or a default ACL instead, as it would for the guest.
func (c *Call) useUmask() {
	if want := c.Task.FS.Umask; c.umask != want {
		rawsys.Umask(want)
		c.umask = want
	}
}

// entry looks up a name that the call is about to make (busy EEXIST) or to
// remove (busy EBUSY), and judges mount points and read-only bindings.
func (c *Call) entry(n int, busy unix.Errno) (*translate.Place, unix.Errno) {
	p, e := c.lookup(n, translate.Parent)
	if e != 0 {
		return nil, e
	}
	if p.AtMount {
		return nil, busy
	}
	if c.readOnly(p) {
		return nil, c.refusedWrite(p, busy)
	}
	return p, 0
}

// refusedWrite returns the errno of a change on a read-only binding. As in
// filename_create of the kernel's namei.c, what exists already goes first.
func (c *Call) refusedWrite(p *translate.Place, busy unix.Errno) unix.Errno {
	e := rawsys.Fstatat(p.FD, p.Path(), &c.stat, unix.AT_SYMLINK_NOFOLLOW)
	if busy == unix.EEXIST && e == 0 {
		return unix.EEXIST
	}
	return unix.EROFS
}

func doMkdir(c *Call) Verdict {
	p, e := c.entry(0, unix.EEXIST)
	if e != 0 {
		return c.fail(e)
	}
	c.useUmask()
	return c.answer(rawsys.Mkdirat(p.FD, p.Name, uint32(c.after(0))))
}

func doMknod(c *Call) Verdict {
	p, e := c.entry(0, unix.EEXIST)
	if e != 0 {
		return c.fail(e)
	}
	c.useUmask()
	i := c.Row.layout.paths[0].path
	return c.answer(rawsys.Mknodat(p.FD, p.Name, uint32(c.Args[i+1]), c.Args[i+2]&0xffffffff))
}

// after returns the argument behind path number n.
func (c *Call) after(n int) uint64 { return c.Args[c.Row.layout.paths[n].path+1] }

func doUnlink(c *Call) Verdict {
	flags := int(int32(c.atFlags()))
	if flags&^unix.AT_REMOVEDIR != 0 {
		return c.fail(unix.EINVAL)
	}
	p, e := c.entry(0, unix.EBUSY)
	if e != 0 {
		return c.fail(e)
	}
	return c.answer(rawsys.Unlinkat(p.FD, p.Name, flags))
}

func doRename(c *Call) Verdict {
	flags := uint32(0)
	if c.Row.Args[4] == Other && c.Row.Name == "renameat2" {
		flags = uint32(c.Args[4])
	}
	from, e := c.lookup(0, translate.Parent)
	if e != 0 {
		return c.fail(e)
	}
	to, e := c.lookup(1, translate.Parent)
	if e != 0 {
		return c.fail(e)
	}
	if e := c.sameMount(from, to); e != 0 {
		return c.fail(e)
	}
	if from.AtMount || to.AtMount {
		return c.fail(unix.EBUSY)
	}
	return c.answer(rawsys.Renameat2(from.FD, from.Name, to.FD, to.Name, flags))
}

// sameMount refuses what crosses a binding, as rename(2) and link(2) do for
// bind mounts, and what changes a read-only one.
func (c *Call) sameMount(a, b *translate.Place) unix.Errno {
	if c.Table.Simple() {
		return 0
	}
	m := c.mountOf(a)
	if m != c.mountOf(b) {
		return unix.EXDEV
	}
	if m != nil && m.ReadOnly {
		return unix.EROFS
	}
	return 0
}

func doLink(c *Call) Verdict {
	flags := c.atFlags()
	if flags&^(unix.AT_SYMLINK_FOLLOW|unix.AT_EMPTY_PATH) != 0 {
		return c.fail(unix.EINVAL)
	}
	to, e := c.lookup(1, translate.Parent)
	if e != 0 {
		return c.fail(e)
	}
	from, e := c.linkSource(flags)
	if e != 0 {
		return c.fail(e)
	}
	if to.AtMount {
		return c.fail(unix.EEXIST)
	}
	if e := c.sameMount(from, to); e != 0 {
		return c.fail(e)
	}
	if len(from.Name) > 0 {
		return c.answer(rawsys.Linkat(from.FD, from.Name, to.FD, to.Name, 0))
	}
	return c.answer(rawsys.Linkat(rawsys.AtFDCWD, c.selfPath(from), to.FD, to.Name, unix.AT_SYMLINK_FOLLOW))
}

// linkSource looks up what is to get another name.
func (c *Call) linkSource(flags uint64) (*translate.Place, unix.Errno) {
	empty, e := c.emptyPath(0)
	if e != 0 {
		return nil, e
	}
	if empty {
		start, e := c.start(0, false)
		if e != 0 {
			return nil, e
		}
		return &translate.Place{FD: start.FD}, 0
	}
	mode := translate.Entry
	if flags&unix.AT_SYMLINK_FOLLOW != 0 {
		mode = translate.Follow
	}
	return c.lookup(0, mode)
}

func doSymlink(c *Call) Verdict {
	content, e := c.readString(c.Args[0], c.buf[:translate.PathMax])
	if e != 0 {
		return c.fail(e)
	}
	if len(content) == 0 {
		return c.fail(unix.ENOENT)
	}
	n := len(content)
	copy(c.paths[1][:], c.buf[:n+1]) // mountOf uses c.buf
	p, e := c.entry(0, unix.EEXIST)
	if e != 0 {
		return c.fail(e)
	}
	return c.answer(rawsys.Symlinkat(c.paths[1][:n+1], p.FD, p.Name))
}

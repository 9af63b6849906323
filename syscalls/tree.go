package syscalls

import (
	"bytes"

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

// newEntry looks up the name, in path number n, that the call is about to make.
func (c *Call) newEntry(n int) (*translate.Place, unix.Errno) {
	p, e := c.lookup(n, translate.Parent)
	if e != 0 {
		return nil, e
	}
	if p.AtMount {
		return nil, unix.EEXIST
	}
	if c.readOnly(p) {
		return nil, c.refusedNew(p)
	}
	return p, 0
}

// refusedNew returns the errno of making p on a read-only binding. As in
// filename_create of the kernel's namei.c, what exists already goes first.
func (c *Call) refusedNew(p *translate.Place) unix.Errno {
	if _, e := c.entryIsDir(p); e == 0 {
		return unix.EEXIST
	}
	return unix.EROFS
}

func doMkdir(c *Call) Verdict {
	p, e := c.newEntry(0)
	if e != 0 {
		return c.fail(e)
	}
	c.useUmask()
	return c.answer(rawsys.Mkdirat(p.FD, p.Name, uint32(c.after(0))))
}

func doMknod(c *Call) Verdict {
	switch c.after(0) & unix.S_IFMT { // may_mknod in namei.c
	case unix.S_IFREG, unix.S_IFCHR, unix.S_IFBLK, unix.S_IFIFO, unix.S_IFSOCK, 0:
	case unix.S_IFDIR:
		return c.fail(unix.EPERM)
	default:
		return c.fail(unix.EINVAL)
	}
	p, e := c.newEntry(0)
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
	p, e := c.lookup(0, translate.Parent)
	if e != 0 {
		return c.fail(e)
	}
	if p.AtMount {
		return c.fail(busyUnlink(p, flags == unix.AT_REMOVEDIR))
	}
	if !p.Dots() && c.readOnly(p) {
		return c.fail(unix.EROFS)
	}
	return c.answer(rawsys.Unlinkat(p.FD, p.Name, flags))
}

// busyUnlink is the errno of removing a mount point: whatever is wrong with it
// besides goes first, see may_delete in namei.c.
func busyUnlink(p *translate.Place, rmdir bool) unix.Errno {
	if e := mayChange(p); e != 0 && p.On != nil {
		return e
	}
	switch isDir := p.On == nil || p.On.Dir; {
	case rmdir && !isDir:
		return unix.ENOTDIR
	case rmdir:
		return unix.EBUSY
	case isDir:
		return unix.EISDIR
	case p.Trailing():
		return unix.ENOTDIR
	}
	return unix.EBUSY
}

func doRename(c *Call) Verdict {
	flags := uint32(0)
	if c.Row.Name == "renameat2" {
		flags = uint32(c.Args[4])
	}
	const noReplace, exchange, whiteout = unix.RENAME_NOREPLACE, unix.RENAME_EXCHANGE, unix.RENAME_WHITEOUT
	if flags&^(noReplace|exchange|whiteout) != 0 || flags&exchange != 0 && flags&(noReplace|whiteout) != 0 {
		return c.fail(unix.EINVAL)
	}
	from, e := c.searched(0)
	if e != 0 {
		return c.fail(e)
	}
	to, e := c.searched(1)
	if e != 0 {
		return c.fail(e)
	}
	if e := c.sameMount(from, to); e != 0 {
		return c.fail(e)
	}
	if from.AtMount || to.AtMount {
		return c.fail(c.busyRename(from, to, flags))
	}
	return c.answer(rawsys.Renameat2(from.FD, from.Name, to.FD, to.Name, flags))
}

// searched looks up the directory and the name of path number n, and checks that
// the name may be looked up there, as the kernel does before it goes on to
// another path.
func (c *Call) searched(n int) (*translate.Place, unix.Errno) {
	p, e := c.lookup(n, translate.Parent)
	if e == 0 {
		e = notDir(p)
	}
	return p, e
}

// busyRename is the errno of a rename that has a mount point on either side:
// EBUSY, unless something else is wrong first, in the order of do_renameat2 and
// vfs_rename in namei.c.
func (c *Call) busyRename(from, to *translate.Place, flags uint32) unix.Errno {
	switch { // "." or ".." or the root
	case from.Dots() || from.On == nil && from.AtMount:
		return unix.EBUSY
	case (to.Dots() || to.On == nil && to.AtMount) && flags&unix.RENAME_NOREPLACE != 0:
		return unix.EEXIST
	case to.Dots() || to.On == nil && to.AtMount:
		return unix.EBUSY
	}
	if from.On != nil && from.On == to.On && flags&unix.RENAME_NOREPLACE == 0 {
		return 0 // one and the same, see vfs_rename
	}
	fromDir, fromErr := c.entryIsDir(from)
	toDir, toErr := c.entryIsDir(to)
	exchange := flags&unix.RENAME_EXCHANGE != 0
	switch {
	case fromErr != 0:
		return fromErr
	case toErr == 0 && flags&unix.RENAME_NOREPLACE != 0:
		return unix.EEXIST
	case toErr != 0 && (exchange || toErr != unix.ENOENT):
		return toErr
	case mayChange(from) != 0 || mayChange(to) != 0:
		return unix.EACCES
	case !fromDir && (from.Trailing() || !exchange && to.Trailing()), exchange && !toDir && to.Trailing():
		return unix.ENOTDIR
	case toErr == 0 && !exchange && fromDir && !toDir:
		return unix.ENOTDIR
	case toErr == 0 && !exchange && !fromDir && toDir:
		return unix.EISDIR
	case fromDir && from.On == nil && rawsys.Faccessat(from.FD, from.Path(), unix.W_OK) == unix.EACCES:
		return unix.EACCES // its ".." could not be changed
	case exchange && toDir && to.On == nil && rawsys.Faccessat(to.FD, to.Path(), unix.W_OK) == unix.EACCES:
		return unix.EACCES
	}
	return unix.EBUSY
}

// mayChange checks the permission to change entries of p's directory.
func mayChange(p *translate.Place) unix.Errno {
	return rawsys.Faccessat(p.FD, dot, unix.W_OK|unix.X_OK)
}

var dot = []byte{'.', 0}

// entryIsDir reports whether the entry p is a directory.
func (c *Call) entryIsDir(p *translate.Place) (bool, unix.Errno) {
	if p.On != nil {
		return p.On.Dir, 0
	}
	name := append(append(c.buf[:0], bytes.TrimRight(p.Name, "/\x00")...), 0)
	e := rawsys.Fstatat(p.FD, name, &c.stat, unix.AT_SYMLINK_NOFOLLOW)
	return c.stat.Mode&unix.S_IFMT == unix.S_IFDIR, e
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
	if m != nil && m.ReadOnly && !a.Dots() && !b.Dots() {
		return unix.EROFS
	}
	return 0
}

func doLink(c *Call) Verdict {
	flags := c.atFlags()
	if flags&^(unix.AT_SYMLINK_FOLLOW|unix.AT_EMPTY_PATH) != 0 {
		return c.fail(unix.EINVAL)
	}
	from, e := c.linkSource(flags)
	if e != 0 {
		return c.fail(e)
	}
	to, e := c.newEntry(1)
	if e != 0 {
		return c.fail(e)
	}
	if e := c.sameMount(from, to); e != 0 {
		return c.fail(c.crossLink(to, e))
	}
	return c.answer(rawsys.Linkat(rawsys.AtFDCWD, c.selfPath(from), to.FD, to.Name, unix.AT_SYMLINK_FOLLOW))
}

// crossLink is the errno of a link to another mount: what is wrong with the new
// name goes first.
func (c *Call) crossLink(to *translate.Place, cross unix.Errno) unix.Errno {
	switch _, e := c.entryIsDir(to); {
	case e == 0:
		return unix.EEXIST
	case e != unix.ENOENT || to.Trailing():
		return e
	}
	return cross
}

// notDir finds out that a name was to be looked up in what is no directory, or
// one that may not be searched.
func notDir(p *translate.Place) unix.Errno { return rawsys.Faccessat(p.FD, dot, unix.F_OK) }

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
	mode := translate.NoFollow
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
	p, e := c.newEntry(0)
	if e != 0 {
		return c.fail(e)
	}
	return c.answer(rawsys.Symlinkat(c.paths[1][:n+1], p.FD, p.Name))
}

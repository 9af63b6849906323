package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// opening is an open call of any of its four forms.
type opening struct {
	flags  uint64
	mode   uint64
	limit  uint64 // openat2's RESOLVE_*
	strict bool   // openat2: unknown bits are errors
}

const (
	oTmpfile  = unix.O_TMPFILE &^ unix.O_DIRECTORY // the bit itself, __O_TMPFILE
	openKnown = unix.O_ACCMODE | unix.O_CREAT | unix.O_EXCL | unix.O_NOCTTY | unix.O_TRUNC | unix.O_APPEND |
		unix.O_NONBLOCK | unix.O_SYNC | unix.O_ASYNC | unix.O_DIRECT | oLargefile | unix.O_DIRECTORY |
		unix.O_NOFOLLOW | unix.O_NOATIME | unix.O_CLOEXEC | unix.O_PATH | unix.O_TMPFILE
	resolveKnown = unix.RESOLVE_NO_XDEV | unix.RESOLVE_NO_MAGICLINKS | unix.RESOLVE_NO_SYMLINKS |
		unix.RESOLVE_BENEATH | unix.RESOLVE_IN_ROOT | resolveCached
	resolveCached = 0x20     // RESOLVE_CACHED (5.12): fail rather than wait for a disk
	pageSize      = 4096     // the most that copy_struct_from_user takes
	oLargefile    = 0o100000 // what the kernel calls it on amd64; a no-op everywhere
)

// creates reports that the open may make the file.
func (o *opening) creates() bool { return o.flags&unix.O_CREAT != 0 && o.flags&unix.O_PATH == 0 }

// writes reports that the open changes the file or allows it.
func (o *opening) writes() bool {
	return o.flags&unix.O_PATH == 0 && (o.flags&unix.O_ACCMODE != unix.O_RDONLY || o.flags&unix.O_TRUNC != 0)
}

func doOpen(c *Call) Verdict {
	o, e := c.opening()
	if e != 0 {
		return c.fail(e)
	}
	p, e := c.openPlace(&o)
	if e == 0 && o.limit&resolveCached != 0 {
		e = unix.EAGAIN // callers must be ready for it, and try again without
	}
	if e == 0 {
		e = c.mayOpen(p, &o)
	}
	if e == 0 {
		e = c.openThere(p, &o)
	}
	if e != 0 {
		return c.fail(e)
	}
	if c.Table.Ambiguous() && c.OnExit == nil && len(p.Name) == 0 && p.Mount != nil && c.isDir(p) {
		c.Task.saved.dir = p.Mount
		c.OnExit = openedDir
	}
	return Resume
}

// isDir reports that the object p is a directory.
func (c *Call) isDir(p *translate.Place) bool {
	return rawsys.Fstat(p.FD, &c.stat) == 0 && c.stat.Mode&unix.S_IFMT == unix.S_IFDIR
}

// openedDir remembers through which mount a directory was opened.
func openedDir(c *Call, ret int64) int64 {
	if ret >= 0 {
		*c.Task.Process.dir(int32(ret)) = openDir{mount: c.Task.saved.dir}
	}
	return ret
}

// opening reads the arguments.
func (c *Call) opening() (opening, unix.Errno) {
	switch i := c.Row.layout.open; {
	case i >= 0:
		o := opening{flags: c.Args[i] & 0xffffffff, mode: c.Args[i+1]}
		return o, o.checkLenient()
	case c.Row.Name == "creat":
		return opening{flags: unix.O_CREAT | unix.O_WRONLY | unix.O_TRUNC, mode: c.Args[1]}, 0
	}
	return c.openHow(c.Args[2], c.Args[3])
}

// openHow reads struct open_how and refuses what openat2(2) refuses.
func (c *Call) openHow(addr, size uint64) (o opening, e unix.Errno) {
	if size < unix.SizeofOpenHow {
		return o, unix.EINVAL
	}
	if size > pageSize {
		return o, unix.E2BIG
	}
	b := c.buf[:size]
	if e := c.readAll(addr, b); e != 0 {
		return o, e
	}
	for _, v := range b[unix.SizeofOpenHow:] {
		if v != 0 {
			return o, unix.E2BIG
		}
	}
	o = opening{flags: le.Uint64(b), mode: le.Uint64(b[8:]), limit: le.Uint64(b[16:]), strict: true}
	return o, o.check()
}

// check is build_open_flags of the kernel's fs/open.c, for what it is strict
// about.
func (o *opening) check() unix.Errno {
	const beneathInRoot = unix.RESOLVE_BENEATH | unix.RESOLVE_IN_ROOT
	makes := o.flags&(unix.O_CREAT|oTmpfile) != 0
	switch {
	case o.flags&^openKnown != 0, o.limit&^resolveKnown != 0, o.limit&beneathInRoot == beneathInRoot,
		makes && o.mode&^0o7777 != 0, !makes && o.mode != 0,
		o.flags&unix.O_DIRECTORY != 0 && o.flags&unix.O_CREAT != 0,
		o.flags&oTmpfile != 0 && (o.flags&unix.O_DIRECTORY == 0 || o.flags&unix.O_ACCMODE == 0),
		o.flags&unix.O_PATH != 0 && o.flags&^(unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_PATH|unix.O_CLOEXEC) != 0:
		return unix.EINVAL
	}
	return 0
}

// checkLenient is what is left of that for open and openat, which ignore what
// they do not know.
func (o *opening) checkLenient() unix.Errno {
	switch {
	case o.flags&unix.O_PATH != 0:
		return 0
	case o.flags&unix.O_DIRECTORY != 0 && o.flags&unix.O_CREAT != 0, // since 6.4
		o.flags&oTmpfile != 0 && (o.flags&unix.O_DIRECTORY == 0 || o.flags&unix.O_ACCMODE == 0):
		return unix.EINVAL
	}
	return 0
}

// openPlace looks up what is to be opened.
func (c *Call) openPlace(o *opening) (*translate.Place, unix.Errno) {
	mode := translate.Follow
	switch {
	case o.flags&unix.O_NOFOLLOW != 0, o.creates() && o.flags&unix.O_EXCL != 0:
		mode = translate.Parent // the kernel itself looks at the last component
	case o.creates():
		mode = translate.Create
	}
	path, e := c.pathOf(0)
	if e != 0 {
		return nil, e
	}
	if len(path) == 0 {
		return nil, unix.ENOENT
	}
	start, e := c.start(0, path[0] == '/' && o.limit&unix.RESOLVE_IN_ROOT == 0)
	if e != 0 {
		return nil, e
	}
	req := translate.Request{Root: c.Task.FS.Root, Start: start, Path: path, Mode: mode, Limit: o.limit}
	p, e := c.walk(0, req)
	if e != 0 || mode != translate.Parent || !(p.AtMount || p.Dots() || p.Trailing()) {
		return p, e
	}
	switch {
	case o.creates() && p.Trailing() && !p.Dots() && !(p.AtMount && p.On == nil):
		if e := notDir(p); e != 0 {
			return nil, e
		}
		return nil, unix.EISDIR
	case o.creates() && o.flags&unix.O_EXCL != 0:
		if e := notDir(p); e != 0 {
			return nil, e
		}
		return nil, unix.EEXIST
	}
	req.Mode = translate.NoFollow
	return c.walk(0, req)
}

// mayOpen refuses writes on read-only bindings and to running programs.
func (c *Call) mayOpen(p *translate.Place, o *opening) unix.Errno {
	if o.writes() && c.busyText(p) {
		return unix.ETXTBSY
	}
	if !(o.writes() || o.creates()) || !c.readOnly(p) {
		return 0
	}
	e := rawsys.Fstatat(p.FD, p.Path(), &c.stat, nofollowIt)
	if e == unix.ENOENT && o.creates() {
		return unix.EROFS
	}
	if e != 0 {
		return e
	}
	switch kind := c.stat.Mode & unix.S_IFMT; {
	case o.flags&unix.O_EXCL != 0 && o.creates():
		return unix.EEXIST
	case o.flags&unix.O_TMPFILE == unix.O_TMPFILE && kind != unix.S_IFDIR:
		return unix.ENOTDIR
	case o.flags&unix.O_TMPFILE == unix.O_TMPFILE:
		return unix.EROFS
	case o.writes() && kind == unix.S_IFREG:
		return unix.EROFS // fifos and devices are written to elsewhere
	}
	return 0
}

// openThere lets the guest open the place p.
func (c *Call) openThere(p *translate.Place, o *opening) unix.Errno {
	synthetic, e := c.openProcFile(p)
	if e != 0 {
		return e
	}
	if len(p.Name) == 0 && !synthetic && o.flags&unix.O_NOFOLLOW != 0 && c.isDir(p) && notDir(p) == 0 {
		p.Name = dot // one more step, which is no link, keeps the flag for fcntl(2) to tell
	}
	if !synthetic {
		if e := c.jump(0, p); e != 0 {
			return e
		}
	}
	flags := o.flags
	switch {
	case len(p.Name) == 0 || synthetic:
		flags &^= unix.O_NOFOLLOW // the jump is a link itself, and its end is final
	case flags&(unix.O_EXCL|unix.O_NOFOLLOW) == 0:
		// The name was free: O_EXCL makes sure that no symlink has been put
		// there since, and leaves no trace in the flags of the file.
		flags |= unix.O_EXCL
		c.OnExit = notThereBefore
	}
	if o.strict {
		return c.asOpenat(flags, o.mode)
	}
	if i := c.Row.layout.open; i >= 0 && flags != o.flags {
		c.setArg(int(i), flags)
	}
	return 0
}

// notThereBefore has the call made again if somebody else made the file first.
func notThereBefore(c *Call, ret int64) int64 {
	c.Again = ret == -int64(unix.EEXIST)
	return ret
}

// asOpenat turns openat2 into openat: its limits have been kept, and would
// forbid the jump.
func (c *Call) asOpenat(flags, mode uint64) unix.Errno {
	c.NewNr = openatNr[c.ABI]
	c.setArg(2, flags)
	c.setArg(3, mode)
	return 0
}

package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/translate"
)

func doInotifyAddWatch(c *Call) Verdict {
	const path, mask = 1, 2
	mode := translate.Follow
	if c.Args[mask]&unix.IN_DONT_FOLLOW != 0 {
		mode = translate.NoFollow
	}
	p, e := c.lookup(0, mode)
	if e == 0 {
		e = c.jump(0, p)
	}
	if e != 0 {
		return c.fail(e)
	}
	if c.Args[mask]&unix.IN_DONT_FOLLOW != 0 {
		c.setArg(mask, c.Args[mask]&^uint64(unix.IN_DONT_FOLLOW)) // the jump itself is a link
	}
	return Resume
}

func doFanotifyMark(c *Call) Verdict {
	const flags = 1
	if c.Args[c.Row.layout.paths[0].path] == 0 {
		return Resume // no path: the descriptor itself
	}
	mode := translate.Follow
	if c.Args[flags]&unix.FAN_MARK_DONT_FOLLOW != 0 {
		mode = translate.NoFollow
	}
	p, e := c.lookup(0, mode)
	if e == 0 {
		e = c.jump(0, p)
	}
	if e != 0 {
		return c.fail(e)
	}
	c.setArg(flags, c.Args[flags]&^uint64(unix.FAN_MARK_DONT_FOLLOW))
	return Resume
}

func doNameToHandle(c *Call) Verdict {
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.descriptorOr(e)
	}
	mode := translate.NoFollow
	if c.atFlags()&unix.AT_SYMLINK_FOLLOW != 0 {
		mode = translate.Follow
	}
	p, e := c.lookup(0, mode)
	if e == 0 {
		e = c.jump(0, p)
	}
	if e != 0 {
		return c.fail(e)
	}
	i := int(c.Row.layout.flags)
	c.setArg(i, c.Args[i]|unix.AT_SYMLINK_FOLLOW)
	return Resume
}

// doFileAttr is file_getattr and file_setattr (6.17).
func doFileAttr(c *Call) Verdict {
	if empty, e := c.emptyPath(0); e != 0 || empty {
		return c.descriptorOr(e)
	}
	p, e := c.lookup(0, c.lastMode())
	if e == 0 && c.Row.Name == "file_setattr" && c.readOnly(p) {
		e = unix.EROFS
	}
	if e == 0 {
		e = c.jump(0, p)
	}
	if e != 0 {
		return c.fail(e)
	}
	i := int(c.Row.layout.flags)
	c.setArg(i, c.Args[i]&^uint64(unix.AT_SYMLINK_NOFOLLOW))
	return Resume
}

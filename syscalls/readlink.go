package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

func doReadlink(c *Call) Verdict {
	i := c.Row.layout.paths[0].path
	addr, size := c.Args[i+1], int32(c.Args[i+2])
	if size <= 0 {
		return c.fail(unix.EINVAL)
	}
	p, e := c.linkPlace()
	if e != 0 {
		return c.fail(e)
	}
	target, e := c.readLink(p)
	if e == unix.ENOENT && len(p.Name) == 0 && c.paths[0][0] != 0 {
		e = unix.EINVAL // what readlinkat(2) says of a descriptor that is no link
	}
	if e != 0 {
		return c.fail(e)
	}
	target = target[:min(len(target), int(size))]
	if e := c.Tracee.Write(addr, target); e != 0 {
		return c.fail(e)
	}
	return c.ret(len(target))
}

// linkPlace looks up the link; an empty path means the descriptor itself, see
// readlinkat(2).
func (c *Call) linkPlace() (*translate.Place, unix.Errno) {
	path, e := c.pathOf(0)
	if e != 0 {
		return nil, e
	}
	if len(path) == 0 && c.Row.layout.paths[0].dir >= 0 {
		start, e := c.start(0, false)
		if e != 0 {
			return nil, e
		}
		return &translate.Place{FD: start.FD}, 0
	}
	return c.resolve(0, path, translate.Entry)
}

// readLink returns the target of the symlink p as the guest sees it.
func (c *Call) readLink(p *translate.Place) ([]byte, unix.Errno) {
	n, e := rawsys.Readlinkat(p.FD, p.Path(), c.buf[:translate.PathMax])
	if e != 0 {
		return nil, e
	}
	target := c.buf[:n]
	if !c.Table.HasProc() || n == 0 || !c.onProc(p) {
		return target, 0
	}
	return c.procLink(p, target), 0
}

// onProc reports that p lies on a procfs.
func (c *Call) onProc(p *translate.Place) bool {
	return rawsys.Fstatfs(p.FD, &c.statfs) == 0 && c.statfs.Type == unix.PROC_SUPER_MAGIC
}

// procLink translates what a link on a procfs tells about a guest.
func (c *Call) procLink(p *translate.Place, target []byte) []byte {
	dir, name := c.procEntry(p)
	out := c.buf[translate.PathMax:]
	if len(dir) == 0 {
		if own := translate.AppendSelfLink(out[:0], name, (*procView)(c)); len(own) > 0 {
			return own
		}
		return target
	}
	task := c.Find(translate.ProcID(dir))
	switch kind := translate.MagicKind(dir, name); {
	case kind == translate.NotMagic:
		return target
	case kind == translate.MagicExe && task != nil && task.Image.FD >= 0:
		return c.guestName(task.Image.FD, out)
	case kind == translate.MagicRoot && task != nil:
		return c.guestName(task.FS.Root.FD, out)
	}
	return c.guestText(target, out)
}

// procEntry returns the directory of the link p below its procfs ("" for the
// top, else "/PID...") and its name.
func (c *Call) procEntry(p *translate.Place) (dir, name []byte) {
	n, e := rawsys.FDPath(p.FD, c.host[:translate.PathMax])
	if e != 0 {
		return nil, nil
	}
	full := c.host[:n]
	if len(p.Name) > 0 {
		name = bytes.TrimRight(p.Name, "/\x00")
	} else {
		i := bytes.LastIndexByte(full, '/')
		name, full = full[i+1:], full[:i]
	}
	for _, m := range c.Table.Mounts {
		if rest, ok := bytes.CutPrefix(full, []byte(m.Host)); ok && m.Proc {
			return rest, name
		}
	}
	return nil, name
}

// guestName returns the guest's name of what the tracer's descriptor fd refers
// to, written behind itself in buf.
func (c *Call) guestName(fd int, buf []byte) []byte {
	n, e := rawsys.FDPath(fd, buf[:translate.PathMax])
	if e != 0 {
		return nil
	}
	return c.guestText(buf[:n], buf[translate.PathMax:])
}

// guestText translates a path as the kernel writes it, with its " (deleted)",
// into the guest's, using out. What no mount shows stays as it is.
func (c *Call) guestText(host, out []byte) []byte {
	if name, ok := bytes.CutPrefix(host, []byte(memfdMark)); ok {
		return bytes.TrimSuffix(name, []byte(" (deleted)"))
	}
	if len(host) == 0 || host[0] != '/' {
		return host
	}
	loc, m := c.Table.Locate(host, nil, out)
	if m == nil {
		return host
	}
	if in, ok := translate.Within(c.rootLoc(), loc); ok {
		return in
	}
	return host
}

// rootLoc returns the outer guest path of the caller's root.
func (c *Call) rootLoc() string { return c.Task.FS.RootLoc }

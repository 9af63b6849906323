package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// doGetcwd tells where the kernel's working directory is, which is the guest's
// own; "(unreachable)" is what getcwd(2) puts before one outside of the root.
func doGetcwd(c *Call) Verdict {
	cwd := c.Task.FS.Cwd
	host := c.buf[:2*translate.PathMax]
	n, e := translate.HostPath(cwd.FD, host)
	if e != 0 {
		return c.fail(e)
	}
	name, gone := translate.Gone(cwd.FD, host[:n])
	if gone {
		return c.fail(unix.ENOENT)
	}
	out := c.buf[2*translate.PathMax : 4*translate.PathMax]
	if loc, m := c.Table.Locate(name, cwd.Mount, out); m != nil {
		if in, ok := translate.Within(c.rootLoc(), loc); ok {
			return c.writeCwd(in)
		}
	}
	return c.writeCwd(append(append(out[:0], "(unreachable)"...), name...))
}

func (c *Call) writeCwd(path []byte) Verdict {
	b := append(append(c.paths[0][:0], path...), 0)
	if len(b) > translate.PathMax {
		return c.fail(unix.ENAMETOOLONG)
	}
	if uint64(len(b)) > c.Args[1] {
		return c.fail(unix.ERANGE)
	}
	if e := c.Tracee.Write(c.Args[0], b); e != 0 {
		return c.fail(e)
	}
	return c.ret(len(b))
}

func doChdir(c *Call) Verdict {
	p, e := c.lookup(0, translate.Follow)
	if e == 0 {
		e = c.jump(0, p)
	}
	if e != 0 {
		return c.fail(e)
	}
	c.Task.saved.dir = p.Mount
	c.OnExit = chdirDone
	return Resume
}

// chdirDone follows the kernel's working directory: its descriptor is what
// doChdir has held open.
func chdirDone(c *Call, ret int64) int64 {
	if ret == 0 {
		t := c.Task
		t.nheld--
		t.FS.setCwd(t.held[t.nheld], t.saved.dir)
	}
	return ret
}

func doFchdir(c *Call) Verdict {
	fd, e := c.guestFD(int32(c.Args[0]))
	if e != 0 {
		return Resume // the kernel says why
	}
	c.Task.hold(fd)
	c.Task.saved.dir = c.Task.Process.mountOf(int32(c.Args[0]))
	c.OnExit = chdirDone
	return Resume
}

// doChroot answers as the kernel does to a caller without CAP_SYS_CHROOT.
func doChroot(c *Call) Verdict {
	p, e := c.lookup(0, translate.Follow)
	if e == 0 {
		e = rawsys.Fstat(p.FD, &c.stat)
	}
	if e == 0 && c.stat.Mode&unix.S_IFMT != unix.S_IFDIR {
		e = unix.ENOTDIR
	}
	if e == 0 {
		e = rawsys.Faccessat(rawsys.AtFDCWD, c.selfPath(p), unix.X_OK)
	}
	if e == 0 {
		e = unix.EPERM
	}
	return c.fail(e)
}

// doMount answers as the kernel does to a caller without CAP_SYS_ADMIN, after
// it has looked at the mount point.
func doMount(c *Call) Verdict {
	_, e := c.lookup(0, translate.Follow)
	if e == 0 {
		e = unix.EPERM
	}
	return c.fail(e)
}

// doUmount answers as the kernel does to a caller without CAP_SYS_ADMIN.
func doUmount(c *Call) Verdict {
	const known = unix.MNT_FORCE | unix.MNT_DETACH | unix.MNT_EXPIRE | unix.UMOUNT_NOFOLLOW
	if c.Row.Name == "umount2" && c.Args[1]&0xffffffff&^known != 0 {
		return c.fail(unix.EINVAL)
	}
	mode := translate.Follow
	if c.Row.Name == "umount2" && c.Args[1]&unix.UMOUNT_NOFOLLOW != 0 {
		mode = translate.NoFollow
	}
	_, e := c.lookup(0, mode)
	if e == 0 {
		e = unix.EPERM
	}
	return c.fail(e)
}

func doUmask(c *Call) Verdict {
	c.Task.FS.Umask = uint32(c.Args[0]) & 0o777
	return Resume
}

package syscalls

import (
	"golang.org/x/sys/unix"
)

// doClone is asked about clones that would make a user namespace, which a
// chrooted process may not (EPERM, see user_namespaces(7)), or a child that no
// tracer gets.
func doClone(c *Call) Verdict {
	if c.Args[0]&unix.CLONE_NEWUSER != 0 {
		return c.fail(unix.EPERM)
	}
	c.setArg(0, c.Args[0]&^uint64(unix.CLONE_UNTRACED))
	c.OnExit = unchanged
	return Resume
}

// unchanged is an OnExit for the sake of the exit stop alone.
func unchanged(_ *Call, ret int64) int64 { return ret }

// doClone3 does the same for struct clone_args, whose first word are the flags.
func doClone3(c *Call) Verdict {
	if !c.Features.Clone3 {
		return c.fail(unix.ENOSYS) // libcs fall back to clone
	}
	size := c.Args[1]
	if size < 8 || size > 256 {
		return Resume // the kernel refuses it
	}
	args := c.buf[:size]
	if e := c.readAll(c.Args[0], args); e != 0 {
		return c.fail(e)
	}
	flags := le.Uint64(args)
	if flags&unix.CLONE_NEWUSER != 0 {
		return c.fail(unix.EPERM)
	}
	if flags&unix.CLONE_UNTRACED == 0 {
		return Resume
	}
	le.PutUint64(args, flags&^uint64(unix.CLONE_UNTRACED))
	if e := c.setPath(0, args); e != 0 {
		return c.fail(e)
	}
	c.OnExit = unchanged
	return Resume
}

func doUnshare(c *Call) Verdict {
	if c.Args[0]&unix.CLONE_NEWUSER != 0 {
		return c.fail(unix.EPERM)
	}
	c.OnExit = unshared
	return Resume
}

func unshared(c *Call, ret int64) int64 {
	if ret == 0 {
		c.Task.UnshareFS()
	}
	return ret
}

// doSetns answers as to a caller without CAP_SYS_ADMIN in its user namespace.
func doSetns(c *Call) Verdict { return c.fail(unix.EPERM) }

// doPrctl keeps a guest's PR_SET_DUMPABLE for itself: the tracer could not read
// the memory of a process that really was not dumpable.
func doPrctl(c *Call) Verdict {
	t := c.Task.Process
	switch c.Args[0] {
	case unix.PR_GET_DUMPABLE:
		if t.undumpable {
			return c.ret(0)
		}
	case unix.PR_SET_DUMPABLE:
		if c.Args[1] > 1 {
			return c.fail(unix.EINVAL)
		}
		t.undumpable = c.Args[1] == 0
		return c.ret(0)
	}
	return Resume
}

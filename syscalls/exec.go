package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/internal/image"
	"uproot/internal/rawsys"
	"uproot/translate"
)

const atExecveCheck = 0x10000 // AT_EXECVE_CHECK (6.14): say whether it could be executed

// doExec finds the program, or the program of the script, and has the guest
// execute it by descriptor. Of a dynamic program the kernel is given the ELF
// interpreter, as it would look up the path in PT_INTERP under the host's root;
// at the exec stop the program is mapped beside it.
func doExec(c *Call) Verdict {
	p, name, e := c.execPlace()
	if e != 0 {
		return c.fail(e)
	}
	plan := &Plan{File: -1, Name: name}
	if e := c.prepare(plan, p); e != 0 {
		plan.Release()
		return c.fail(e)
	}
	if c.atFlags()&atExecveCheck != 0 {
		plan.Release()
		return c.ret(0)
	}
	if e := c.execute(plan); e != 0 {
		plan.Release()
		return c.fail(e)
	}
	c.Task.Plan = plan
	c.OnExit = execFailed
	return Resume
}

// execFailed drops the plan: there is an exit stop only if execve returned.
func execFailed(c *Call, ret int64) int64 {
	if c.Task.Plan != nil {
		c.Task.Plan.Release()
		c.Task.Plan = nil
	}
	return ret
}

// execPlace looks up the file to execute, and returns the name that it goes by:
// the path, or /dev/fd/N... for execveat, see fs/exec.c.
func (c *Call) execPlace() (*translate.Place, []byte, unix.Errno) {
	const known = unix.AT_SYMLINK_NOFOLLOW | unix.AT_EMPTY_PATH | atExecveCheck
	if c.atFlags()&^known != 0 {
		return nil, nil, unix.EINVAL
	}
	path, e := c.pathOf(0)
	if e != 0 {
		return nil, nil, e
	}
	if len(path) == 0 && c.atFlags()&unix.AT_EMPTY_PATH != 0 {
		start, e := c.start(0, false)
		if e != 0 {
			return nil, nil, e
		}
		return &translate.Place{FD: start.FD}, c.fdName(path), 0
	}
	p, e := c.resolve(0, path, c.lastMode())
	if e != 0 {
		return nil, nil, e
	}
	return p, c.fdName(path), 0
}

// fdName returns the kernel's name for a path that starts at a descriptor.
func (c *Call) fdName(path []byte) []byte {
	dir := c.Row.layout.paths[0].dir
	if dir < 0 || (len(path) > 0 && path[0] == '/') || int32(c.Args[dir]) == rawsys.AtFDCWD {
		return bytes.Clone(path)
	}
	name := rawsys.AppendInt([]byte("/dev/fd/"), int(int32(c.Args[dir])))
	if len(path) > 0 {
		name = append(append(name, '/'), path...)
	}
	return name
}

// prepare follows scripts to a program and reads that.
func (c *Call) prepare(plan *Plan, p *translate.Place) unix.Errno {
	name := plan.Name
	unnamed := c.paths[0][0] == 0
	plan.Comm = lastName(name)
	for depth := 0; ; depth++ {
		fd, e := c.openProgram(p)
		if e != 0 {
			return e
		}
		e = plan.Program.Parse(file(fd), machines)
		if e == 0 && plan.Program.Format == image.Script {
			closeFD(fd)
			if depth == image.MaxRewrites {
				return unix.ELOOP
			}
			if p, name, e = c.script(plan, name); e != 0 {
				return e
			}
			continue
		}
		if e == unix.ENOEXEC && plan.Program.Format == image.ELF && len(c.Qemu) > 0 && !plan.Emulated {
			closeFD(fd)
			if p, name, e = c.emulate(plan, name); e != 0 {
				return e
			}
			continue
		}
		if e == 0 && unnamed { // since 6.14
			plan.Comm = c.fileName(p.FD)
		}
		if e == 0 {
			e = c.program(plan, p, fd)
		}
		closeFD(fd)
		return e
	}
}

// lastName returns what the kernel names a thread that executes the path name.
func lastName(name []byte) []byte {
	base := name[bytes.LastIndexByte(name, '/')+1:]
	return bytes.Clone(base[:min(len(base), 15)]) // TASK_COMM_LEN with its NUL
}

// fileName is lastName for a program that was given by descriptor alone.
func (c *Call) fileName(fd int) []byte {
	n, e := rawsys.FDPath(fd, c.host[:translate.PathMax])
	if e != 0 {
		return nil
	}
	return lastName(bytes.TrimSuffix(c.host[:n], []byte(" (deleted)")))
}

// openProgram checks what execve(2) checks of the file itself and opens it.
func (c *Call) openProgram(p *translate.Place) (int, unix.Errno) {
	if e := rawsys.Fstat(p.FD, &c.stat); e != 0 {
		return -1, e
	}
	switch c.stat.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFLNK:
		return -1, unix.ELOOP
	default:
		return -1, unix.EACCES
	}
	if e := c.access(p, unix.X_OK, unix.AT_EACCESS); e != 0 {
		return -1, e
	}
	if e := rawsys.Fstatfs(p.FD, &c.statfs); e != 0 || c.statfs.Flags&unix.ST_NOEXEC != 0 {
		return -1, unix.EACCES
	}
	fd, e := rawsys.Openat(rawsys.AtFDCWD, c.selfPath(p), unix.O_RDONLY, 0)
	if e != 0 {
		return -1, e
	}
	if rawsys.Written(fd) {
		closeFD(fd)
		return -1, unix.ETXTBSY
	}
	return fd, 0
}

// script puts the interpreter's words in the place of argv[0], as
// fs/binfmt_script.c does, and looks the interpreter up.
func (c *Call) script(plan *Plan, name []byte) (*translate.Place, []byte, unix.Errno) {
	if e := c.staysOpen(name); e != 0 {
		return nil, nil, e
	}
	interp := bytes.Clone(plan.Program.Interp)
	words := [][]byte{interp}
	if plan.Program.HasArg {
		words = append(words, bytes.Clone(plan.Program.Arg))
	}
	plan.Args = append(append(words, name), plan.rest()...)
	p, e := c.resolveFromCwd(interp)
	return p, interp, e
}

// rest returns what follows argv[0] in the words so far.
func (p *Plan) rest() [][]byte {
	if len(p.Args) == 0 {
		return nil
	}
	return p.Args[1:]
}

// staysOpen refuses a script that its interpreter could not open again: one
// given by a descriptor that execve closes (BINPRM_FLAGS_PATH_INACCESSIBLE).
func (c *Call) staysOpen(name []byte) unix.Errno {
	if !bytes.HasPrefix(name, []byte("/dev/fd/")) || c.Row.layout.paths[0].dir < 0 {
		return 0
	}
	if c.closesOnExec(int(int32(c.Args[0]))) {
		return unix.ENOENT
	}
	return 0
}

// resolveFromCwd looks up a path that is no argument of the call.
func (c *Call) resolveFromCwd(path []byte) (*translate.Place, unix.Errno) {
	if len(path) == 0 {
		return nil, unix.ENOENT
	}
	fs := c.Task.FS
	return c.walk(1, translate.Request{Root: fs.Root, Start: fs.Cwd, Path: path, Mode: translate.Follow})
}

// program takes the ELF program at p, whose readable descriptor is fd, and
// looks up its interpreter.
func (c *Call) program(plan *Plan, p *translate.Place, fd int) unix.Errno {
	im := &plan.Program
	abi := arch.Native
	if im.Class == image.Class32 {
		abi = arch.Compat
	}
	plan.ABI, plan.Dynamic = abi, im.Interp != nil
	if plan.File = p.Take(); plan.File < 0 {
		return unix.EMFILE
	}
	if e := rawsys.Fstat(plan.File, &c.stat); e != 0 {
		return e
	}
	plan.id = fileID{c.stat.Dev, c.stat.Ino}
	if !plan.Dynamic {
		return 0
	}
	interp, e := c.resolveFromCwd(im.Interp)
	if e != 0 {
		return e
	}
	ifd, e := c.openProgram(interp)
	if e != 0 {
		return e
	}
	e = plan.Interp.ParseInterp(file(ifd), im, machines)
	closeFD(ifd)
	if e == 0 && plan.Interp.NamesInterp {
		return unix.ELIBBAD // executed by itself it would get the host's
	}
	c.exec.interp = interp
	return e
}

// execScratch is what doExec passes between its steps.
type execScratch struct{ interp *translate.Place }

// execute changes the call into an execve of what the kernel is to load. The
// path is padded to the length of the guest's own name for it, which then can
// take its place in memory.
func (c *Call) execute(plan *Plan) unix.Errno {
	fd, e := rawsys.Dup(plan.File, 0)
	if e != 0 {
		return unix.EMFILE
	}
	if plan.Dynamic {
		closeFD(fd)
		if fd = c.exec.interp.Take(); fd < 0 {
			return unix.EMFILE
		}
	}
	c.Task.hold(fd)
	path := c.padded(fd, len(plan.Name))
	argv, envp := c.Args[1], c.Args[2]
	if c.Row.layout.paths[0].dir >= 0 {
		argv, envp = c.Args[2], c.Args[3]
		c.NewNr = execveNr[c.ABI]
	}
	if e := c.setPath(0, path); e != 0 {
		return e
	}
	if c.NewNr >= 0 {
		c.setArg(1, argv)
		c.setArg(2, envp)
	}
	return 0
}

// padded returns the jump path to fd with as many slashes as make it want long,
// if that can be.
func (c *Call) padded(fd, want int) []byte {
	const most = 256
	b := append(c.buf[:0], c.fdDir...)
	digits := len(rawsys.AppendInt(c.buf[len(b):len(b)], fd))
	for n := len(b) + digits; n < min(want, most); n++ {
		b = append(b, '/')
	}
	return append(rawsys.AppendInt(b, fd), 0)
}

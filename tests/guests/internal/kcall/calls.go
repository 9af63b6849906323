package kcall

import "golang.org/x/sys/unix"

// PathCall is one way to hand a path to the kernel.
type PathCall struct {
	Name   string
	Args   func(p Arg) []Arg
	Change bool // it changes the tree when it succeeds
	Fd     bool // it returns a descriptor
	Blocks bool // it waits for the other end of a fifo
	Root   bool // it needs a privilege: that it is refused matters, not how
}

// Do makes the call on a path and prints its line. It closes no descriptor.
func (c PathCall) Do(p Arg) (int, unix.Errno) {
	if !c.Root {
		return Do(c.Name, c.Args(p)...)
	}
	args := c.Args(p)
	ret, errno := Quiet(c.Name, args...)
	if errno == 0 {
		Printf("%s(%s) was allowed", c.Name, texts(args))
	}
	return ret, errno
}

// PathCalls are all the calls of this CPU that take a path: legacy ones, *at
// forms, and the flags that decide how the last component is treated.
func PathCalls() []PathCall {
	var present []PathCall
	for _, group := range [][]PathCall{openCalls(), statCalls(), attrCalls(), timeCalls(), nameCalls(), moveCalls(), xattrCalls(), otherCalls(), rootCalls()} {
		for _, c := range group {
			if Has(c.Name) {
				present = append(present, c)
			}
		}
	}
	return present
}

// plain is a call whose first argument is the path.
func plain(name string, change bool, rest ...Arg) PathCall {
	return PathCall{Name: name, Change: change, Args: func(p Arg) []Arg { return append([]Arg{p}, rest...) }}
}

// at is a call whose first arguments are AT_FDCWD and the path.
func at(name string, change bool, rest ...Arg) PathCall {
	return PathCall{Name: name, Change: change, Args: func(p Arg) []Arg { return append([]Arg{Cwd, p}, rest...) }}
}

var (
	noFlags   = Flag(0, "0")
	noFollow  = Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW")
	emptyPath = Flag(unix.AT_EMPTY_PATH, "EMPTY_PATH")
)

func openCalls() []PathCall {
	flags := []Arg{
		Flag(unix.O_RDONLY|unix.O_NONBLOCK, "RDONLY"), Flag(unix.O_WRONLY|unix.O_NONBLOCK, "WRONLY"),
		Flag(unix.O_RDWR|unix.O_NONBLOCK, "RDWR"), Flag(3|unix.O_NONBLOCK, "NEITHER"),
		Flag(unix.O_WRONLY|unix.O_TRUNC|unix.O_NONBLOCK, "TRUNC"), Flag(unix.O_RDONLY|unix.O_CREAT|unix.O_NONBLOCK, "CREAT"),
		Flag(unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NONBLOCK, "CREAT|EXCL"),
		Flag(unix.O_RDWR|unix.O_CREAT|unix.O_NOFOLLOW|unix.O_NONBLOCK, "CREAT|NOFOLLOW"),
		Flag(unix.O_RDONLY|unix.O_CREAT|unix.O_DIRECTORY|unix.O_NONBLOCK, "CREAT|DIRECTORY"),
		Flag(unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NONBLOCK, "DIRECTORY"), Flag(unix.O_NOFOLLOW|unix.O_NONBLOCK, "NOFOLLOW"),
		Flag(unix.O_PATH, "PATH"), Flag(unix.O_PATH|unix.O_NOFOLLOW, "PATH|NOFOLLOW"),
		Flag(unix.O_PATH|unix.O_NOFOLLOW|unix.O_DIRECTORY, "PATH|NOFOLLOW|DIRECTORY"),
		Flag(unix.O_TMPFILE|unix.O_RDWR, "TMPFILE"), Flag(unix.O_TMPFILE|unix.O_RDONLY, "TMPFILE|RDONLY"),
	}
	var calls []PathCall
	for _, f := range flags {
		calls = append(calls, PathCall{Name: "open", Change: true, Fd: true, Args: func(p Arg) []Arg { return []Arg{p, f, Oct(0o666)} }},
			PathCall{Name: "openat", Change: true, Fd: true, Args: func(p Arg) []Arg { return []Arg{Cwd, p, f, Oct(0o617)} }})
	}
	for _, f := range []uint64{unix.O_RDONLY, unix.O_CREAT | unix.O_WRONLY, unix.O_PATH, unix.O_PATH | unix.O_NOFOLLOW} {
		calls = append(calls, PathCall{Name: "openat2", Change: true, Fd: true, Args: func(p Arg) []Arg {
			how, size := openHow(f)
			return []Arg{Cwd, p, how, size}
		}})
	}
	creat := plain("creat", true, Oct(0o604))
	creat.Fd, creat.Blocks = true, true
	return append(calls, creat)
}

func openHow(flags uint64) (Arg, Arg) {
	mode, name := uint64(0), "PATH"
	switch {
	case flags&unix.O_CREAT != 0:
		mode, name = 0o606, "CREAT"
	case flags&unix.O_NOFOLLOW != 0:
		name = "PATH|NOFOLLOW"
	case flags&unix.O_PATH == 0:
		name = "RDONLY"
	}
	return How(flags|unix.O_NONBLOCK*b2u(flags&unix.O_PATH == 0), mode, 0, name)
}

func b2u(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func statCalls() []PathCall {
	var calls []PathCall
	for _, name := range []string{StatName(), LstatName()} {
		calls = append(calls, PathCall{Name: name, Args: func(p Arg) []Arg { return []Arg{p, Stat()} }})
	}
	for _, f := range []Arg{noFlags, noFollow, emptyPath, Flag(1, "1")} {
		calls = append(calls,
			PathCall{Name: FstatatName(), Args: func(p Arg) []Arg { return []Arg{Cwd, p, Stat(), f} }},
			PathCall{Name: "statx", Args: func(p Arg) []Arg { return []Arg{Cwd, p, f, Hidden(unix.STATX_BASIC_STATS), Statx()} }})
	}
	for _, mode := range []Arg{Flag(0, "F_OK"), Flag(4, "R_OK"), Flag(2, "W_OK"), Flag(1, "X_OK"), Flag(8, "8")} {
		calls = append(calls, plain("access", false, mode), at("faccessat", false, mode))
		for _, f := range []Arg{noFlags, noFollow, Flag(unix.AT_EACCESS, "EACCESS"), emptyPath} {
			calls = append(calls, at("faccessat2", false, mode, f))
		}
	}
	return append(calls,
		PathCall{Name: "readlink", Args: func(p Arg) []Arg { return []Arg{p, Text(100), Int(100)} }},
		PathCall{Name: "readlinkat", Args: func(p Arg) []Arg { return []Arg{Cwd, p, Text(100), Int(100)} }},
		PathCall{Name: "statfs", Args: func(p Arg) []Arg { return []Arg{p, Statfs()} }})
}

func attrCalls() []PathCall {
	keep := Int(-1)
	return []PathCall{
		plain("chmod", true, Oct(0o751)), at("fchmodat", true, Oct(0o752)),
		at("fchmodat2", true, Oct(0o753), noFlags), at("fchmodat2", true, Oct(0o754), noFollow),
		at("fchmodat2", true, Oct(0o755), emptyPath), at("fchmodat2", true, Oct(0o755), Flag(1, "1")),
		plain("chown", true, keep, keep), plain("lchown", true, keep, keep), plain("chown", true, Int(0), keep),
		plain("chown32", true, keep, keep), plain("lchown32", true, keep, keep),
		at("fchownat", true, keep, keep, noFlags), at("fchownat", true, keep, keep, noFollow),
		at("fchownat", true, keep, Int(0), noFollow), at("fchownat", true, keep, keep, emptyPath),
		plain("truncate", true, Int(3)), plain("truncate", true, Int(-1)),
		plain("truncate64", true, Int(4), Hidden(0)),
	}
}

func timeCalls() []PathCall {
	one := func() Arg { return Words("{1, 2}", 1, 0, 2, 0) }
	bad := func() Arg { return Words("{bad nsec}", 1, 2_000_000_000, 2, 0) }
	var calls []PathCall
	for _, t := range []func() Arg{one, bad, func() Arg { return Null }} {
		calls = append(calls,
			plain("utimes", true, t()), at("futimesat", true, t()),
			at("utimensat", true, t(), noFlags), at("utimensat", true, t(), noFollow), at("utimensat", true, t(), emptyPath))
	}
	return append(calls, plain("utime", true, Words("{1, 2}", 1, 2)), plain("utime", true, Null),
		at("utimensat_time64", true, In(make([]byte, 32), "{0, 0}"), noFlags),
		at("utimensat_time64", true, In(make([]byte, 32), "{0, 0}"), noFollow))
}

func nameCalls() []PathCall {
	return []PathCall{
		plain("mkdir", true, Oct(0o2777)), at("mkdirat", true, Oct(0o701)),
		plain("mknod", true, Flag(unix.S_IFIFO|0o640, "FIFO"), Int(0)), plain("mknod", true, Flag(0o640, "0640"), Int(0)),
		plain("mknod", true, Flag(unix.S_IFSOCK|0o640, "SOCK"), Int(0)), plain("mknod", true, Flag(unix.S_IFDIR|0o640, "DIR"), Int(0)),
		plain("mknod", true, Flag(unix.S_IFCHR|0o640, "CHR"), Int(0x103)), plain("mknod", true, Flag(unix.S_IFLNK|0o640, "LNK"), Int(0)),
		at("mknodat", true, Flag(unix.S_IFREG|0o604, "REG"), Int(0)), at("mknodat", true, Flag(unix.S_IFIFO|0o604, "FIFO"), Int(0)),
		plain("unlink", true), plain("rmdir", true),
		at("unlinkat", true, noFlags), at("unlinkat", true, Flag(unix.AT_REMOVEDIR, "REMOVEDIR")), at("unlinkat", true, Flag(1, "1")),
		{Name: "symlink", Change: true, Args: func(p Arg) []Arg { return []Arg{Str("a/b"), p} }},
		{Name: "symlinkat", Change: true, Args: func(p Arg) []Arg { return []Arg{Str("a/b"), Cwd, p} }},
		{Name: "symlink", Change: true, Args: func(p Arg) []Arg { return []Arg{p, Str("content")} }},
		{Name: "symlinkat", Change: true, Args: func(p Arg) []Arg { return []Arg{p, Cwd, Str("content")} }},
	}
}

// moveCalls take two paths: each is tried as the old and as the new one.
func moveCalls() []PathCall {
	file, dir, fresh := Str("spare"), Str("spared"), Str("new")
	calls := []PathCall{
		{Name: "linkat", Change: true, Args: func(p Arg) []Arg { return []Arg{Cwd, p, Cwd, fresh, Flag(unix.AT_SYMLINK_FOLLOW, "FOLLOW")} }},
		{Name: "linkat", Change: true, Args: func(p Arg) []Arg { return []Arg{Cwd, p, Cwd, fresh, emptyPath} }},
		{Name: "linkat", Change: true, Args: func(p Arg) []Arg { return []Arg{Cwd, p, Cwd, fresh, Flag(1, "1")} }},
	}
	for _, pair := range []func(p Arg) (Arg, Arg){
		func(p Arg) (Arg, Arg) { return p, fresh }, func(p Arg) (Arg, Arg) { return file, p },
		func(p Arg) (Arg, Arg) { return dir, p }, func(p Arg) (Arg, Arg) { return p, p },
		func(p Arg) (Arg, Arg) { return p, file }, func(p Arg) (Arg, Arg) { return p, dir },
	} {
		calls = append(calls, twoPaths(pair)...)
	}
	return calls
}

func twoPaths(pair func(p Arg) (Arg, Arg)) []PathCall {
	two := func(p Arg) []Arg { a, b := pair(p); return []Arg{a, b} }
	four := func(rest ...Arg) func(p Arg) []Arg {
		return func(p Arg) []Arg { a, b := pair(p); return append([]Arg{Cwd, a, Cwd, b}, rest...) }
	}
	return []PathCall{
		{Name: "rename", Change: true, Args: two},
		{Name: "link", Change: true, Args: two},
		{Name: "renameat", Change: true, Args: four()},
		{Name: "linkat", Change: true, Args: four(noFlags)},
		{Name: "renameat2", Change: true, Args: four(Flag(1, "NOREPLACE"))},
		{Name: "renameat2", Change: true, Args: four(Flag(2, "EXCHANGE"))},
		{Name: "renameat2", Change: true, Args: four(Flag(3, "NOREPLACE|EXCHANGE"))},
	}
}

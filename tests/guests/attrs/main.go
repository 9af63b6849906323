// Attrs changes and reads back what an inode carries: modes, owners, times,
// sizes, extended attributes, by path, by link, by descriptor and by /proc.
package main

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

const dir = "/w/d"

var names = []string{"file", "dir", "tofile", "todir", "dangling", "fifo", "sock", "closed/x"}

func main() {
	kcall.Fixture(dir)
	kcall.Must(unix.Chdir(dir))
	modes()
	owners()
	times()
	sizes()
	xattrs()
	closedFiles()
	byProc()
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe(dir)
}

func s(name string) kcall.Arg { return kcall.Str(name) }

func show(name string) {
	kcall.Do(kcall.FstatatName(), kcall.Cwd, s(name), kcall.Stat(), kcall.Int(0))
	kcall.Do(kcall.FstatatName(), kcall.Cwd, s(name), kcall.Stat(), kcall.Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW"))
}

func modes() {
	for _, mode := range []int{0o755, 0, 0o7777, 0o6711, 0o1644, 0o107777} {
		for _, name := range names {
			kcall.Do("chmod", s(name), kcall.Oct(mode))
			show(name)
			kcall.Do("fchmodat", kcall.Cwd, s(name), kcall.Oct(mode|0o600))
			kcall.Do("fchmodat2", kcall.Cwd, s(name), kcall.Oct(mode|0o400), kcall.Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW"))
			show(name)
		}
	}
	for _, name := range []string{"file", "dir"} {
		fd := kcall.Must1(unix.Open(name, unix.O_PATH, 0))
		kcall.Do("fchmod", kcall.Fd(fd, "O_PATH"), kcall.Oct(0o700))
		kcall.Do("fchmodat2", kcall.Fd(fd, "O_PATH"), s(""), kcall.Oct(0o710), kcall.Flag(unix.AT_EMPTY_PATH, "EMPTY_PATH"))
		kcall.Do("chmod", s(fmt.Sprintf("/proc/self/fd/%d", fd)), kcall.Oct(0o720))
		show(name)
		kcall.Must(unix.Close(fd))
	}
}

func owners() {
	for _, name := range names {
		kcall.Do("chmod", s(name), kcall.Oct(0o6755))
		for _, call := range []string{"chown", "lchown", "chown32", "lchown32"} {
			kcall.Do(call, s(name), kcall.Int(-1), kcall.Int(-1))
			kcall.Do(call, s(name), kcall.Hidden(uintptr(unix.Getuid())), kcall.Hidden(uintptr(unix.Getgid())))
			kcall.Do(call, s(name), kcall.Int(1), kcall.Int(-1))
			kcall.Do(call, s(name), kcall.Int(-1), kcall.Int(0x10001))
		}
		show(name)
		kcall.Do("chmod", s(name), kcall.Oct(0o644))
	}
	kcall.Must(unix.Chmod("dir", 0o755))
}

// timespecs is an array of two, as wide as this CPU's utimensat wants them.
func timespecs(asec, ansec, msec, mnsec int64) kcall.Arg {
	t := &[2]unix.Timespec{}
	t[0].Sec, t[1].Sec = word(asec), word(msec)
	t[0].Nsec, t[1].Nsec = word(ansec), word(mnsec)
	b := unsafe.Slice((*byte)(unsafe.Pointer(t)), unsafe.Sizeof(*t))
	return kcall.In(b, fmt.Sprintf("{%d.%d, %d.%d}", asec, ansec, msec, mnsec))
}

func times() {
	const now, omit = 1<<30 - 1, 1<<30 - 2
	for _, name := range names {
		for _, flags := range []kcall.Arg{kcall.Int(0), kcall.Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW")} {
			for _, t := range []kcall.Arg{
				timespecs(1, 2, 3, 4), timespecs(1_000_000_000, 999_999_999, 5, 0), timespecs(7, omit, 8, 9), timespecs(7, 7, 8, omit),
				timespecs(0, omit, 0, omit), timespecs(-1, 0, -5, 1), timespecs(1, 1_000_000_000, 2, 2),
			} {
				kcall.Do("utimensat", kcall.Cwd, s(name), t, flags)
				kcall.Do(kcall.FstatatName(), kcall.Cwd, s(name), kcall.StatTime(), flags)
			}
			kcall.Do("utimensat", kcall.Cwd, s(name), timespecs(0, now, 0, now), flags)
		}
		kcall.Do("utimes", s(name), kcall.Words("{11.12, 13.14}", 11, 12, 13, 14))
		kcall.Do(kcall.StatName(), s(name), kcall.StatTime())
		kcall.Do("utime", s(name), kcall.Words("{15, 16}", 15, 16))
		kcall.Do(kcall.StatName(), s(name), kcall.StatTime())
		kcall.Do("futimesat", kcall.Cwd, s(name), kcall.Words("{17.18, 19.20}", 17, 18, 19, 20))
		kcall.Do(kcall.StatName(), s(name), kcall.StatTime())
	}
	nullPaths()
}

// nullPaths sets times through the descriptor alone.
func nullPaths() {
	fd := kcall.Must1(unix.Open("file", unix.O_RDWR, 0))
	path := kcall.Must1(unix.Open("file", unix.O_PATH, 0))
	for _, d := range []kcall.Arg{kcall.Fd(fd, "file"), kcall.Fd(path, "O_PATH"), kcall.Cwd, kcall.Int(-1)} {
		kcall.Do("utimensat", d, kcall.Null, timespecs(21, 22, 23, 24), kcall.Int(0))
		kcall.Do("utimensat", d, kcall.Null, timespecs(21, 22, 23, 24), kcall.Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW"))
		kcall.Do("utimensat", d, s(""), timespecs(25, 26, 27, 28), kcall.Flag(unix.AT_EMPTY_PATH, "EMPTY_PATH"))
		kcall.Do("futimesat", d, kcall.Null, kcall.Words("{29.30, 31.32}", 29, 30, 31, 32))
		kcall.Do(kcall.FstatName(), kcall.Fd(fd, "file"), kcall.StatTime())
	}
	_, _ = unix.Close(fd), unix.Close(path)
}

func sizes() {
	for _, name := range names {
		for _, n := range []int{0, 10, 4097, 3, -1} {
			kcall.Do("truncate", s(name), kcall.Int(n))
			show(name)
		}
	}
	kcall.Do("truncate64", s("file"), kcall.Int(77), kcall.Int(0))
	kcall.Do("truncate64", s("file"), kcall.Int(0), kcall.Int(-1))
	show("file")
}

func xattrs() {
	value := kcall.In([]byte("value"), "value")
	for _, name := range names {
		for _, l := range []string{"", "l"} {
			for _, key := range []string{"user.a", "user.b", "trusted.a", "security.a", "user.", "nodot", ""} {
				kcall.Do(l+"setxattr", s(name), s(key), value, kcall.Int(5), kcall.Flag(unix.XATTR_CREATE, "CREATE"))
				kcall.Do(l+"setxattr", s(name), s(key), value, kcall.Int(3), kcall.Flag(unix.XATTR_REPLACE, "REPLACE"))
				kcall.Do(l+"getxattr", s(name), s(key), kcall.Text(20), kcall.Int(20))
				kcall.Do(l+"getxattr", s(name), s(key), kcall.Text(2), kcall.Int(2))
				kcall.Do(l+"getxattr", s(name), s(key), kcall.Null, kcall.Int(0))
			}
			kcall.Do(l+"listxattr", s(name), kcall.Text(99), kcall.Int(99))
			kcall.Do(l+"listxattr", s(name), kcall.Text(3), kcall.Int(3))
			kcall.Do(l+"listxattr", s(name), kcall.Null, kcall.Int(0))
			kcall.Do(l+"removexattr", s(name), s("user.a"))
			kcall.Do(l+"removexattr", s(name), s("user.a"))
		}
	}
	badXattrs(value)
}

func badXattrs(value kcall.Arg) {
	for _, bad := range kcall.BadPointers() {
		kcall.Do("setxattr", s("file"), bad, value, kcall.Int(5), kcall.Int(0))
		kcall.Do("setxattr", s("file"), s("user.c"), bad, kcall.Int(5), kcall.Int(0))
		kcall.Do("getxattr", s("file"), s("user.b"), bad, kcall.Int(5))
		kcall.Do("listxattr", s("file"), bad, kcall.Int(50))
	}
	kcall.Do("setxattr", s("file"), s("user.c"), value, kcall.Int(65537), kcall.Int(0))
	kcall.Do("setxattr", s("file"), s("user.c"), value, kcall.Int(5), kcall.Int(7))
	kcall.Do("removexattr", s("file"), s("user.c"))
}

// closedFiles changes files that may be neither read nor written.
func closedFiles() {
	for _, mode := range []int{0, 0o200, 0o400, 0o100} {
		kcall.Do("chmod", s("file"), kcall.Oct(mode))
		for _, how := range []int{0, 4, 2, 1, 6, 7} {
			kcall.Do("access", s("file"), kcall.Int(how))
			kcall.Do("faccessat2", kcall.Cwd, s("file"), kcall.Int(how), kcall.Flag(unix.AT_EACCESS, "EACCESS"))
		}
		for _, flags := range []int{unix.O_RDONLY, unix.O_WRONLY, unix.O_RDWR, unix.O_PATH, unix.O_TRUNC} {
			fd, errno := kcall.Do("openat", kcall.Cwd, s("file"), kcall.Int(flags), kcall.Int(0))
			if errno == 0 {
				kcall.Must(unix.Close(fd))
			}
		}
		kcall.Do("truncate", s("file"), kcall.Int(1))
		kcall.Do("getxattr", s("file"), s("user.b"), kcall.Text(20), kcall.Int(20))
		kcall.Do("setxattr", s("file"), s("user.b"), kcall.In([]byte("v"), "v"), kcall.Int(1), kcall.Int(0))
		kcall.Do("utimensat", kcall.Cwd, s("file"), kcall.Null, kcall.Int(0))
		kcall.Do("link", s("file"), s("hard"))
		kcall.Do("unlink", s("hard"))
	}
	kcall.Must(unix.Chmod("file", 0o644))
}

// byProc goes through the magic links of /proc/self/fd.
func byProc() {
	for _, flags := range []int{unix.O_RDONLY, unix.O_PATH} {
		fd := kcall.Must1(unix.Open("file", flags, 0))
		name := fmt.Sprintf("/proc/self/fd/%d", fd)
		kcall.Do(kcall.StatName(), s(name), kcall.Stat())
		kcall.Do("readlinkat", kcall.Cwd, s(name), kcall.Text(99), kcall.Int(99))
		kcall.Do("truncate", s(name), kcall.Int(2))
		kcall.Do("chmod", s(name), kcall.Oct(0o640))
		kcall.Do("setxattr", s(name), s("user.p"), kcall.In([]byte("v"), "v"), kcall.Int(1), kcall.Int(0))
		kcall.Do("getxattr", s(name), s("user.p"), kcall.Text(20), kcall.Int(20))
		kcall.Do("utimensat", kcall.Cwd, s(name), timespecs(1, 1, 1, 1), kcall.Int(0))
		again, _ := kcall.Do("openat", kcall.Cwd, s(name), kcall.Flag(unix.O_RDWR, "RDWR"), kcall.Int(0))
		kcall.Do("linkat", kcall.Cwd, s(name), kcall.Cwd, s("linked"), kcall.Flag(unix.AT_SYMLINK_FOLLOW, "FOLLOW"))
		kcall.Do("unlink", s("linked"))
		show("file")
		_, _ = unix.Close(fd), unix.Close(again)
	}
}

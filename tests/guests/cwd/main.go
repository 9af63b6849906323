// Cwd works in directories that are removed, renamed, closed and reopened, and
// asks where it is.
package main

import (
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	runtime.LockOSThread()
	kcall.Must(unix.Chdir("/w"))
	where()
	removed()
	renamed()
	parentClosed()
	byDescriptor()
	sizes()
}

func where() {
	kcall.Do("getcwd", kcall.Text(200), kcall.Int(200))
	kcall.Do("readlink", kcall.Str("/proc/self/cwd"), kcall.Text(200), kcall.Int(200))
	kcall.Do(kcall.StatName(), kcall.Str("."), kcall.Stat())
	kcall.Do(kcall.StatName(), kcall.Str(".."), kcall.Stat())
	kcall.Do("openat", kcall.Cwd, kcall.Str("new"), kcall.Flag(unix.O_CREAT|unix.O_RDWR|unix.O_CLOEXEC, "CREAT"), kcall.Oct(0o600))
	kcall.Do("mkdirat", kcall.Cwd, kcall.Str("newdir"), kcall.Oct(0o700))
	kcall.Do("unlinkat", kcall.Cwd, kcall.Str("new"), kcall.Int(0))
	kcall.Do("unlinkat", kcall.Cwd, kcall.Str("newdir"), kcall.Flag(unix.AT_REMOVEDIR, "REMOVEDIR"))
	kcall.Do("faccessat", kcall.Cwd, kcall.Str("../w"), kcall.Int(0))
}

func chdir(to string) { kcall.Do("chdir", kcall.Str(to)) }

func removed() {
	kcall.Must(unix.Mkdir("/w/gone", 0o755))
	kcall.Must(unix.Mkdir("/w/gone/below", 0o755))
	chdir("/w/gone/below")
	kcall.Must(unix.Rmdir("/w/gone/below"))
	where()
	chdir(".")
	chdir("..")
	where()
	kcall.Must(unix.Rmdir("/w/gone"))
	where()
	kcall.Must(unix.Mkdir("/w/gone", 0o755))
	where()
	kcall.Must(unix.Rmdir("/w/gone"))
	chdir("../..")
	where()
	chdir("/w")
}

func renamed() {
	kcall.Must(unix.Mkdir("/w/old", 0o755))
	kcall.Must(unix.Mkdir("/w/old/in", 0o755))
	kcall.Must(unix.Mkdir("/w/other", 0o755))
	chdir("old/in")
	kcall.Must(unix.Rename("/w/old", "/w/new"))
	where()
	kcall.Must(unix.Rename("/w/new", "/w/other/newer"))
	where()
	kcall.Do("renameat", kcall.Cwd, kcall.Str("../in"), kcall.Cwd, kcall.Str("../../../out"))
	where()
	chdir("../other/newer")
	where()
	chdir("/w")
	kcall.Wipe("/w/out")
	kcall.Wipe("/w/other")
}

// parentClosed sits below a directory that it may no longer search.
func parentClosed() {
	kcall.Must(unix.Mkdir("/w/closed", 0o755))
	kcall.Must(unix.Mkdir("/w/closed/in", 0o755))
	chdir("/w/closed/in")
	for _, mode := range []uint32{0o000, 0o444, 0o111, 0o311} {
		kcall.Must(unix.Fchmodat(unix.AT_FDCWD, "/w/closed", mode, 0))
		kcall.Printf("-- parent %o", mode)
		where()
		chdir("/w/closed/in")
		kcall.Do("openat", kcall.Cwd, kcall.Str(".."), kcall.Flag(unix.O_CLOEXEC, "RDONLY"), kcall.Int(0))
		kcall.Do(kcall.StatName(), kcall.Str("../in"), kcall.Stat())
	}
	kcall.Must(unix.Chmod("/w/closed", 0o755))
	kcall.Must(unix.Chmod("/w/closed/in", 0))
	where()
	chdir("/w")
	chdir("/w/closed/in")
	chdir("/w")
	kcall.Wipe("/w/closed")
}

func byDescriptor() {
	kcall.Must(unix.Mkdir("/w/dir", 0o755))
	for _, flags := range []kcall.Arg{kcall.Flag(unix.O_DIRECTORY, "DIRECTORY"), kcall.Flag(unix.O_PATH, "PATH")} {
		fd, _ := kcall.Do("openat", kcall.Cwd, kcall.Str("dir"), flags, kcall.Int(0))
		kcall.Do("fchdir", kcall.Fd(fd, "dir"))
		where()
		kcall.Must(unix.Rename("/w/dir", "/w/dir2"))
		where()
		chdir("/")
		kcall.Do("fchdir", kcall.Fd(fd, "dir"))
		where()
		kcall.Must(unix.Rename("/w/dir2", "/w/dir"))
		kcall.Must(unix.Close(fd))
		chdir("/w")
	}
	kcall.Must(unix.Chmod("/w/dir", 0))
	fd, _ := kcall.Do("openat", kcall.Cwd, kcall.Str("dir"), kcall.Flag(unix.O_PATH, "PATH"), kcall.Int(0))
	kcall.Do("fchdir", kcall.Fd(fd, "closed dir"))
	kcall.Do("fchdir", kcall.Int(-1))
	kcall.Do("fchdir", kcall.Fd(0, "stdin"))
	kcall.Wipe("/w/dir")
}

func sizes() {
	for _, n := range []int{0, 1, 2, 3, 4} {
		kcall.Do("getcwd", kcall.Text(n), kcall.Int(n))
	}
	kcall.Do("getcwd", kcall.Null, kcall.Int(100))
	kcall.Do("getcwd", kcall.ReadOnly(), kcall.Int(100))
	kcall.Do("getcwd", kcall.Protected(), kcall.Int(1))
	kcall.Do("getcwd", kcall.Text(100), kcall.Int(-1))
	name := "/w/" + strings.Repeat("x", 90)
	kcall.Must(unix.Mkdir(name, 0o755))
	chdir(name)
	for n := 92; n < 97; n++ {
		kcall.Do("getcwd", kcall.Text(n), kcall.Int(n))
	}
	chdir("/")
	kcall.Do("getcwd", kcall.Text(2), kcall.Int(2))
	kcall.Do("getcwd", kcall.Text(1), kcall.Int(1))
	kcall.Wipe(name)
}

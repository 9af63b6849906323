// Dirfds hands the *at calls descriptors of every kind to start from: of
// directories, files, O_PATH, deleted and renamed directories, bad ones, with
// relative, absolute, empty and null paths.
package main

import (
	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

const dir = "/w/d"

var starts []kcall.Arg

func main() {
	kcall.Fixture(dir)
	kcall.Must(unix.Chdir("/w"))
	open("dir", dir+"/dir", unix.O_RDONLY)
	open("dir O_PATH", dir+"/dir", unix.O_PATH)
	open("fixture", dir, unix.O_RDONLY|unix.O_DIRECTORY)
	open("file", dir+"/file", unix.O_RDWR)
	open("file O_PATH", dir+"/file", unix.O_PATH)
	open("link O_PATH", dir+"/todir", unix.O_PATH|unix.O_NOFOLLOW)
	open("dangling O_PATH", dir+"/dangling", unix.O_PATH|unix.O_NOFOLLOW)
	open("fifo", dir+"/fifo", unix.O_RDWR)
	open("root", "/", unix.O_RDONLY)
	gone()
	moved()
	starts = append(starts, kcall.Ptr(^uintptr(0), "-1"), kcall.Int(777), kcall.Fd(0, "stdin"), kcall.Cwd)
	for _, start := range starts {
		for _, name := range []kcall.Arg{
			kcall.Str("inner"), kcall.Str("dir/inner"), kcall.Str(".."), kcall.Str("../file"), kcall.Str("."), kcall.Str("../../../../w/d/file"),
			kcall.Str(dir + "/dir/inner"), kcall.Str(""), kcall.Null, kcall.Str("missing"), kcall.Str("../todir/inner"), kcall.Str("/"), kcall.Str("w"),
		} {
			calls(start, name)
		}
		changing(start)
	}
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe("/w/moved to")
	kcall.Wipe(dir)
}

func open(what, name string, flags int) {
	starts = append(starts, kcall.Fd(kcall.Must1(unix.Open(name, flags|unix.O_CLOEXEC, 0)), what))
}

// gone is a directory that is removed while it is open.
func gone() {
	kcall.Must(unix.Mkdir("/w/gone", 0o755))
	open("gone", "/w/gone", unix.O_RDONLY)
	kcall.Must(unix.Rmdir("/w/gone"))
}

// moved is a directory that is renamed while it is open.
func moved() {
	kcall.Must(unix.Mkdir("/w/moved", 0o755))
	open("moved", "/w/moved", unix.O_PATH)
	kcall.Must(unix.Mkdir("/w/moved to", 0o755))
	kcall.Must(unix.Rename("/w/moved", "/w/moved to/here"))
}

var flags = []kcall.Arg{
	kcall.Int(0), kcall.Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW"), kcall.Flag(unix.AT_EMPTY_PATH, "EMPTY_PATH"),
	kcall.Flag(unix.AT_EMPTY_PATH|unix.AT_SYMLINK_NOFOLLOW, "EMPTY_PATH|NOFOLLOW"),
}

func calls(start, name kcall.Arg) {
	for _, f := range flags {
		kcall.Do(kcall.FstatatName(), start, name, kcall.Stat(), f)
		kcall.Do("statx", start, name, f, kcall.Hidden(unix.STATX_BASIC_STATS), kcall.Statx())
		kcall.Do("faccessat2", start, name, kcall.Flag(4, "R_OK"), f)
		kcall.Do("fchownat", start, name, kcall.Int(-1), kcall.Int(-1), f)
		kcall.Do("fchmodat2", start, name, kcall.Oct(0o755), f)
		kcall.Do("utimensat", start, name, kcall.Null, f)
		kcall.Do("execveat", start, name, kcall.Ptrs([]string{"x"}, "argv"), kcall.Ptrs(nil, "envp"), f)
		kcall.Do("getxattrat", start, name, f, kcall.Str("user.none"), kcall.In(make([]byte, 16), "args"), kcall.Int(16))
		kcall.Do("listxattrat", start, name, f, kcall.Text(64), kcall.Int(64))
		kcall.Do("file_getattr", start, name, kcall.In(make([]byte, 24), "attr"), kcall.Int(24), f)
	}
	kcall.Do("faccessat", start, name, kcall.Flag(4, "R_OK"))
	kcall.Do("readlinkat", start, name, kcall.Text(99), kcall.Int(99))
	kcall.Do("futimesat", start, name, kcall.Null)
	for _, how := range []kcall.Arg{kcall.Flag(unix.O_NONBLOCK, "RDONLY"), kcall.Flag(unix.O_PATH, "PATH"), kcall.Flag(unix.O_PATH|unix.O_NOFOLLOW, "PATH|NOFOLLOW")} {
		closing(kcall.Do("openat", start, name, how, kcall.Int(0)))
	}
	how, size := kcall.How(unix.O_PATH, 0, unix.RESOLVE_BENEATH, "PATH, BENEATH")
	closing(kcall.Do("openat2", start, name, how, size))
}

func closing(fd int, errno unix.Errno) {
	if errno == 0 {
		kcall.Do(kcall.FstatName(), kcall.Fd(fd, "opened"), kcall.Stat())
		kcall.Must(unix.Close(fd))
	}
}

// changing makes names below a descriptor and removes them.
func changing(start kcall.Arg) {
	kcall.Do("mkdirat", start, kcall.Str("made"), kcall.Oct(0o700))
	kcall.Do("mknodat", start, kcall.Str("made/fifo"), kcall.Oct(unix.S_IFIFO|0o600), kcall.Int(0))
	kcall.Do("symlinkat", kcall.Str("fifo"), start, kcall.Str("made/link"))
	kcall.Do("linkat", start, kcall.Str("made/link"), start, kcall.Str("made/hard"), kcall.Int(0))
	kcall.Do("renameat", start, kcall.Str("made/hard"), start, kcall.Str("made/renamed"))
	kcall.Do("renameat2", start, kcall.Str("made/renamed"), start, kcall.Str("made/link"), kcall.Flag(1, "NOREPLACE"))
	kcall.Do("fchmodat", start, kcall.Str("made/link"), kcall.Oct(0o640))
	kcall.Do(kcall.FstatatName(), start, kcall.Str("made/link"), kcall.Stat(), kcall.Int(0))
	kcall.Do("unlinkat", start, kcall.Str("made"), kcall.Flag(unix.AT_REMOVEDIR, "REMOVEDIR"))
	for _, name := range []string{"made/fifo", "made/link", "made/renamed", "made/hard"} {
		kcall.Do("unlinkat", start, kcall.Str(name), kcall.Int(0))
	}
	kcall.Do("unlinkat", start, kcall.Str("made"), kcall.Flag(unix.AT_REMOVEDIR, "REMOVEDIR"))
	if kcall.Value(start) != 0 { // the kernel asks whether the same credentials opened it: stdin is another's
		kcall.Do("linkat", start, kcall.Str(""), kcall.Cwd, kcall.Str("hard"), kcall.Flag(unix.AT_EMPTY_PATH, "EMPTY_PATH"))
		kcall.Do("unlinkat", kcall.Cwd, kcall.Str("hard"), kcall.Int(0))
	}
	kcall.Do("fchdir", start)
	kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
	kcall.Must(unix.Chdir("/w"))
}

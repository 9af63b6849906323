// Buffers gives the calls that answer with data buffers that are too small,
// protected, or end where memory does.
package main

import (
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	kcall.Must(unix.Chdir("/w"))
	target := strings.Repeat("t", 20)
	kcall.Must(unix.Symlink(target, "link"))
	kcall.Must(unix.Mkdir(target, 0o755))
	readlinks()
	for _, bad := range []kcall.Arg{kcall.Null, kcall.Ptr(1, "1"), kcall.Ptr(^uintptr(0), "-1"), kcall.Protected(), kcall.ReadOnly(), kcall.PageCut("1234567890")} {
		for _, name := range []string{target, "missing", "/proc/self"} {
			answers(kcall.Str(name), bad)
		}
		kcall.Do("readlinkat", kcall.Cwd, kcall.Str("link"), bad, kcall.Int(100))
		kcall.Do("getcwd", bad, kcall.Int(100))
		kcall.Do("readlinkat", kcall.Cwd, kcall.Str("/proc/self/cwd"), bad, kcall.Int(100))
	}
}

func readlinks() {
	for _, name := range []string{"link", "/w/link", "/proc/self/cwd", "/proc/self/exe", "/proc/self/root", "/proc/self/fd/9", "."} {
		for _, n := range []int{-1, 0, 1, 2, 3, 12, 19, 20, 21, 4096} {
			kcall.Do("readlinkat", kcall.Cwd, kcall.Str(name), kcall.Text(max(n, 0)), kcall.Int(n))
			kcall.Do("readlink", kcall.Str(name), kcall.Text(max(n, 0)), kcall.Int(n))
		}
	}
}

func answers(name, bad kcall.Arg) {
	kcall.Do(kcall.StatName(), name, bad)
	kcall.Do(kcall.LstatName(), name, bad)
	kcall.Do(kcall.FstatatName(), kcall.Cwd, name, bad, kcall.Int(0))
	kcall.Do("statx", kcall.Cwd, name, kcall.Int(0), kcall.Hidden(unix.STATX_BASIC_STATS), bad)
	kcall.Do("statx", kcall.Cwd, name, kcall.Int(0), kcall.Hidden(1<<31), bad)
	kcall.Do("statfs", name, bad)
	kcall.Do("statfs64", name, kcall.Int(84), bad)
	kcall.Do("statfs64", name, kcall.Int(1), bad)
	kcall.Do("name_to_handle_at", kcall.Cwd, name, bad, kcall.In(make([]byte, 4), "mount"), kcall.Int(0))
	kcall.Do("utimensat", kcall.Cwd, name, bad, kcall.Int(0))
	kcall.Do("openat2", kcall.Cwd, name, bad, kcall.Int(24))
	kcall.Do("renameat", kcall.Cwd, name, kcall.Cwd, bad)
	kcall.Do("linkat", kcall.Cwd, name, kcall.Cwd, bad, kcall.Int(0))
	kcall.Do("symlinkat", bad, kcall.Cwd, name)
	kcall.Do("renameat", kcall.Cwd, bad, kcall.Cwd, name)
}

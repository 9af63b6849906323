// Links follows symbolic links: chains up to the limit of 40, absolute and
// relative ones, through "..", out of the root, dangling ones that O_CREAT
// fills, and each of these as the last and as a middle component.
package main

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	kcall.Must(unix.Chdir("/w"))
	chains()
	above()
	creating()
	targets()
}

// chains makes l1 -> file, l2 -> l1 ... and directories likewise.
func chains() {
	kcall.Must(unix.Mkdir("dir", 0o755))
	file, dir := "dir/file", "dir"
	fd := kcall.Must1(unix.Open(file, unix.O_CREAT|unix.O_RDWR, 0o644))
	kcall.Must(unix.Close(fd))
	for i := range 43 {
		link(file, fmt.Sprintf("l%d", i+1))
		link(dir, fmt.Sprintf("d%d", i+1))
		file, dir = fmt.Sprintf("l%d", i+1), fmt.Sprintf("d%d", i+1)
	}
	for i := 38; i <= 43; i++ {
		everyWay(fmt.Sprintf("l%d", i))
		everyWay(fmt.Sprintf("d%d", i))
		everyWay(fmt.Sprintf("d%d/file", i))
		everyWay(fmt.Sprintf("d%d/", i))
		everyWay(fmt.Sprintf("d%d/../l2", i))
	}
	everyWay(strings.Repeat("d1/../", 40) + "l1")
	everyWay(strings.Repeat("d1/../", 39) + "l1")
	everyWay(strings.Repeat("d2/../", 20) + "dir")
	everyWay(strings.Repeat("d2/../", 20) + "d1")
}

func link(to, name string) { kcall.Must(unix.Symlink(to, name)) }

func everyWay(name string) {
	p := kcall.Str(name)
	kcall.Do(kcall.StatName(), p, kcall.Stat())
	kcall.Do(kcall.LstatName(), p, kcall.Stat())
	kcall.Do("readlinkat", kcall.Cwd, p, kcall.Text(4096), kcall.Int(4096))
	kcall.Do("faccessat", kcall.Cwd, p, kcall.Flag(4, "R_OK"))
	fd, errno := kcall.Do("openat", kcall.Cwd, p, kcall.Flag(unix.O_PATH, "PATH"), kcall.Int(0))
	if errno == 0 {
		kcall.Must(unix.Close(fd))
	}
	fd, errno = kcall.Do("openat", kcall.Cwd, p, kcall.Flag(unix.O_NOFOLLOW, "NOFOLLOW"), kcall.Int(0))
	if errno == 0 {
		kcall.Must(unix.Close(fd))
	}
	if _, errno = kcall.Do("chdir", p); errno == 0 {
		kcall.Do("getcwd", kcall.Text(4096), kcall.Int(4096))
		kcall.Must(unix.Chdir("/w"))
	}
}

// above climbs over the root.
func above() {
	for _, to := range []string{
		"/", "/..", "/../..", "../../../../../..", "/../w/dir", "../../w/dir/file", "/w/dir/../../../../w/dir", "/bin/..", "/w/..//w/./dir/.", "//w//dir//",
	} {
		link(to, "up")
		everyWay("up")
		everyWay("up/")
		everyWay("up/..")
		everyWay(to)
		kcall.Must(unix.Unlink("up"))
	}
}

// creating opens and makes things through links that lead nowhere.
func creating() {
	for _, to := range []string{"new", "/w/new", "dir/new", "/w/dir/../new", "missing/new", "new/", "dir/new/", "/new", "../w/new", "."} {
		link(to, "dangling")
		for _, how := range []struct {
			flags int
			name  string
		}{
			{unix.O_CREAT | unix.O_RDWR, "CREAT"},
			{unix.O_CREAT | unix.O_EXCL | unix.O_RDWR, "EXCL"},
			{unix.O_CREAT | unix.O_NOFOLLOW | unix.O_RDWR, "NOFOLLOW"},
			{unix.O_CREAT | unix.O_DIRECTORY, "CREAT|DIRECTORY"},
			{unix.O_CREAT | unix.O_TRUNC | unix.O_WRONLY, "TRUNC"},
		} {
			fd, errno := kcall.Do("openat", kcall.Cwd, kcall.Str("dangling"), kcall.Flag(how.flags, how.name), kcall.Oct(0o640))
			if errno == 0 {
				kcall.Do(kcall.FstatName(), kcall.Fd(fd, "opened"), kcall.Stat())
				kcall.Must(unix.Close(fd))
			}
			kcall.Println("  ", kcall.Result(unix.Unlink("new")), kcall.Result(unix.Unlink("dir/new")), kcall.Result(unix.Unlink("/new")))
		}
		kcall.Do("mkdirat", kcall.Cwd, kcall.Str("dangling"), kcall.Oct(0o755))
		kcall.Do("mkdirat", kcall.Cwd, kcall.Str("dangling/"), kcall.Oct(0o755))
		kcall.Do("mknodat", kcall.Cwd, kcall.Str("dangling"), kcall.Oct(unix.S_IFREG|0o644), kcall.Int(0))
		kcall.Do("symlinkat", kcall.Str("x"), kcall.Cwd, kcall.Str("dangling"))
		kcall.Do("linkat", kcall.Cwd, kcall.Str("dangling"), kcall.Cwd, kcall.Str("hard"), kcall.Int(0))
		kcall.Do("linkat", kcall.Cwd, kcall.Str("dangling"), kcall.Cwd, kcall.Str("hard2"), kcall.Flag(unix.AT_SYMLINK_FOLLOW, "FOLLOW"))
		kcall.Do("renameat", kcall.Cwd, kcall.Str("dir/file"), kcall.Cwd, kcall.Str("dangling/x"))
		kcall.Println("  ", kcall.Result(unix.Unlink("hard")), kcall.Result(unix.Unlink("dangling")))
	}
}

// targets are contents of a link that the kernel stores as they are.
func targets() {
	for _, to := range []string{"", "a", strings.Repeat("t", 4094), strings.Repeat("t", 4095), strings.Repeat("t", 4096), "\xff/\xfe", "/proc/self/root", "a//b/../c/"} {
		kcall.Do("symlinkat", kcall.Str(to), kcall.Cwd, kcall.Str("t"))
		kcall.Do("readlinkat", kcall.Cwd, kcall.Str("t"), kcall.Text(8192), kcall.Int(8192))
		kcall.Do(kcall.LstatName(), kcall.Str("t"), kcall.Stat())
		_ = unix.Unlink("t")
	}
}

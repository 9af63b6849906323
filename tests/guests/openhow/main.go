// Openhow opens with every mix of flags, through openat2 with every RESOLVE_
// flag, with sizes and bits that openat2 refuses, under several umasks, and
// makes files without a name.
package main

import (
	"fmt"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

// resolveCached is RESOLVE_CACHED of linux/openat2.h.
const resolveCached = 0x20

const dir = "/w/d"

func main() {
	kcall.Fixture(dir)
	kcall.Must(unix.Chdir(dir))
	resolve()
	strict()
	flags()
	umasks()
	tmpfile()
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe(dir)
}

func done(fd int, errno unix.Errno) {
	if errno != 0 {
		return
	}
	kcall.Do(kcall.FstatName(), kcall.Fd(fd, "opened"), kcall.Stat())
	kcall.Must(unix.Close(fd))
}

var bits = []struct {
	bit  uint64
	name string
}{
	{0, "0"},
	{unix.RESOLVE_NO_XDEV, "NO_XDEV"},
	{unix.RESOLVE_NO_MAGICLINKS, "NO_MAGICLINKS"},
	{unix.RESOLVE_NO_SYMLINKS, "NO_SYMLINKS"},
	{unix.RESOLVE_BENEATH, "BENEATH"},
	{unix.RESOLVE_IN_ROOT, "IN_ROOT"},
	{unix.RESOLVE_IN_ROOT | unix.RESOLVE_NO_XDEV, "IN_ROOT|NO_XDEV"},
	{unix.RESOLVE_IN_ROOT | unix.RESOLVE_BENEATH, "IN_ROOT|BENEATH"},
	{unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS, "BENEATH|NO_SYMLINKS"},
	{resolveCached, "CACHED"},
	{0x40, "0x40"},
	{1 << 63, "1<<63"},
}

// starts are directories and the paths that are tried from them.
var starts = map[string][]string{
	dir + "/dir": {
		"inner", "../file", "../dir/inner", "..", "/", "/dir/inner", "/inner", "/..", "../todir/inner", dir + "/file", "", ".", "missing",
		"../abs", "../abs/inner", "/../../w/d/file", "/mnt/in", "../../../mnt/in", "/mnt", "/mnt/..", "/mnt/link", "/mnt/out", "/mnt/missing",
		"/proc/self/exe", "/proc/self/root/w", "/proc/self/cwd",
	},
	"/mnt": {
		"in", "out", "out/file", "rel", "up", "updir/file", "missing", "sub/deep", "sub/deep/x", "sub/deep/missing", "sub/deep/home", "sub/deep/..", "..", "../w/file", "/mnt/in", "single", "/",
	},
}

func resolve() {
	for _, start := range []string{dir + "/dir", "/mnt"} {
		fd := kcall.Must1(unix.Open(start, unix.O_PATH, 0))
		for _, b := range bits {
			for _, p := range starts[start] {
				resolveFrom(kcall.Fd(fd, start), p, b.bit, b.name)
			}
		}
		kcall.Must(unix.Close(fd))
	}
}

func resolveFrom(start kcall.Arg, p string, bit uint64, name string) {
	for _, flags := range []uint64{unix.O_PATH, unix.O_RDONLY} {
		how, size := kcall.How(flags, 0, bit, fmt.Sprintf("%#x, %s", flags, name))
		if bit != resolveCached || !cacheDecides(start, p, how, size) {
			done(kcall.Do("openat2", start, kcall.Str(p), how, size))
		}
	}
}

// cacheDecides tells whether RESOLVE_CACHED succeeds only if the kernel
// happens to have the path at hand.
func cacheDecides(start kcall.Arg, p string, how, size kcall.Arg) bool {
	found, errno := kcall.Quiet("openat2", start, kcall.Str(p), how, size)
	if errno == 0 {
		kcall.Must(unix.Close(found))
	}
	return errno == 0 || errno == unix.EAGAIN
}

// strict gives openat2 what openat would ignore.
func strict() {
	for _, h := range []unix.OpenHow{
		{Flags: 1 << 40},
		{Flags: unix.O_RDONLY, Mode: 0o644},
		{Flags: unix.O_CREAT, Mode: 0o10000},
		{Flags: unix.O_CREAT | unix.O_RDWR, Mode: 0o7777},
		{Flags: unix.O_PATH | unix.O_RDWR},
		{Flags: unix.O_PATH | unix.O_CREAT, Mode: 0o600},
		{Flags: unix.O_TMPFILE | unix.O_RDWR},
		{Flags: unix.O_TMPFILE | unix.O_RDWR, Mode: 0o600},
		{Flags: unix.O_TMPFILE},
		{Flags: unix.O_CREAT | unix.O_DIRECTORY, Mode: 0o600},
		{Flags: unix.O_PATH | unix.O_DIRECTORY},
		{Flags: 3},
	} {
		name := fmt.Sprintf("flags=%#o mode=%#o", h.Flags, h.Mode)
		for _, p := range []string{"file", "new", "dir"} {
			how, size := kcall.How(h.Flags, h.Mode, 0, name)
			done(kcall.Do("openat2", kcall.Cwd, kcall.Str(p), how, size))
			_ = unix.Unlink("new")
		}
	}
	for _, size := range []int{0, 1, 8, 16, 23, 24, 25, 32, 4096, 4097} {
		zero := make([]byte, 4200)
		done(kcall.Do("openat2", kcall.Cwd, kcall.Str("file"), kcall.In(zero, "zeros"), kcall.Int(size)))
		zero[30] = 1
		done(kcall.Do("openat2", kcall.Cwd, kcall.Str("file"), kcall.In(zero, "tail"), kcall.Int(size)))
	}
	kcall.Do("openat2", kcall.Cwd, kcall.Str("file"), kcall.Null, kcall.Int(24))
	kcall.Do("openat2", kcall.Cwd, kcall.Null, kcall.Null, kcall.Int(24))
	kcall.Do("openat2", kcall.Cwd, kcall.Str("file"), kcall.Protected(), kcall.Int(24))
}

func flags() {
	type bit struct {
		value int
		name  string
	}
	bits := []bit{
		{unix.O_CREAT, "CREAT"},
		{unix.O_EXCL, "EXCL"},
		{unix.O_TRUNC, "TRUNC"},
		{unix.O_NOFOLLOW, "NOFOLLOW"},
		{unix.O_DIRECTORY, "DIRECTORY"},
		{unix.O_PATH, "PATH"},
		{unix.O_RDWR, "RDWR"},
	}
	for set := range 1 << len(bits) {
		value, name := unix.O_NONBLOCK|unix.O_CLOEXEC, ""
		for i, b := range bits {
			if set>>i&1 == 1 {
				value, name = value|b.value, name+" "+b.name
			}
		}
		for _, p := range []string{"file", "dir", "todir", "tofile", "dangling", "missing", "dir/", "missing/", "todir/"} {
			fd, errno := kcall.Do("openat", kcall.Cwd, kcall.Str(p), kcall.Flag(value, name), kcall.Oct(0o640))
			if errno == 0 {
				got := kcall.Must1(unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0))
				cloexec := kcall.Must1(unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0))
				kcall.Printf("   flags %#x %d", got, cloexec)
				kcall.Must(unix.Close(fd))
			}
			_, _ = unix.Unlink("nowhere"), unix.Unlink("missing")
		}
	}
}

func umasks() {
	for _, mask := range []int{0, 0o022, 0o077, 0o777, 0o1022, -1} {
		kcall.Do("umask", kcall.Oct(mask))
		for _, mode := range []int{0o666, 0o777, 0o7777, 0o1666, 0o2777, 0o4711} {
			done(kcall.Do("openat", kcall.Cwd, kcall.Str("u1"), kcall.Flag(unix.O_CREAT|unix.O_RDWR, "CREAT"), kcall.Oct(mode)))
			kcall.Do("mkdirat", kcall.Cwd, kcall.Str("u2"), kcall.Oct(mode))
			kcall.Do("mknodat", kcall.Cwd, kcall.Str("u3"), kcall.Oct(unix.S_IFIFO|mode), kcall.Int(0))
			kcall.Do("symlinkat", kcall.Str("x"), kcall.Cwd, kcall.Str("u4"))
			for _, name := range []string{"u1", "u2", "u3", "u4"} {
				kcall.Do(kcall.FstatatName(), kcall.Cwd, kcall.Str(name), kcall.Stat(), kcall.Flag(unix.AT_SYMLINK_NOFOLLOW, "NOFOLLOW"))
				kcall.Wipe(name)
			}
		}
	}
	kcall.Do("umask", kcall.Oct(0o022))
}

func tmpfile() {
	for _, excl := range []int{0, unix.O_EXCL} {
		fd, errno := kcall.Do("openat", kcall.Cwd, kcall.Str("dir"), kcall.Flag(unix.O_TMPFILE|unix.O_RDWR|excl, fmt.Sprintf("TMPFILE|%#x", excl)), kcall.Oct(0o640))
		if errno != 0 {
			continue
		}
		kcall.Must1(unix.Write(fd, []byte("unnamed")))
		kcall.Do("linkat", kcall.Fd(fd, "tmpfile"), kcall.Str(""), kcall.Cwd, kcall.Str("named1"), kcall.Flag(unix.AT_EMPTY_PATH, "EMPTY_PATH"))
		kcall.Do("linkat", kcall.Cwd, kcall.Str(fmt.Sprintf("/proc/self/fd/%d", fd)), kcall.Cwd, kcall.Str("named2"), kcall.Flag(unix.AT_SYMLINK_FOLLOW, "FOLLOW"))
		done(fd, 0)
		kcall.Println(kcall.Show(kcall.Changes(nil, kcall.List(dir))))
		_, _ = unix.Unlink("named1"), unix.Unlink("named2")
	}
}

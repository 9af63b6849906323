package kcall

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Mode shows type and permissions: "reg 0644".
func Mode(mode uint32) string {
	types := map[uint32]string{
		unix.S_IFREG: "reg", unix.S_IFDIR: "dir", unix.S_IFLNK: "lnk", unix.S_IFIFO: "fifo",
		unix.S_IFSOCK: "sock", unix.S_IFCHR: "chr", unix.S_IFBLK: "blk",
	}
	return fmt.Sprintf("%s %04o", types[mode&unix.S_IFMT], mode&0o7777)
}

// Owner names a user or group number.
func Owner(id uint32) string {
	switch {
	case id == 0:
		return "root"
	case int(id) == os.Getuid():
		return "me"
	case id == 65534:
		return "overflow"
	}
	return "other"
}

func describe(mode, nlink, uid, gid uint32, size int64) string {
	s := fmt.Sprintf("{%s %s:%s", Mode(mode), Owner(uid), Owner(gid))
	if Owner(uid) == "me" { // that of /proc, for one, changes with every process
		s += fmt.Sprintf(" nlink=%d", nlink)
	}
	if t := mode & unix.S_IFMT; t == unix.S_IFREG || t == unix.S_IFLNK {
		s += fmt.Sprintf(" size=%d", size)
	}
	return s + "}"
}

// Stat receives the struct stat of the calls that carry 64-bit numbers.
func Stat() Arg {
	st := new(unix.Stat_t)
	return Arg{word: uintptr(unsafe.Pointer(st)), keep: st, show: func(int) string { return ShowStat(st) }}
}

// ShowStat tells what is stable of a struct stat.
func ShowStat(st *unix.Stat_t) string {
	return describe(st.Mode, uint32(st.Nlink), st.Uid, st.Gid, st.Size)
}

// StatTime is [Stat] and the time of the last change of the content, which a
// test has set itself.
func StatTime() Arg {
	st := new(unix.Stat_t)
	return Arg{word: uintptr(unsafe.Pointer(st)), keep: st, show: func(int) string {
		return fmt.Sprintf("atime=%d.%09d mtime=%d.%09d", st.Atim.Sec, st.Atim.Nsec, st.Mtim.Sec, st.Mtim.Nsec)
	}}
}

// Statx receives a struct statx.
func Statx() Arg {
	st := new(unix.Statx_t)
	return Arg{word: uintptr(unsafe.Pointer(st)), keep: st, show: func(int) string {
		attrs := st.Attributes & unix.STATX_ATTR_MOUNT_ROOT
		return fmt.Sprintf("mask=%#x root=%t %s", st.Mask&0xfff, attrs != 0,
			describe(uint32(st.Mode), st.Nlink, st.Uid, st.Gid, int64(st.Size)))
	}}
}

// Statfs receives a struct statfs of this CPU's word size.
func Statfs() Arg {
	st := new(unix.Statfs_t)
	return Arg{word: uintptr(unsafe.Pointer(st)), keep: st, show: func(int) string {
		return fmt.Sprintf("type=%#x namelen=%d", uint32(st.Type), st.Namelen)
	}}
}

// StatName, LstatName and FstatatName are the calls of this CPU that fill
// [Stat].
func StatName() string  { return wide("stat") }
func LstatName() string { return wide("lstat") }
func FstatatName() string {
	return map[bool]string{true: "fstatat64", false: "newfstatat"}[Has("fstatat64")]
}
func FstatName() string { return wide("fstat") }

func wide(name string) string {
	if Has(name + "64") {
		return name + "64"
	}
	return name
}

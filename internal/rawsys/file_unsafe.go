package rawsys

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Empty is the empty path, for calls with AT_EMPTY_PATH.
var Empty = []byte{0}

// Fstatat is fstatat(2).
func Fstatat(dirfd int, path []byte, st *unix.Stat_t, flags int) unix.Errno {
	_, _, e := unix.RawSyscall6(sysFstatat, uintptr(dirfd), ptr(path),
		uintptr(unsafe.Pointer(st)), uintptr(flags), 0, 0)
	return e
}

// Fstat is fstat(2); it takes O_PATH descriptors.
func Fstat(fd int, st *unix.Stat_t) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(st)), 0)
	return e
}

// Statx is statx(2).
func Statx(dirfd int, path []byte, flags, mask uint32, st *unix.Statx_t) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_STATX, uintptr(dirfd), ptr(path),
		uintptr(flags), uintptr(mask), uintptr(unsafe.Pointer(st)), 0)
	return e
}

// Fstatfs is fstatfs(2).
func Fstatfs(fd int, st *unix.Statfs_t) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_FSTATFS, uintptr(fd), uintptr(unsafe.Pointer(st)), 0)
	return e
}

// Readlinkat is readlinkat(2); it returns the number of bytes, without a NUL.
func Readlinkat(dirfd int, path, buf []byte) (int, unix.Errno) {
	r, _, e := unix.RawSyscall6(unix.SYS_READLINKAT, uintptr(dirfd), ptr(path),
		ptr(buf), uintptr(len(buf)), 0, 0)
	return int(r), e
}

// Faccessat is the old faccessat(2), without flags.
func Faccessat(dirfd int, path []byte, mode uint32) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_FACCESSAT, uintptr(dirfd), ptr(path), uintptr(mode))
	return e
}

// Faccessat2 is faccessat2(2).
func Faccessat2(dirfd int, path []byte, mode uint32, flags int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FACCESSAT2, uintptr(dirfd), ptr(path), uintptr(mode), uintptr(flags), 0, 0)
	return e
}

// Mkdirat is mkdirat(2).
func Mkdirat(dirfd int, path []byte, mode uint32) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_MKDIRAT, uintptr(dirfd), ptr(path), uintptr(mode))
	return e
}

// Mknodat is mknodat(2).
func Mknodat(dirfd int, path []byte, mode uint32, dev uint64) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_MKNODAT, uintptr(dirfd), ptr(path), uintptr(mode), uintptr(dev), 0, 0)
	return e
}

// Unlinkat is unlinkat(2).
func Unlinkat(dirfd int, path []byte, flags int) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_UNLINKAT, uintptr(dirfd), ptr(path), uintptr(flags))
	return e
}

// Renameat2 is renameat2(2), or renameat(2) where flags is 0 and the kernel has
// no other (3.15).
func Renameat2(olddir int, oldpath []byte, newdir int, newpath []byte, flags uint32) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_RENAMEAT2, uintptr(olddir), ptr(oldpath),
		uintptr(newdir), ptr(newpath), uintptr(flags), 0)
	return e
}

// Linkat is linkat(2).
func Linkat(olddir int, oldpath []byte, newdir int, newpath []byte, flags int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_LINKAT, uintptr(olddir), ptr(oldpath),
		uintptr(newdir), ptr(newpath), uintptr(flags), 0)
	return e
}

// Symlinkat is symlinkat(2).
func Symlinkat(content []byte, dirfd int, path []byte) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_SYMLINKAT, ptr(content), uintptr(dirfd), ptr(path))
	return e
}

// Fchmodat is the old fchmodat(2), without flags: it follows a last symlink.
func Fchmodat(dirfd int, path []byte, mode uint32) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_FCHMODAT, uintptr(dirfd), ptr(path), uintptr(mode))
	return e
}

// Fchmodat2 is fchmodat2(2) (6.6).
func Fchmodat2(dirfd int, path []byte, mode uint32, flags int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FCHMODAT2, uintptr(dirfd), ptr(path), uintptr(mode), uintptr(flags), 0, 0)
	return e
}

// Fchownat is fchownat(2).
func Fchownat(dirfd int, path []byte, uid, gid uint32, flags int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FCHOWNAT, uintptr(dirfd), ptr(path), uintptr(uid), uintptr(gid), uintptr(flags), 0)
	return e
}

// Utimensat is utimensat(2); nil times mean now.
func Utimensat(dirfd int, path []byte, times *[2]unix.Timespec, flags int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_UTIMENSAT, uintptr(dirfd), ptr(path),
		uintptr(unsafe.Pointer(times)), uintptr(flags), 0, 0)
	return e
}

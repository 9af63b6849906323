package rawsys

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// AtFDCWD is AT_FDCWD.
const AtFDCWD = unix.AT_FDCWD

func ptr(b []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(b))) }

// Close closes fd and forgets the result, as nothing can be done about it.
func Close(fd int) {
	unix.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
}

// Dup returns a close-on-exec copy of fd that is at least min.
func Dup(fd, min int) (int, unix.Errno) {
	r, _, e := unix.RawSyscall(unix.SYS_FCNTL, uintptr(fd), unix.F_DUPFD_CLOEXEC, uintptr(min))
	return int(r), e
}

// Openat is openat(2) with O_CLOEXEC added.
func Openat(dirfd int, path []byte, flags int, mode uint32) (int, unix.Errno) {
	r, _, e := unix.RawSyscall6(unix.SYS_OPENAT, uintptr(dirfd), ptr(path),
		uintptr(flags|unix.O_CLOEXEC), uintptr(mode), 0, 0)
	return int(r), e
}

// Openat2 is openat2(2) with O_CLOEXEC added.
func Openat2(dirfd int, path []byte, flags int, resolve uint64) (int, unix.Errno) {
	how := unix.OpenHow{Flags: uint64(flags | unix.O_CLOEXEC), Resolve: resolve}
	r, _, e := unix.RawSyscall6(unix.SYS_OPENAT2, uintptr(dirfd), ptr(path),
		uintptr(unsafe.Pointer(&how)), unix.SizeofOpenHow, 0, 0)
	return int(r), e
}

// Fchdir is fchdir(2). Only a thread with a file-system context of its own may
// call it.
func Fchdir(fd int) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_FCHDIR, uintptr(fd), 0, 0)
	return e
}

// Umask is umask(2) and returns the mask before.
func Umask(mask uint32) uint32 {
	r, _, _ := unix.RawSyscall(unix.SYS_UMASK, uintptr(mask), 0, 0)
	return uint32(r)
}

// PidfdOpen is pidfd_open(2).
func PidfdOpen(pid int) (int, unix.Errno) {
	r, _, e := unix.RawSyscall(unix.SYS_PIDFD_OPEN, uintptr(pid), 0, 0)
	return int(r), e
}

// PidfdGetfd is pidfd_getfd(2).
func PidfdGetfd(pidfd, fd int) (int, unix.Errno) {
	r, _, e := unix.RawSyscall(unix.SYS_PIDFD_GETFD, uintptr(pidfd), uintptr(fd), 0)
	return int(r), e
}

// Getdents is getdents64(2).
func Getdents(fd int, buf []byte) (int, unix.Errno) {
	r, _, e := unix.RawSyscall(unix.SYS_GETDENTS64, uintptr(fd), ptr(buf), uintptr(len(buf)))
	return int(r), e
}

// Bind is bind(2).
func Bind(fd int, addr []byte) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_BIND, uintptr(fd), ptr(addr), uintptr(len(addr)))
	return e
}

// SocketName is getsockname(2) or getpeername(2), by number; it returns the
// length of the name, which may be more than fits into addr.
func SocketName(nr uintptr, fd int, addr []byte) (int, unix.Errno) {
	size := uint32(len(addr))
	_, _, e := unix.RawSyscall(nr, uintptr(fd), ptr(addr), uintptr(unsafe.Pointer(&size)))
	return int(size), e
}

// Pread is pread(2).
func Pread(fd int, buf []byte, off int64) (int, unix.Errno) {
	r, _, e := unix.RawSyscall6(unix.SYS_PREAD64, uintptr(fd), ptr(buf), uintptr(len(buf)), uintptr(off), 0, 0)
	return int(r), e
}

// Written reports that somebody has the regular file at fd open for writing. It
// asks for a read lease, which only the file's owner may have (fcntl(2)); for
// other files the answer is false.
func Written(fd int) bool {
	_, _, e := unix.RawSyscall(unix.SYS_FCNTL, uintptr(fd), unix.F_SETLEASE, unix.F_RDLCK)
	if e == 0 {
		unix.RawSyscall(unix.SYS_FCNTL, uintptr(fd), unix.F_SETLEASE, unix.F_UNLCK)
	}
	return e == unix.EAGAIN
}

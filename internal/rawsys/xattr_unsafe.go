package rawsys

import "golang.org/x/sys/unix"

// Getxattr is getxattr(2), or lgetxattr(2) unless follow.
func Getxattr(path, name, value []byte, follow bool) (int, unix.Errno) {
	nr := uintptr(unix.SYS_LGETXATTR)
	if follow {
		nr = unix.SYS_GETXATTR
	}
	r, _, e := unix.RawSyscall6(nr, ptr(path), ptr(name), ptr(value), uintptr(len(value)), 0, 0)
	return int(r), e
}

// Setxattr is setxattr(2), or lsetxattr(2) unless follow.
func Setxattr(path, name, value []byte, flags uint32, follow bool) unix.Errno {
	nr := uintptr(unix.SYS_LSETXATTR)
	if follow {
		nr = unix.SYS_SETXATTR
	}
	_, _, e := unix.RawSyscall6(nr, ptr(path), ptr(name), ptr(value), uintptr(len(value)), uintptr(flags), 0)
	return e
}

// Listxattr is listxattr(2), or llistxattr(2) unless follow.
func Listxattr(path, list []byte, follow bool) (int, unix.Errno) {
	nr := uintptr(unix.SYS_LLISTXATTR)
	if follow {
		nr = unix.SYS_LISTXATTR
	}
	r, _, e := unix.RawSyscall(nr, ptr(path), ptr(list), uintptr(len(list)))
	return int(r), e
}

// Removexattr is removexattr(2), or lremovexattr(2) unless follow.
func Removexattr(path, name []byte, follow bool) unix.Errno {
	nr := uintptr(unix.SYS_LREMOVEXATTR)
	if follow {
		nr = unix.SYS_REMOVEXATTR
	}
	_, _, e := unix.RawSyscall(nr, ptr(path), ptr(name), 0)
	return e
}

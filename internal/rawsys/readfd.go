package rawsys

import "golang.org/x/sys/unix"

// FDPath writes the kernel's name of what fd refers to (d_path, see
// proc_pid_fd(5)) into buf and returns its length.
func FDPath(fd int, buf []byte) (int, unix.Errno) {
	var store [40]byte
	return Readlinkat(AtFDCWD, AppendSelfFD(store[:0], fd), buf)
}

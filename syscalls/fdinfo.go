package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// fdinfo returns what procfs tells about the guest's descriptor fd.
func (c *Call) fdinfo(fd int) ([]byte, unix.Errno) {
	b := rawsys.AppendInt(append(c.host[:0], "/proc/"...), c.Task.TID)
	b = append(rawsys.AppendInt(append(b, "/fdinfo/"...), fd), 0)
	f, e := rawsys.Openat(rawsys.AtFDCWD, b, unix.O_RDONLY, 0)
	if e != 0 {
		return nil, e
	}
	defer closeFD(f)
	n, e := rawsys.Pread(f, c.buf[:512], 0)
	return c.buf[:n], e
}

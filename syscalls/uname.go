package syscalls

import (
	"bytes"
	"unsafe"

	"golang.org/x/sys/unix"
)

// doUname answers with the release and the nodename of the command line.
func doUname(c *Call) Verdict {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return c.fail(err.(unix.Errno))
	}
	put(u.Release[:], c.Release)
	put(u.Nodename[:], c.Hostname)
	all := unsafe.Slice((*byte)(unsafe.Pointer(&u)), unsafe.Sizeof(u))
	return c.answer(c.Tracee.Write(c.Args[0], c.utsname(all)))
}

func put(field []byte, s string) {
	if s != "" {
		clear(field)
		copy(field[:len(field)-1], s)
	}
}

// utsname cuts struct new_utsname (six fields of 65 bytes) down to the older
// structures: five fields, or five of 9 bytes.
func (c *Call) utsname(all []byte) []byte {
	const field = 65
	switch c.Row.Name {
	case "olduname":
		return all[:5*field]
	case "oldolduname":
		b := c.buf[:0]
		for i := range 5 {
			b = append(b, all[i*field:i*field+8]...)
			b = append(b, 0)
		}
		return b
	}
	return bytes.Clone(all)
}

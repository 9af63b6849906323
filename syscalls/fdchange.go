package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/translate"
)

// doFDChange is only asked where there are read-only bindings: attributes can
// be changed through a descriptor that was opened for reading.
func doFDChange(c *Call) Verdict {
	return c.changeFD(int32(c.Args[0]))
}

// changeFD refuses to change the file at the guest's descriptor fd if it lies
// on a read-only binding.
func (c *Call) changeFD(fd int32) Verdict {
	if !c.Table.HasReadOnly {
		return Resume
	}
	own, e := c.guestFD(fd)
	if e != 0 {
		return Resume // the kernel says why
	}
	defer closeFD(own)
	if c.readOnly(&translate.Place{FD: own}) {
		return c.fail(unix.EROFS)
	}
	return Resume
}

// doIoctl is asked about the requests that change a file's attributes.
func doIoctl(c *Call) Verdict {
	switch uint32(c.Args[1]) {
	case unix.FS_IOC_SETFLAGS, fsIocFssetxattr, unix.FS_IOC_SET_ENCRYPTION_POLICY:
		return c.changeFD(int32(c.Args[0]))
	}
	return Resume
}

const fsIocFssetxattr = 0x401c5820 // FS_IOC_FSSETXATTR, linux/fs.h

package syscalls

import (
	"encoding/binary"
	"math"

	"golang.org/x/sys/unix"

	"uproot/arch"
)

var le = binary.LittleEndian

// compatStat appends c.stat in the layout that the row's out argument has in
// the 32-bit ABI of the call.
func (c *Call) compatStat(b []byte) ([]byte, unix.Errno) {
	switch c.Row.Args[c.Row.layout.out] {
	case OutStat64:
		return c.stat64(b), 0
	case OutOldStat:
		return c.oldStat(b)
	}
	return c.stat32(b)
}

// stat64 is struct stat64 of asm/stat.h; ARM pads it as its EABI aligns.
func (c *Call) stat64(b []byte) []byte {
	st := &c.stat
	b = le.AppendUint64(b, st.Dev)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, uint32(st.Ino))
	b = le.AppendUint32(b, uint32(st.Mode))
	b = le.AppendUint32(b, uint32(st.Nlink))
	b = le.AppendUint32(b, st.Uid)
	b = le.AppendUint32(b, st.Gid)
	b = le.AppendUint64(b, st.Rdev)
	b = le.AppendUint32(b, 0)
	b = c.pad64(b)
	b = le.AppendUint64(b, uint64(st.Size))
	b = le.AppendUint32(b, uint32(st.Blksize))
	b = c.pad64(b)
	b = le.AppendUint64(b, uint64(st.Blocks))
	b = appendTimes32(b, st)
	return le.AppendUint64(b, st.Ino)
}

func (c *Call) pad64(b []byte) []byte {
	if c.ABI == arch.ARM && len(b)%8 != 0 {
		return le.AppendUint32(b, 0)
	}
	return b
}

func appendTimes32(b []byte, st *unix.Stat_t) []byte {
	for _, ts := range [3]unix.Timespec{st.Atim, st.Mtim, st.Ctim} {
		b = le.AppendUint32(b, uint32(ts.Sec))
		b = le.AppendUint32(b, uint32(ts.Nsec))
	}
	return b
}

// narrow16 is the 16-bit form of an id; what does not fit becomes the overflow
// id (high2lowuid in linux/highuid.h).
func narrow16(id uint32) uint16 {
	const overflow = 65534
	if id > math.MaxUint16 {
		return overflow
	}
	return uint16(id)
}

// stat32 is struct stat of the 32-bit ABIs.
func (c *Call) stat32(b []byte) ([]byte, unix.Errno) {
	st := &c.stat
	if st.Size > math.MaxInt32 || st.Ino > math.MaxUint32 || uint64(st.Nlink) > math.MaxUint16 {
		return nil, unix.EOVERFLOW
	}
	b = le.AppendUint32(b, uint32(st.Dev))
	b = le.AppendUint32(b, uint32(st.Ino))
	b = le.AppendUint16(b, uint16(st.Mode))
	b = le.AppendUint16(b, uint16(st.Nlink))
	b = le.AppendUint16(b, narrow16(st.Uid))
	b = le.AppendUint16(b, narrow16(st.Gid))
	b = le.AppendUint32(b, uint32(st.Rdev))
	b = le.AppendUint32(b, uint32(st.Size))
	b = le.AppendUint32(b, uint32(st.Blksize))
	b = le.AppendUint32(b, uint32(st.Blocks))
	b = appendTimes32(b, st)
	return le.AppendUint64(b, 0), 0
}

// oldStat is struct __old_kernel_stat of i386.
func (c *Call) oldStat(b []byte) ([]byte, unix.Errno) {
	st := &c.stat
	if st.Size > math.MaxInt32 {
		return nil, unix.EOVERFLOW
	}
	for _, v := range [7]uint16{
		uint16(st.Dev), uint16(st.Ino), uint16(st.Mode), uint16(st.Nlink),
		narrow16(st.Uid), narrow16(st.Gid), uint16(st.Rdev),
	} {
		b = le.AppendUint16(b, v)
	}
	b = le.AppendUint16(b, 0)
	b = le.AppendUint32(b, uint32(st.Size))
	for _, ts := range [3]unix.Timespec{st.Atim, st.Mtim, st.Ctim} {
		b = le.AppendUint32(b, uint32(ts.Sec))
	}
	return b, 0
}

// compatStatfs appends c.statfs as struct statfs or statfs64 of the 32-bit
// ABIs.
func (c *Call) compatStatfs(b []byte) ([]byte, unix.Errno) {
	fs := &c.statfs
	counts := [5]uint64{fs.Blocks, fs.Bfree, fs.Bavail, fs.Files, fs.Ffree}
	b = le.AppendUint32(b, uint32(fs.Type))
	b = le.AppendUint32(b, uint32(fs.Bsize))
	wide := c.Row.Name == "statfs64"
	for _, n := range counts {
		if wide {
			b = le.AppendUint64(b, n)
		} else if n > math.MaxUint32 && n != math.MaxUint64 {
			return nil, unix.EOVERFLOW
		} else {
			b = le.AppendUint32(b, uint32(n))
		}
	}
	for _, v := range [9]uint32{
		uint32(fs.Fsid.Val[0]), uint32(fs.Fsid.Val[1]), uint32(fs.Namelen),
		uint32(fs.Frsize), uint32(fs.Flags),
	} {
		b = le.AppendUint32(b, v)
	}
	return b, 0
}

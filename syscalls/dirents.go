package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// direntRoom is what a read of a directory must leave for the names that are
// spliced into it: the largest entry of each, see getdents(2).
const direntRoom = 280

// doGetdents is only asked where some binding has no mount point in the root,
// or one of another type. The first read of such a directory gets room for the
// missing names, which are put behind what the kernel found.
func doGetdents(c *Call) Verdict {
	fd, e := c.guestFD(int32(c.Args[0]))
	if e != 0 {
		return Resume
	}
	defer closeFD(fd)
	loc, _ := c.Table.LocateFD(fd, nil, c.host[:], c.buf[:2*translate.PathMax])
	shown := c.Table.ShownIn(loc)
	if len(shown) == 0 {
		return Resume
	}
	c.Task.saved.n = c.Args[2]
	c.Task.saved.mounts = shown
	c.Task.saved.fd = 0
	if pos, err := unix.Seek(fd, 0, unix.SEEK_CUR); err == nil && pos == 0 {
		c.Task.saved.fd = c.missing(fd, shown)
		if room := uint64(len(shown)) * direntRoom; c.Args[2] > room+direntRoom {
			c.setArg(2, c.Args[2]-room)
		}
	}
	c.OnExit = spliceDirents
	return Resume
}

// missing returns a bit for each mount whose name the directory fd lacks.
func (c *Call) missing(fd int, shown []*translate.Mount) int {
	bits := 0
	for i, m := range shown {
		name := append(append(c.buf[:0], m.Name()...), 0)
		if rawsys.Fstatat(fd, name, &c.stat, unix.AT_SYMLINK_NOFOLLOW) == unix.ENOENT {
			bits |= 1 << i
		}
	}
	return bits
}

// spliceDirents gives mount points the type of what is mounted there, and adds
// those that the directory has not.
func spliceDirents(c *Call, ret int64) int64 {
	if ret <= 0 || ret > int64(len(c.buf)) {
		return ret
	}
	f := c.direntFormat()
	b := c.buf[:ret]
	if e := c.readAll(c.Args[1], b); e != 0 {
		return -int64(e)
	}
	last := f.retype(b, c.Task.saved.mounts)
	for i, m := range c.Task.saved.mounts {
		if c.Task.saved.fd>>i&1 != 0 && uint64(len(b))+direntRoom <= min(c.Task.saved.n, uint64(len(c.buf))) {
			b = f.append(b, m, last)
		}
	}
	if e := c.Tracee.Write(c.Args[1], b); e != 0 {
		return -int64(e)
	}
	return int64(len(b))
}

// direntFormat is one of the layouts of getdents(2): words of 4 or 8 bytes for
// inode and offset; the type in front of the name, or in the last byte.
type direntFormat struct {
	word int
	new  bool
}

func (c *Call) direntFormat() direntFormat {
	if c.Row.Name == "getdents64" {
		return direntFormat{word: 8, new: true}
	}
	return direntFormat{word: c.ABI.PointerSize()}
}

// name returns where names begin in an entry.
func (f direntFormat) name() int {
	if f.new {
		return 2*f.word + 3
	}
	return 2*f.word + 2
}

// retype sets the types of mounts among the entries in b, and returns the
// offset of the last entry.
func (f direntFormat) retype(b []byte, mounts []*translate.Mount) (last uint64) {
	for len(b) > f.name() {
		size := int(le.Uint16(b[2*f.word:]))
		if size < f.name() || size > len(b) {
			return last
		}
		entry := b[:size]
		last = f.offset(entry)
		name, _, _ := bytes.Cut(entry[f.name():], []byte{0})
		for _, m := range mounts {
			if string(name) == m.Name() {
				entry[f.typeAt(size)] = m.Type
			}
		}
		b = b[size:]
	}
	return last
}

func (f direntFormat) typeAt(size int) int {
	if f.new {
		return 2*f.word + 2
	}
	return size - 1
}

func (f direntFormat) offset(entry []byte) uint64 {
	if f.word == 4 {
		return uint64(le.Uint32(entry[4:]))
	}
	return le.Uint64(entry[8:])
}

// append adds an entry for the mount m. Its offset is that of the entry before,
// so that seekdir(3) to it goes on with what the kernel has next.
func (f direntFormat) append(b []byte, m *translate.Mount, offset uint64) []byte {
	start := len(b)
	if f.word == 4 {
		b = le.AppendUint32(le.AppendUint32(b, uint32(m.Ino)), uint32(offset))
	} else {
		b = le.AppendUint64(le.AppendUint64(b, m.Ino), offset)
	}
	b = le.AppendUint16(b, 0)
	if f.new {
		b = append(b, m.Type)
	}
	b = append(append(b, m.Name()...), 0)
	if !f.new {
		b = append(b, m.Type)
	}
	for (len(b)-start)%8 != 0 {
		b = append(b, 0)
	}
	size := len(b) - start
	if !f.new {
		b[start+size-1] = m.Type
	}
	le.PutUint16(b[start+2*f.word:], uint16(size))
	return b
}

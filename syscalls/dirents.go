package syscalls

import (
	"bytes"
	"slices"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// doGetdents is only asked where some binding has no mount point in the root,
// or one of another type. In such a directory the missing names come last.
func doGetdents(c *Call) Verdict {
	fd := int32(c.Args[0])
	dir, e := c.guestFD(fd)
	if e != 0 {
		return Resume
	}
	defer closeFD(dir)
	loc, _ := c.Table.LocateFD(dir, c.Task.Process.mountOf(fd), c.host[:], c.buf[:2*translate.PathMax])
	shown := c.Table.ShownIn(loc)
	if len(shown) == 0 {
		return Resume
	}
	c.Task.saved.mounts = c.missing(dir, shown)
	c.Task.saved.open = c.Task.Process.dir(fd)
	c.OnExit = spliceDirents
	return Resume
}

// missing returns the mounts in order: those that the directory lacks first,
// and behind nil those whose entries have another type.
func (c *Call) missing(dir int, shown []*translate.Mount) []*translate.Mount {
	var lacking, others []*translate.Mount
	for _, m := range shown {
		name := append(append(c.buf[:0], m.Name()...), 0)
		if rawsys.Fstatat(dir, name, &c.stat, unix.AT_SYMLINK_NOFOLLOW) == unix.ENOENT {
			lacking = append(lacking, m)
		} else {
			others = append(others, m)
		}
	}
	return append(append(lacking, nil), others...)
}

// spliceDirents gives mount points the type of what is mounted there, and at
// the directory's end adds those that it has not.
func spliceDirents(c *Call, ret int64) int64 {
	s := &c.Task.saved
	if ret < 0 || ret > int64(len(c.buf)) {
		return ret
	}
	f := c.direntFormat()
	lacking := slices.Index(s.mounts, nil)
	if ret > 0 {
		b := c.buf[:ret]
		if e := c.readAll(c.Args[1], b); e != 0 {
			return -int64(e)
		}
		s.open.last = f.retype(b, s.mounts[lacking+1:])
		s.open.spliced = 0
		c.Tracee.Write(c.Args[1], b)
		return ret
	}
	b := c.buf[:0]
	for ; s.open.spliced < lacking; s.open.spliced++ {
		longer := f.append(b, s.mounts[s.open.spliced], s.open.last)
		if uint64(len(longer)) > c.Args[2]&0xffffffff {
			break
		}
		b = longer
	}
	switch {
	case len(b) == 0 && s.open.spliced < lacking:
		return -int64(unix.EINVAL) // the buffer is too small for an entry, see getdents(2)
	case c.Tracee.Write(c.Args[1], b) != 0:
		return -int64(unix.EFAULT)
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

package translate

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// HostPath writes the kernel's name of what fd refers to into buf and returns
// its length. Where that is longer than the kernel tells (d_path stops at a
// page), it climbs to a directory that has a name, and reads the names on the
// way out of the directories.
func HostPath(fd int, buf []byte) (int, unix.Errno) {
	n, e := rawsys.FDPath(fd, buf[:min(len(buf), PathMax)])
	if e != unix.ENAMETOOLONG || len(buf) <= PathMax {
		return n, e
	}
	return climb(fd, buf)
}

// climb fills buf from its end with the names of the directories above fd.
func climb(fd int, buf []byte) (int, unix.Errno) {
	cur, start := fd, len(buf)
	var head [PathMax]byte
	for {
		parent, e := rawsys.Openat(cur, dotdot, unix.O_RDONLY|unix.O_DIRECTORY, 0)
		if e != 0 {
			return 0, closeUnless(cur, fd, e)
		}
		name, e := nameIn(parent, cur)
		if e == 0 && start < len(name)+1 {
			e = unix.ENAMETOOLONG
		}
		closeUnless(cur, fd, 0)
		if e != 0 {
			return 0, closeUnless(parent, fd, e)
		}
		cur = parent
		start -= len(name) + 1
		buf[start] = '/'
		copy(buf[start+1:], name)
		n, e := rawsys.FDPath(cur, head[:])
		if e == unix.ENAMETOOLONG {
			continue
		}
		closeUnless(cur, fd, 0)
		if e == 0 && n > start {
			e = unix.ENAMETOOLONG
		}
		if e != 0 {
			return 0, e
		}
		end := copy(buf[n:], buf[start:])
		copy(buf, head[:n])
		return n + end, 0
	}
}

func closeUnless(fd, keep int, e unix.Errno) unix.Errno {
	if fd != keep {
		rawsys.Close(fd)
	}
	return e
}

// nameIn returns the name of the directory child in the directory dir.
func nameIn(dir, child int) (string, unix.Errno) {
	var want, st unix.Stat_t
	if e := rawsys.Fstat(child, &want); e != 0 {
		return "", e
	}
	buf := make([]byte, 32<<10)
	for {
		n, e := rawsys.Getdents(dir, buf)
		if e != 0 || n == 0 {
			return "", unix.ENOENT
		}
		for b := buf[:n]; len(b) > 0; {
			size := int(b[16]) | int(b[17])<<8
			name := unix.ByteSliceToString(b[19:size])
			same := rawsys.Fstatat(dir, append([]byte(name), 0), &st, unix.AT_SYMLINK_NOFOLLOW) == 0 &&
				st.Ino == want.Ino && st.Dev == want.Dev
			if same && name != "." && name != ".." {
				return name, 0
			}
			b = b[size:]
		}
	}
}

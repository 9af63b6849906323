package kcall

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sys/unix"
)

// DirEntries tells the entries that getdents64(2) gives of an open directory:
// names, types, and whether the inode number is the one that stat(2) gives. Of
// a mount point the number is that of what it covers, or not: that is left out.
func DirEntries(fd int, mountPoints ...string) string {
	var all []string
	buf := make([]byte, 4096)
	for {
		n := Must1(unix.Getdents(fd, buf))
		if n == 0 {
			break
		}
		for rest := buf[:n]; len(rest) > 0; {
			size := binary.NativeEndian.Uint16(rest[16:])
			all = append(all, dirEntry(fd, rest[:size], mountPoints))
			rest = rest[size:]
		}
	}
	sort.Strings(all)
	return strings.Join(all, " ")
}

// dirEntry shows a struct linux_dirent64.
func dirEntry(fd int, d []byte, mountPoints []string) string {
	name, _, _ := strings.Cut(string(d[19:]), "\x00")
	types := map[byte]string{unix.DT_DIR: "dir", unix.DT_REG: "reg", unix.DT_LNK: "lnk", unix.DT_FIFO: "fifo", unix.DT_SOCK: "sock", unix.DT_UNKNOWN: "?"}
	var st unix.Stat_t
	if err := unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return fmt.Sprintf("%q:%s:%s", name, types[d[18]], Result(err))
	}
	if name == ".." || slices.Contains(mountPoints, name) {
		return fmt.Sprintf("%q:%s", name, types[d[18]])
	}
	return fmt.Sprintf("%q:%s:same=%t", name, types[d[18]], st.Ino == binary.NativeEndian.Uint64(d))
}

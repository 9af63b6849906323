// Inotify watches paths and prints the events of what it does there itself.
package main

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	fd := kcall.Must1(unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC))
	for _, name := range []string{"/w/dir", "/w/tomnt", "/mnt", "/w/dir/../dir/", "/w/file", "/w/missing", "/w/dir/inner/", "/"} {
		kcall.Do("inotify_add_watch", kcall.Fd(fd, "inotify"), kcall.Str(name), kcall.Flag(mask, "mask"))
	}
	kcall.Do("inotify_add_watch", kcall.Fd(fd, "inotify"), kcall.Str("/w/tomnt"), kcall.Flag(mask|unix.IN_DONT_FOLLOW, "DONT_FOLLOW"))
	kcall.Do("inotify_add_watch", kcall.Fd(fd, "inotify"), kcall.Str("/w/file"), kcall.Flag(mask|unix.IN_ONLYDIR, "ONLYDIR"))
	kcall.Do("inotify_add_watch", kcall.Fd(fd, "inotify"), kcall.Str("/w/dir"), kcall.Flag(mask|unix.IN_MASK_CREATE, "MASK_CREATE"))
	change()
	events(fd)
}

const mask = unix.IN_CREATE | unix.IN_DELETE | unix.IN_MODIFY | unix.IN_MOVE | unix.IN_ATTRIB | unix.IN_DELETE_SELF | unix.IN_CLOSE_WRITE

func change() {
	for _, dir := range []string{"/w/dir", "/mnt", "/w/tomnt"} {
		fd := kcall.Must1(unix.Open(dir+"/new", unix.O_CREAT|unix.O_RDWR|unix.O_EXCL, 0o644))
		kcall.Must1(unix.Write(fd, []byte("x")))
		kcall.Must(unix.Close(fd))
		kcall.Must(unix.Rename(dir+"/new", dir+"/newer"))
		kcall.Must(unix.Chmod(dir+"/newer", 0o600))
		kcall.Must(unix.Mkdir(dir+"/made", 0o755))
		kcall.Must(unix.Symlink("a", dir+"/link"))
		kcall.Must(unix.Unlink(dir + "/newer"))
		kcall.Must(unix.Unlink(dir + "/link"))
		kcall.Must(unix.Rmdir(dir + "/made"))
	}
	kcall.Must(unix.Truncate("/w/file", 1))
	kcall.Must(unix.Unlink("/w/file"))
}

func events(fd int) {
	buf := make([]byte, 8192)
	for {
		n, err := unix.Read(fd, buf)
		if err != nil {
			kcall.Println("end:", kcall.Result(err))
			return
		}
		for rest := buf[:n]; len(rest) > 0; {
			size := 16 + binary.NativeEndian.Uint32(rest[12:])
			name := strings.TrimRight(string(rest[16:size]), "\x00")
			kcall.Println(fmt.Sprintf("wd=%d mask=%#x %q", binary.NativeEndian.Uint32(rest), binary.NativeEndian.Uint32(rest[4:]), name))
			rest = rest[size:]
		}
	}
}

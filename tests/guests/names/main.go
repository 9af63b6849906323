// Names makes and finds names of every length, bytes that are no text, and
// paths as long as the kernel takes them, in a directory that lies deeper.
package main

import (
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	kcall.Must(unix.Mkdir("/w/d", 0o755))
	kcall.Must(unix.Chdir("/w/d"))
	for _, name := range []string{
		strings.Repeat("n", 254), strings.Repeat("n", 255), strings.Repeat("n", 256), strings.Repeat("ü", 127), strings.Repeat("ü", 128),
		"\xff\xfe\x80", "a\nb", "\x01\x7f", " ", "-", "...", "..a", "\\", "*", "%s", "a:b", "\xc3(", "..\xff",
	} {
		everyWay(name)
	}
	kcall.Println(kcall.Show(kcall.Changes(nil, kcall.List("/w/d"))))
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe("/w/d")
	long()
	deep()
}

func everyWay(name string) {
	fd, errno := kcall.Do("openat", kcall.Cwd, kcall.Str(name), kcall.Flag(unix.O_CREAT|unix.O_EXCL|unix.O_RDWR, "CREAT|EXCL"), kcall.Oct(0o600))
	if errno == 0 {
		kcall.Do("readlink", kcall.Str("/proc/self/fd/"+itoa(fd)), kcall.Text(400), kcall.Int(400))
		kcall.Must(unix.Close(fd))
	}
	kcall.Do(kcall.FstatatName(), kcall.Cwd, kcall.Str(name), kcall.Stat(), kcall.Int(0))
	kcall.Do("mkdirat", kcall.Cwd, kcall.Str(name+"~"), kcall.Oct(0o755))
	if _, errno := kcall.Do("chdir", kcall.Str(name+"~")); errno == 0 {
		kcall.Do("getcwd", kcall.Text(4096), kcall.Int(4096))
		kcall.Do("chdir", kcall.Str(".."))
	}
	kcall.Do("symlinkat", kcall.Str(name), kcall.Cwd, kcall.Str("@"+name))
	kcall.Do("readlinkat", kcall.Cwd, kcall.Str("@"+name), kcall.Text(400), kcall.Int(400))
	kcall.Do(kcall.FstatatName(), kcall.Cwd, kcall.Str("@"+name), kcall.Stat(), kcall.Int(0))
}

func itoa(n int) string { return string(rune('0' + n)) }

// long uses guest paths of up to 4095 bytes, made of names that exist.
func long() {
	kcall.Must(unix.Chdir("/w"))
	full := "/w"
	part := strings.Repeat("p", 250)
	for len(full)+len(part)+1 < 4000 {
		full += "/" + part
		kcall.Do("mkdirat", kcall.Cwd, kcall.Str(full), kcall.Oct(0o755))
	}
	for _, n := range []int{4093, 4094, 4095, 4096, 4097} {
		name := full + "/" + strings.Repeat("q", n-len(full)-1)
		kcall.Do("mkdirat", kcall.Cwd, kcall.Str(name), kcall.Oct(0o700))
		kcall.Do(kcall.FstatatName(), kcall.Cwd, kcall.Str(name), kcall.Stat(), kcall.Int(0))
		kcall.Do("symlinkat", kcall.Str(name), kcall.Cwd, kcall.Str("/w/link"))
		kcall.Do("readlinkat", kcall.Cwd, kcall.Str("/w/link"), kcall.Text(5000), kcall.Int(5000))
		kcall.Do("chdir", kcall.Str("/w/link"))
		kcall.Do("getcwd", kcall.Text(5000), kcall.Int(5000))
		kcall.Do("openat", kcall.Cwd, kcall.Str("/w/link/"), kcall.Flag(unix.O_PATH, "PATH"), kcall.Int(0))
		kcall.Do("unlinkat", kcall.Cwd, kcall.Str("/w/link"), kcall.Int(0))
	}
	kcall.Must(unix.Chdir("/w"))
}

// deep goes down further than any path can tell, and comes back.
func deep() {
	kcall.Must(unix.Chdir("/w"))
	name := strings.Repeat("r", 200)
	for range 40 {
		_, errno := kcall.Quiet("mkdirat", kcall.Cwd, kcall.Str(name), kcall.Oct(0o755))
		if errno == 0 {
			_, errno = kcall.Quiet("chdir", kcall.Str(name))
		}
		if errno != 0 {
			kcall.Println("going down:", kcall.Result(errno))
		}
	}
	kcall.Do("getcwd", kcall.Text(4096), kcall.Int(4096))
	kcall.Do("getcwd", kcall.Text(9000), kcall.Int(9000))
	kcall.Do(kcall.FstatatName(), kcall.Cwd, kcall.Str("."), kcall.Stat(), kcall.Int(0))
	fd, _ := kcall.Do("openat", kcall.Cwd, kcall.Str("file"), kcall.Flag(unix.O_CREAT|unix.O_RDWR, "CREAT"), kcall.Oct(0o600))
	kcall.Do(kcall.FstatName(), kcall.Fd(fd, "file"), kcall.Stat())
	kcall.Do("unlinkat", kcall.Cwd, kcall.Str("file"), kcall.Int(0))
	for range 40 {
		kcall.Must(unix.Chdir(".."))
		kcall.Must(unix.Rmdir(name))
	}
	kcall.Do("getcwd", kcall.Text(4096), kcall.Int(4096))
	kcall.Wipe("/w/" + strings.Repeat("p", 250))
}

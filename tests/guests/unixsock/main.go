// Unixsock binds, connects and talks over sockets of the AF_UNIX family under
// names of every form, and asks each end for the names.
package main

import (
	"fmt"
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

var kinds = []struct {
	kind int
	name string
}{{unix.SOCK_STREAM, "stream"}, {unix.SOCK_DGRAM, "dgram"}, {unix.SOCK_SEQPACKET, "seqpacket"}}

func main() {
	kcall.Must(unix.Chdir("/w"))
	for _, k := range kinds {
		for _, name := range names() {
			kcall.Printf("-- %s %s", k.name, shown(name))
			meet(k.kind, name)
		}
	}
	lengths()
	refused()
	answers()
	messages()
	credentials()
	inProc()
}

// names are paths that lead to a place for a socket. The last ones use all of
// sun_path, with and without a NUL at its end.
func names() []string {
	return []string{
		"s", "./s", "/w/s", "dir/../s", "todir/s", "/w/dir/s", "/mnt/s", "tomnt/s", "/mnt/sub/../s", "/../w/s", "s\x00rubbish", "\xff\xfe",
		"\x00uproot-" + fmt.Sprint(os.Getpid()), "\x00a\x00b" + fmt.Sprint(os.Getpid()),
		fill("dir/", 92), fill("/w/", 107), fill("/w/", 108), fill("", 108), fill("/w/dir/", 107) + "\x00", fill("/mnt/", 108),
	}
}

func fill(prefix string, n int) string { return prefix + strings.Repeat("x", n-len(prefix)) }

// shown is an address without the number of the process.
func shown(name string) string {
	return fmt.Sprintf("%q", strings.ReplaceAll(name, fmt.Sprint(os.Getpid()), "PID"))
}

// address is a struct sockaddr_un that ends with the name.
func address(name string) []byte {
	return append([]byte{unix.AF_UNIX, 0}, name...)
}

func addr(b []byte) (kcall.Arg, kcall.Arg) {
	return kcall.In(b, shown(string(b[min(len(b), 2):]))), kcall.Int(len(b))
}

func socket(kind int) int {
	return kcall.Must1(unix.Socket(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0))
}

func bind(fd int, b []byte) unix.Errno {
	a, n := addr(b)
	_, errno := kcall.Do("bind", kcall.Fd(fd, "s"), a, n)
	return errno
}

func connect(fd int, b []byte) unix.Errno {
	a, n := addr(b)
	_, errno := kcall.Do("connect", kcall.Fd(fd, "s"), a, n)
	return errno
}

// ask makes a call that answers with an address: getsockname and the like.
func ask(call string, fd, room int, more ...kcall.Arg) int {
	buf := make([]byte, room+1)
	for i := range buf {
		buf[i] = 0xa5
	}
	size := []uint32{uint32(room)}
	args := append([]kcall.Arg{kcall.Fd(fd, "s"), kcall.Out(buf, nothing), kcall.Out(bytesOf(size), nothing)}, more...)
	ret, errno := kcall.Do(call, args...)
	if errno == 0 {
		told(buf, room, int(int32(size[0])))
	}
	return ret
}

func nothing(int) string { return "" }

func told(buf []byte, room, size int) {
	text := "   length " + fmt.Sprint(size)
	if size >= 2 && room >= 2 {
		text += " " + shown(string(buf[2:min(size, room)]))
	}
	if buf[room] != 0xa5 {
		text += " wrote past its end"
	}
	kcall.Println(text)
}

func bytesOf[T any](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

// meet binds a server, connects a client, and lets both talk.
func meet(kind int, name string) {
	server, client := socket(kind), socket(kind)
	defer unix.Close(server)
	defer unix.Close(client)
	if bind(server, address(name)) != 0 {
		return
	}
	ask("getsockname", server, 120)
	second := socket(kind)
	bind(second, address(name))
	bind(server, address("again"))
	kcall.Must(unix.Close(second))
	if kind != unix.SOCK_DGRAM {
		kcall.Must(unix.Listen(server, 5))
	}
	bind(client, address("client"))
	connect(client, address(name))
	ask("getsockname", client, 120)
	ask("getpeername", client, 120)
	if kind == unix.SOCK_DGRAM {
		datagrams(server, client, name)
	} else {
		accepted(server, client)
	}
	plain, _, _ := strings.Cut(name, "\x00")
	if plain != "" {
		var st unix.Stat_t
		err := unix.Lstat(plain, &st)
		kcall.Println(kcall.Result(err), kcall.ShowStat(&st), kcall.Result(unix.Unlink(plain)))
		connect(client, address(name))
	}
	_ = unix.Unlink("client")
}

func datagrams(server, client int, name string) {
	kcall.Must1(unix.Write(client, []byte("hello")))
	receive(server)
	other := socket(unix.SOCK_DGRAM)
	a, n := addr(address(name))
	kcall.Do("sendto", kcall.Fd(other, "s"), kcall.In([]byte("lone"), "lone"), kcall.Int(4), kcall.Int(0), a, n)
	receive(server)
	sendmsg(other, address(name), nil)
	receive(server)
	kcall.Must(unix.Close(other))
}

// receive takes one datagram and prints who sent it.
func receive(fd int) {
	buf := make([]byte, 16)
	from := make([]byte, 121)
	from[120] = 0xa5
	size := []uint32{120}
	n, errno := kcall.Do("recvfrom", kcall.Fd(fd, "s"), kcall.In(buf, "buf"), kcall.Int(16), kcall.Int(0), kcall.Out(from, nothing), kcall.Out(bytesOf(size), nothing))
	if errno == 0 {
		kcall.Printf("   %q", buf[:n])
		told(from, 120, int(size[0]))
	}
}

func accepted(server, client int) {
	for _, call := range []string{"accept4", "accept"} {
		if !kcall.Has(call) {
			continue
		}
		if fd := ask(call, server, 120, kcall.Int(0)); fd >= 0 {
			ask("getsockname", fd, 120)
			ask("getpeername", fd, 120)
			kcall.Must1(unix.Write(client, []byte("hello")))
			receive(fd)
			kcall.Must(unix.Close(fd))
		}
	}
}

// lengths binds names of every length, given with and without a NUL.
func lengths() {
	kcall.Println("-- lengths")
	for n := 1; n <= 110; n++ {
		if n > 6 && n < 90 && n%20 != 0 {
			continue
		}
		for _, end := range []string{"", "\x00", "\x00\x00"} {
			fd := socket(unix.SOCK_STREAM)
			name := strings.Repeat("n", n)
			if bind(fd, address(name+end)) == 0 {
				ask("getsockname", fd, 120)
				kcall.Println(kcall.Show(kcall.Changes(nil, kcall.List("/w/empty"))), kcall.Result(unix.Unlink(name)))
			}
			kcall.Must(unix.Close(fd))
		}
	}
	for _, size := range []int{-1, 0, 1, 2, 3, 111, 4096} {
		fd := socket(unix.SOCK_STREAM)
		a, _ := addr(address(fill("/w/", 120)))
		_, errno := kcall.Do("bind", kcall.Fd(fd, "s"), a, kcall.Int(size))
		if errno == 0 && size > 2 {
			ask("getsockname", fd, 120)
		}
		kcall.Do("connect", kcall.Fd(fd, "s"), a, kcall.Int(size))
		kcall.Must(unix.Close(fd))
	}
}

// refused tries addresses that lead to no socket.
func refused() {
	kcall.Println("-- refused")
	kcall.Must(unix.Mknod("bare", unix.S_IFSOCK|0o700, 0))
	busy := socket(unix.SOCK_STREAM)
	kcall.Must(unix.Bind(busy, &unix.SockaddrUnix{Name: "busy"}))
	kcall.Must(unix.Listen(busy, 1))
	closed := socket(unix.SOCK_STREAM)
	kcall.Must(unix.Bind(closed, &unix.SockaddrUnix{Name: "closed"}))
	kcall.Must(unix.Listen(closed, 1))
	kcall.Must(unix.Chmod("closed", 0))
	kcall.Must(unix.Symlink("busy", "tobusy"))
	kcall.Must(unix.Symlink("/w/busy", "abs"))
	kcall.Must(unix.Symlink("nowhere", "dangling"))
	for _, name := range []string{
		"file", "dir", "missing", "missing/s", "file/s", "bare", "busy", "busy/", "tobusy", "abs", "dangling", "closed", "dir/", ".", "..", "/", "/ro/s", "nodir/", "s/", fill("", 108), "/proc/s", "/proc/self/cwd/busy",
	} {
		for _, kind := range []int{unix.SOCK_STREAM, unix.SOCK_DGRAM} {
			fd := socket(kind)
			connect(fd, address(name))
			if bind(fd, address(name)) == 0 {
				ask("getsockname", fd, 120)
				kcall.Println(kcall.Result(unix.Unlink(name)))
			}
			kcall.Must(unix.Close(fd))
		}
	}
	for _, bad := range kcall.BadPointers() {
		fd := socket(unix.SOCK_DGRAM)
		kcall.Do("bind", kcall.Fd(fd, "s"), bad, kcall.Int(20))
		kcall.Do("connect", kcall.Fd(fd, "s"), bad, kcall.Int(20))
		kcall.Do("sendto", kcall.Fd(fd, "s"), kcall.In([]byte("x"), "x"), kcall.Int(1), kcall.Int(0), bad, kcall.Int(20))
		kcall.Do("sendmsg", kcall.Fd(fd, "s"), bad, kcall.Int(0))
		kcall.Do("getsockname", kcall.Fd(fd, "s"), bad, bad)
		kcall.Must(unix.Close(fd))
	}
	other := address("busy")
	other[0] = unix.AF_INET
	fd := socket(unix.SOCK_STREAM)
	connect(fd, other)
	bind(fd, other)
	other[0] = unix.AF_UNSPEC
	connect(fd, other)
	_, _, _ = unix.Close(fd), unix.Close(busy), unix.Close(closed)
	notASocket()
}

func notASocket() {
	file := kcall.Must1(unix.Open("file", unix.O_RDWR, 0))
	for _, fd := range []int{file, -1, 999} {
		a, n := addr(address("busy"))
		kcall.Do("bind", kcall.Int(min(fd, 7)), a, n)
		kcall.Do("connect", kcall.Int(min(fd, 7)), a, n)
	}
	inet := kcall.Must1(unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0))
	bind(inet, address("s"))
	connect(inet, address("busy"))
	_, _ = unix.Close(inet), unix.Close(file)
}

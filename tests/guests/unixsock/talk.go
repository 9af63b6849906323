package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

// answers gives buffers for addresses that are too small or none.
func answers() {
	kcall.Println("-- answers")
	fd := socket(unix.SOCK_STREAM)
	kcall.Must(unix.Bind(fd, &unix.SockaddrUnix{Name: "/w/dir/answer"}))
	for _, room := range []int{0, 1, 2, 3, 10, 15, 16, 17, 108, 109, 110, 111, 300} {
		ask("getsockname", fd, room)
		ask("getpeername", fd, room)
	}
	size := []int32{-1}
	kcall.Do("getsockname", kcall.Fd(fd, "s"), kcall.In(make([]byte, 20), "buf"), kcall.Out(bytesOf(size), nothing))
	pair := kcall.Must1(unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0))
	ask("getsockname", pair[0], 120)
	ask("getpeername", pair[0], 120)
	auto := socket(unix.SOCK_DGRAM)
	kcall.Do("bind", kcall.Fd(auto, "s"), kcall.In(address(""), "family only"), kcall.Int(2))
	name := kcall.Must1(unix.Getsockname(auto)).(*unix.SockaddrUnix).Name
	kcall.Println("autobind:", strings.HasPrefix(name, "@"), len(name))
	_, _, _, _ = unix.Close(fd), unix.Close(pair[0]), unix.Close(pair[1]), unix.Close(auto)
	kcall.Must(unix.Unlink("/w/dir/answer"))
}

func pointer[T any](s []T) uintptr {
	if len(s) == 0 {
		return 0
	}
	return uintptr(unsafe.Pointer(&s[0]))
}

// msghdr is a struct msghdr as a row of words, which it is on every CPU whose
// pointers are as long as its size_t. Its parts stay alive as long as it does.
type msghdr struct {
	words                 []uintptr
	name, buffer, control []byte
	iov                   []uintptr
}

func message(name, buffer, control []byte) *msghdr {
	m := &msghdr{name: name, buffer: buffer, control: control}
	m.iov = []uintptr{pointer(buffer), uintptr(len(buffer))}
	m.words = []uintptr{pointer(name), uintptr(len(name)), pointer(m.iov), 1, pointer(control), uintptr(len(control)), 0}
	return m
}

func sendmsg(fd int, to, control []byte) {
	m := message(to, []byte("by message"), control)
	kcall.Do("sendmsg", kcall.Fd(fd, "s"), kcall.Words(shown(string(to[min(2, len(to)):])), m.words...), kcall.Int(0))
	keep(m)
}

//go:noinline
func keep(any) {}

// messages sends names, several messages at once, and descriptors.
func messages() {
	kcall.Println("-- messages")
	server, client := socket(unix.SOCK_DGRAM), socket(unix.SOCK_DGRAM)
	kcall.Must(unix.Bind(server, &unix.SockaddrUnix{Name: "/mnt/server"}))
	bind(client, address("dir/client"))
	sendmsg(client, address("/mnt/server"), nil)
	receiveMessage(server)
	file := kcall.Must1(unix.Open("file", unix.O_RDONLY, 0))
	sendmsg(client, address("tomnt/server"), unix.UnixRights(file))
	receiveMessage(server)
	sendmsg(client, address("missing"), unix.UnixRights(file))
	sendmsg(client, address("file"), nil)
	sendmsg(client, address(fill("", 110)), nil)
	several(client, server)
	_, _, _ = unix.Close(server), unix.Close(client), unix.Close(file)
	_, _ = unix.Unlink("/mnt/server"), unix.Unlink("dir/client")
}

func receiveMessage(fd int) {
	m := message(make([]byte, 120), make([]byte, 32), make([]byte, 64))
	n, errno := kcall.Do("recvmsg", kcall.Fd(fd, "s"), kcall.Words("msg", m.words...), kcall.Int(0))
	if errno != 0 {
		return
	}
	kcall.Printf("   %q", m.buffer[:n])
	// kcall.Words passed the words themselves: the kernel wrote the length.
	told(append(m.name, 0xa5), 120, int(uint32(m.words[1])))
	messages, err := unix.ParseSocketControlMessage(m.control)
	if err != nil || len(messages) == 0 {
		return
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) == 0 {
		return
	}
	text := make([]byte, 20)
	n, err = unix.Read(fds[0], text)
	kcall.Printf("   passed a file: %q %s", text[:max(n, 0)], kcall.Result(err))
	to, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fds[0]))
	kcall.Println("  ", to, kcall.Result(err))
	_ = unix.Close(fds[0])
}

// several uses sendmmsg and recvmmsg with one name that is good and one that
// is not.
func several(client, server int) {
	const words = 8 // a struct mmsghdr: msghdr and msg_len
	good, bad := message(address("/mnt/server"), []byte("first"), nil), message(address("missing"), []byte("second"), nil)
	all := append(append(append([]uintptr{}, good.words...), 0), append(bad.words, 0)...)
	kcall.Do("sendmmsg", kcall.Fd(client, "s"), kcall.Words("good, bad", all...), kcall.Int(2), kcall.Int(0))
	kcall.Do("sendmmsg", kcall.Fd(client, "s"), kcall.Words("bad", all[words:]...), kcall.Int(1), kcall.Int(0))
	all = append(append(append([]uintptr{}, good.words...), 0), append(good.words, 0)...)
	kcall.Do("sendmmsg", kcall.Fd(client, "s"), kcall.Words("good, good", all...), kcall.Int(2), kcall.Int(0))
	var got [3]*msghdr
	var into []uintptr
	for i := range got {
		got[i] = message(make([]byte, 120), make([]byte, 32), nil)
		into = append(append(into, got[i].words...), 0)
	}
	n, _ := kcall.Do("recvmmsg", kcall.Fd(server, "s"), kcall.Words("three", into...), kcall.Int(3), kcall.Flag(unix.MSG_DONTWAIT, "DONTWAIT"), kcall.Null)
	for i := range max(n, 0) {
		size := int(uint32(into[i*words+1]))
		kcall.Printf("   %q", got[i].buffer[:uint32(into[i*words+7])])
		told(append(got[i].name, 0xa5), 120, size)
	}
	keep([]any{good, bad, got})
}

// credentials asks who is at the other end.
func credentials() {
	kcall.Println("-- credentials")
	server, client := socket(unix.SOCK_STREAM), socket(unix.SOCK_STREAM)
	kcall.Must(unix.Bind(server, &unix.SockaddrUnix{Name: "/w/cred"}))
	kcall.Must(unix.Listen(server, 1))
	connect(client, address("/w/cred"))
	for _, fd := range []int{client, server} {
		c, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
		if err != nil {
			kcall.Println(kcall.Result(err))
			continue
		}
		kcall.Println("peer is me:", int(c.Pid) == os.Getpid(), kcall.Owner(c.Uid), kcall.Owner(c.Gid))
	}
	_, _ = unix.Close(server), unix.Close(client)
	kcall.Must(unix.Unlink("/w/cred"))
}

// inProc looks for the names that /proc/net/unix tells.
func inProc() {
	kcall.Println("-- /proc/net/unix")
	fd, relative := socket(unix.SOCK_STREAM), socket(unix.SOCK_STREAM)
	mark := fmt.Sprint("mark", os.Getpid())
	kcall.Must(unix.Bind(fd, &unix.SockaddrUnix{Name: "/w/dir/" + mark}))
	kcall.Must(unix.Bind(relative, &unix.SockaddrUnix{Name: mark}))
	data, err := os.ReadFile("/proc/net/unix")
	kcall.Println(err)
	var found []string
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); strings.Contains(line, mark) {
			found = append(found, strings.ReplaceAll(fields[len(fields)-1], mark, "MARK"))
		}
	}
	sort.Strings(found)
	kcall.Println(found)
	_, _ = unix.Unlink("/w/dir/"+mark), unix.Unlink(mark)
}

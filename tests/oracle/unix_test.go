package oracle

import "testing"

var sockets = world{
	tree: `
f 0644 /w/file a file
d 0755 /w/dir
d 0755 /w/empty
l 0777 /w/todir dir
l 0777 /w/tomnt ../mnt
d 0755 /mnt
d 0755 /ro
`,
	outside: "d 0755 /a/sub\nd 0755 /r\n",
	binds:   append([]bind{{Host: "a", Guest: "/mnt"}, {Host: "r", Guest: "/ro", ReadOnly: true}}, proc...),
}

func TestUnixSockets(t *testing.T) { checkGuest(t, "unixsock", sockets) }

// A socket's name has 108 bytes in the guest, wherever the root lies.
func TestUnixSocketsBelowDeepRoot(t *testing.T) {
	w := sockets
	w.deep = 300
	checkGuest(t, "unixsock", w)
}

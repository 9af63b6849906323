package syscalls

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/arch"
)

// 16-bit ids that do not fit are the overflow id (high2lowuid, linux/highuid.h).
func TestWideIDsIn16Bits(t *testing.T) {
	g := newGuest(t, "file")
	if err := os.Chown(g.host("root/file"), 100124, 100125); err != nil {
		t.Skip("needs root to give a file away:", err)
	}
	g.abi = arch.I386
	for name, at := range map[string]int{"stat": 12, "oldstat": 8} {
		g.answers(0, name, "/file", make([]byte, 128))
		b := g.bytesAt(g.c.Args[1], 128)
		if uid, gid := le.Uint16(b[at:]), le.Uint16(b[at+2:]); uid != 65534 || gid != 65534 {
			t.Errorf("%s: got %d, %d, want 65534", name, uid, gid)
		}
	}
}

// A last link that has a slash behind it is no name to make, wherever it leads;
// on a read-only binding as elsewhere, and whatever the host has there.
func TestNewNameWithSlashIsALink(t *testing.T) {
	g := newGuest(t, "m/", "bound:/m:ro")
	g.make("bound/there -> /etc")
	g.make("bound/nowhere -> /certainly/not/there")
	for _, name := range []string{"/m/there/", "/m/nowhere/"} {
		g.fails(unix.EEXIST, "mkdirat", cwdFD, name, 0o755)
	}
}

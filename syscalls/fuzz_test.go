package syscalls

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/translate"
)

// fuzzed are the calls whose arguments point to structures, or to structures
// that hold more addresses.
var fuzzed = []string{
	"connect", "sendto", "sendmsg", "sendmmsg", "recvmsg", "recvmmsg", "recvfrom", "accept4", "getsockname", "bind", "socketcall",
	"openat2", "clone3", "getdents64", "getdents", "utimensat", "utimes", "setxattrat", "getxattrat", "execve", "execveat",
	"statfs64", "stat64", "readlinkat", "newfstatat", "linkat", "prctl", "ioctl",
}

// FuzzHandlers hands calls whatever arguments and memory: nothing may panic, and
// nothing beyond the memory may be needed.
func FuzzHandlers(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		memory := make([]byte, 512)
		for i := range memory {
			if random.IntN(3) == 0 {
				memory[i] = byte(random.Uint32())
			}
		}
		f.Add(memory)
	}
	f.Fuzz(func(t *testing.T, memory []byte) {
		g := newGuest(t, "a/b", "link -> a", "m/", "bound:/m:ro", "bound:/extra")
		for i, name := range fuzzed {
			for _, abi := range []arch.ABI{arch.Native, arch.Compat} {
				for j := range Table {
					if r := &Table[j]; r.Name == name && r.Nr[abi] >= 0 {
						g.stopAt(r, abi, memory, i)
					}
				}
			}
		}
	})
}

// stopAt stops the guest at a call with arguments that lie in memory or near
// it, or are small, and goes on to its exit.
func (g *guest) stopAt(r *Row, abi arch.ABI, memory []byte, turn int) {
	g.task.Drop()
	g.mem = append(make([]byte, 0, len(memory)), memory...)
	g.lent = g.lent[:0]
	c := g.c
	c.Begin(g, g.task, r)
	c.ABI, c.Nr = abi, r.Nr[abi]
	for i := range c.Args {
		v := uint64(0)
		if n := len(memory); n > 0 {
			v = uint64(memory[(turn+7*i)%n])
		}
		switch v % 4 {
		case 0:
			c.Args[i] = v / 4
		case 1:
			c.Args[i] = cwdFD
		default:
			c.Args[i] = memBase + v*2
		}
	}
	c.Args[0] &= 0xffff | cwdFD // descriptors: mostly bad ones
	v := r.Handle(c)
	if c.Task.Plan != nil {
		c.Task.Plan.Release()
		c.Task.Plan = nil
	}
	exit := c.OnExit
	c.End()
	if v == Resume && exit != nil && r.Name != "execve" && r.Name != "execveat" {
		exit(c, int64(turn%3))
	}
}

// FuzzDirents changes and adds entries in what a directory may have read as.
func FuzzDirents(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x18\x00\x08ab\x00\x00\x00"), uint8(0))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff}, uint8(1))
	f.Add(make([]byte, 64), uint8(2))
	g := map[int]direntFormat{0: {8, true}, 1: {8, false}, 2: {4, false}}
	f.Fuzz(func(t *testing.T, b []byte, kind uint8) {
		k := []*translate.Mount{{Guest: "/x/ab", Type: unix.DT_DIR, Ino: 7}}
		format := g[int(kind)%3]
		format.retype(append([]byte(nil), b...), k)
		out := format.append(nil, k[0], 42)
		if got := format.retype(out, k); got != 42 || len(out)%8 != 0 || out[format.typeAt(len(out))] != unix.DT_DIR {
			t.Errorf("got %d, %x", got, out)
		}
	})
}

package syscalls

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/internal/rawsys"
	"uproot/translate"
)

// guest is a tracee that is nothing but memory. Its process is this one, so
// that its descriptors are this process's.
type guest struct {
	t    *testing.T
	top  string // host directory
	k    *Kernel
	c    *Call
	task *Task
	abi  arch.ABI
	mem  []byte
	used int
	lent []byte
}

const (
	memBase  = 0x10000
	lentBase = 0x800000
	memSize  = 1 << 20
)

// Read implements Tracee.
func (g *guest) Read(addr uint64, buf []byte) (int, unix.Errno) {
	mem, base := g.mem, uint64(memBase)
	if addr >= lentBase {
		mem, base = g.lent, lentBase
	}
	if addr < base || addr-base >= uint64(len(mem)) {
		return 0, unix.EFAULT
	}
	return copy(buf, mem[addr-base:]), 0
}

// Write implements Tracee.
func (g *guest) Write(addr uint64, buf []byte) unix.Errno {
	if addr < memBase || addr-memBase > uint64(len(g.mem)) || uint64(len(buf)) > uint64(len(g.mem))-(addr-memBase) {
		return unix.EFAULT
	}
	copy(g.mem[addr-memBase:], buf)
	return 0
}

// Lend implements Tracee.
func (g *guest) Lend(b []byte) (uint64, unix.Errno) {
	at := lentBase + uint64(len(g.lent))
	g.lent = append(g.lent, b...)
	return at, 0
}

// newGuest makes a guest whose root holds the given lines: "dir/", "file",
// "link -> target"; one with a colon is a binding, HOST:GUEST[:ro], of a
// directory HOST beside the root that holds a file "inside", or of a path.
func newGuest(t *testing.T, lines ...string) *guest {
	t.Helper()
	g := &guest{t: t, top: t.TempDir(), abi: arch.Native, mem: make([]byte, memSize)}
	var bindings []translate.Binding
	g.make("root/")
	for _, line := range lines {
		host, guestPath, bound := strings.Cut(line, ":")
		if !bound {
			g.make("root/" + line)
			continue
		}
		guestPath, readOnly := strings.CutSuffix(guestPath, ":ro")
		if !filepath.IsAbs(host) {
			g.make(host + "/inside")
			host = filepath.Join(g.top, host)
		}
		bindings = append(bindings, translate.Binding{Host: host, Guest: guestPath, ReadOnly: readOnly})
	}
	features := probe()
	table, err := translate.Open(filepath.Join(g.top, "root"), bindings, features.Openat2)
	g.must(err)
	pid := os.Getpid()
	root := &translate.Dir{FD: table.Root().FD, Mount: table.Root(), Refs: 1}
	g.task = NewTask(pid, NewFS(root, root, 0o022))
	g.k = NewKernel(Kernel{Table: table, Features: features, TracerID: pid, TracerThread: pid, Find: func(id int) *Task {
		if id == pid {
			return g.task
		}
		return nil
	}})
	g.c = NewCall(g.k)
	cwd, err := os.Getwd()
	g.must(err)
	t.Cleanup(func() {
		g.must(os.Chdir(cwd)) // doBind uses the tracer's own
		g.task.Release()
		table.Close()
		for _, m := range table.Mounts {
			rawsys.Close(m.FD)
		}
		unix.Umask(0o022)
	})
	return g
}

func probe() Features {
	var f Features
	fd, e := rawsys.Openat2(rawsys.AtFDCWD, []byte("/\x00"), unix.O_PATH, 0)
	if f.Openat2 = e == 0; f.Openat2 {
		rawsys.Close(fd)
	}
	f.Faccessat2 = rawsys.Faccessat2(rawsys.AtFDCWD, []byte("/\x00"), unix.F_OK, 0) == 0
	var st unix.Statx_t
	f.Statx = rawsys.Statx(rawsys.AtFDCWD, []byte("/\x00"), 0, unix.STATX_TYPE, &st) == 0
	if fd, e := rawsys.PidfdOpen(os.Getpid()); e == 0 {
		got, e := rawsys.PidfdGetfd(fd, fd)
		if f.PidfdGetfd = e == 0; f.PidfdGetfd {
			rawsys.Close(got)
		}
		rawsys.Close(fd)
	}
	return f
}

func (g *guest) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g *guest) make(line string) {
	g.t.Helper()
	name, target, link := strings.Cut(line, " -> ")
	full := filepath.Join(g.top, name)
	g.must(os.MkdirAll(filepath.Dir(full), 0o755))
	switch {
	case link:
		g.must(os.Symlink(target, full))
	case strings.HasSuffix(name, "/"):
		g.must(os.MkdirAll(full, 0o755))
	default:
		g.must(os.WriteFile(full, []byte(name), 0o644))
	}
}

// put places b in the guest's memory.
func (g *guest) put(b []byte) uint64 {
	at := uint64(memBase + g.used)
	copy(g.mem[g.used:], b)
	g.used += (len(b) + 15) &^ 15
	return at
}

// row returns the row of a call.
func row(t testing.TB, abi arch.ABI, name string) *Row {
	t.Helper()
	for i := range Table {
		if Table[i].Name == name && Table[i].Nr[abi] >= 0 {
			return &Table[i]
		}
	}
	t.Fatalf("%v has no %s", abi, name)
	return nil
}

// begin puts strings and bytes into the guest's memory and stops it at the call.
func (g *guest) begin(name string, args ...any) {
	g.t.Helper()
	g.task.Drop()
	g.lent = g.lent[:0]
	c := g.c
	c.Begin(g, g.task, row(g.t, g.abi, name))
	c.ABI, c.Nr, c.Args = g.abi, c.Row.Nr[g.abi], [6]uint64{}
	for i, a := range args {
		switch a := a.(type) {
		case string:
			c.Args[i] = g.put(append([]byte(a), 0))
		case []byte:
			c.Args[i] = g.put(a)
		case int:
			c.Args[i] = uint64(a)
		case uint64:
			c.Args[i] = a
		default:
			g.t.Fatalf("argument %d is a %T", i, a)
		}
	}
}

// call has the handler decide.
func (g *guest) call(name string, args ...any) (Verdict, int64) {
	g.t.Helper()
	g.used = 0
	g.begin(name, args...)
	v := g.c.Row.Handle(g.c)
	g.c.End()
	return v, g.c.Ret
}

// answers checks that a call is answered with ret.
func (g *guest) answers(ret int64, name string, args ...any) {
	g.t.Helper()
	if v, got := g.call(name, args...); v != Done || got != ret {
		g.t.Errorf("%s%.120q: got %d, %d; want %d", name, args, v, got, ret)
	}
}

func (g *guest) fails(e unix.Errno, name string, args ...any) {
	g.t.Helper()
	g.answers(-int64(e), name, args...)
}

// arg returns the string that argument i of the call points at now.
func (g *guest) arg(i int) string {
	g.t.Helper()
	var b [4096]byte
	n, e := g.Read(g.c.Args[i], b[:])
	if e != 0 {
		g.t.Fatalf("argument %d is %#x: %v", i, g.c.Args[i], e)
	}
	s, _, _ := bytes.Cut(b[:n], []byte{0})
	return string(s)
}

// bytesAt returns n bytes of the guest's memory.
func (g *guest) bytesAt(addr uint64, n int) []byte {
	g.t.Helper()
	b := make([]byte, n)
	if got, e := g.Read(addr, b); e != 0 || got != n {
		g.t.Fatalf("%#x: %d bytes, %v", addr, got, e)
	}
	return b
}

const cwdFD = uint64(0xffffffffffffff9c) // AT_FDCWD

package syscalls

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"uproot/arch"
)

func (g *guest) host(name string) string { return filepath.Join(g.top, name) }

func (g *guest) stat(path string) (st unix.Stat_t, ret int64) {
	g.t.Helper()
	out := make([]byte, unsafe.Sizeof(st))
	_, ret = g.call("newfstatat", cwdFD, path, out, 0)
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&st)), len(out)), g.bytesAt(g.c.Args[2], len(out)))
	return st, ret
}

func TestStat(t *testing.T) {
	g := newGuest(t, "etc/passwd", "link -> etc/passwd", "abs -> /etc/passwd", "out -> ../../../outside", "m/", "bound:/m")
	g.make("outside")
	for path, host := range map[string]string{
		"/etc/passwd": "root/etc/passwd", "etc/passwd": "root/etc/passwd", "link": "root/etc/passwd", "abs": "root/etc/passwd",
		"/": "root", "..": "root", "/m/inside": "bound/inside", "m": "bound", "m/..": "root",
	} {
		var want unix.Stat_t
		g.must(unix.Stat(g.host(host), &want))
		if got, ret := g.stat(path); ret != 0 || got != want {
			t.Errorf("%s: got %d, inode %d; want %d", path, ret, got.Ino, want.Ino)
		}
	}
	for path, e := range map[string]unix.Errno{
		"missing": unix.ENOENT, "out": unix.ENOENT, "": unix.ENOENT, "link/": unix.ENOTDIR, strings.Repeat("x", 256): unix.ENAMETOOLONG,
		strings.Repeat("/", 5000): unix.ENAMETOOLONG,
	} {
		if _, ret := g.stat(path); ret != -int64(e) {
			t.Errorf("%.20s: got %d, want %v", path, ret, e)
		}
	}
	g.fails(unix.EFAULT, "newfstatat", cwdFD, 4096, make([]byte, 256), 0)
	g.fails(unix.EFAULT, "newfstatat", cwdFD, "/etc/passwd", 4096, 0)
	g.fails(unix.EINVAL, "newfstatat", cwdFD, "/etc/passwd", make([]byte, 256), 0x80000)
	g.fails(unix.EBADF, "newfstatat", 9999, "etc", make([]byte, 256), 0)
	g.answers(0, "newfstatat", 9999, "/etc", make([]byte, 256), 0)
}

// A string that ends where memory does.
func TestStringAtTheEnd(t *testing.T) {
	g := newGuest(t, "etc/passwd")
	g.begin("newfstatat", cwdFD, 0, make([]byte, 256), 0)
	path := "etc/passwd\x00"
	copy(g.mem[memSize-len(path):], path)
	g.c.Args[1] = memBase + memSize - uint64(len(path))
	if g.c.Row.Handle(g.c); g.c.Ret != 0 {
		t.Errorf("got %d", g.c.Ret)
	}
	g.c.End()
	g.mem[memSize-1] = 'x'
	if g.c.Row.Handle(g.c); g.c.Ret != -int64(unix.EFAULT) {
		t.Errorf("without its NUL: got %d", g.c.Ret)
	}
	g.c.End()
}

// leadsTo checks that the call goes on, with argument i a path that leads
// straight to a host file.
func (g *guest) leadsTo(v Verdict, i int, name string) {
	g.t.Helper()
	if v != Resume {
		g.t.Errorf("answered with %d", g.c.Ret)
		return
	}
	path := g.arg(i)
	if !strings.HasPrefix(path, fmt.Sprintf("/proc/%d/fd/", os.Getpid())) {
		g.t.Errorf("the guest is sent to %q", path)
	}
	dir, base := filepath.Split(g.host(name))
	want, err := os.Lstat(dir + base)
	got, err2 := os.Stat(path)
	if err != nil || err2 != nil || !os.SameFile(want, got) {
		g.t.Errorf("%q leads to %v %v, not to %s %v", path, got, err2, name, err)
	}
}

func TestOpen(t *testing.T) {
	g := newGuest(t, "dir/file", "link -> /dir/file", "m/", "bound:/m:ro")
	v, _ := g.call("openat", cwdFD, "link", unix.O_RDONLY, 0)
	g.leadsTo(v, 1, "root/dir/file")
	v, _ = g.call("openat", cwdFD, "/m/inside", unix.O_RDONLY, 0)
	g.leadsTo(v, 1, "bound/inside")
	if g.c.Args[0] != cwdFD || g.c.Changed != 1<<1 || g.c.NewNr != -1 {
		t.Errorf("changed %b, number %d", g.c.Changed, g.c.NewNr)
	}
	g.fails(unix.EROFS, "openat", cwdFD, "/m/inside", unix.O_WRONLY, 0)
	g.fails(unix.EROFS, "openat", cwdFD, "/m/new", unix.O_CREAT|unix.O_RDONLY, 0o644)
	g.fails(unix.ENOENT, "openat", cwdFD, "missing", unix.O_RDWR, 0)
	g.fails(unix.EEXIST, "openat", cwdFD, "/", unix.O_CREAT|unix.O_EXCL, 0)
	g.fails(unix.EINVAL, "openat", cwdFD, "dir", unix.O_CREAT|unix.O_DIRECTORY, 0)

	v, _ = g.call("openat", cwdFD, "dir/new", unix.O_CREAT|unix.O_WRONLY, 0o600)
	path, flags := g.arg(1), int(g.c.Args[2])
	if v != Resume || !strings.HasSuffix(path, "/new") || flags&unix.O_EXCL == 0 || g.c.OnExit == nil {
		t.Fatalf("got %d, %q, %#o", v, path, flags)
	}
	fd, err := unix.Open(path, flags, 0o600)
	g.must(err)
	unix.Close(fd)
	g.must(unix.Access(g.host("root/dir/new"), unix.F_OK))
	g.c.OnExit(g.c, -int64(unix.EEXIST))
	if !g.c.Again {
		t.Error("a name that was taken meanwhile is not tried again")
	}
}

func openHowBytes(flags, mode, resolve uint64) []byte {
	return le.AppendUint64(le.AppendUint64(le.AppendUint64(nil, flags), mode), resolve)
}

func TestOpenat2(t *testing.T) {
	g := newGuest(t, "dir/file", "link -> /dir/file")
	v, _ := g.call("openat2", cwdFD, "link", openHowBytes(unix.O_RDONLY, 0, unix.RESOLVE_IN_ROOT), 24)
	g.leadsTo(v, 1, "root/dir/file")
	if g.c.NewNr != row(t, g.abi, "openat").Nr[g.abi] {
		t.Errorf("makes call %d", g.c.NewNr)
	}
	for _, c := range []struct {
		how  []byte
		size int
		path string
		want unix.Errno
	}{
		{openHowBytes(0, 0, 0), 23, "dir", unix.EINVAL},
		{openHowBytes(0, 0, 0), 4097, "dir", unix.E2BIG},
		{append(openHowBytes(0, 0, 0), 1, 0), 26, "dir", unix.E2BIG},
		{openHowBytes(1<<40, 0, 0), 24, "dir", unix.EINVAL},
		{openHowBytes(0, 0o644, 0), 24, "dir", unix.EINVAL},
		{openHowBytes(unix.O_CREAT, 0o10000, 0), 24, "dir", unix.EINVAL},
		{openHowBytes(0, 0, 1<<20), 24, "dir", unix.EINVAL},
		{openHowBytes(0, 0, unix.RESOLVE_BENEATH|unix.RESOLVE_IN_ROOT), 24, "dir", unix.EINVAL},
		{openHowBytes(unix.O_PATH|unix.O_RDWR, 0, 0), 24, "dir", unix.EINVAL},
		{openHowBytes(0, 0, unix.RESOLVE_BENEATH), 24, "..", unix.EXDEV},
		{openHowBytes(0, 0, unix.RESOLVE_BENEATH), 24, "/dir", unix.EXDEV},
		{openHowBytes(0, 0, unix.RESOLVE_NO_SYMLINKS), 24, "link", unix.ELOOP},
		{openHowBytes(0, 0, 0), 24, "missing", unix.ENOENT},
	} {
		g.fails(c.want, "openat2", cwdFD, c.path, c.how, c.size)
	}
	v, _ = g.call("openat2", cwdFD, "dir", append(openHowBytes(0, 0, 0), make([]byte, 8)...), 32)
	g.leadsTo(v, 1, "root/dir")
}

func TestMkdirHasTheGuestsUmask(t *testing.T) {
	g := newGuest(t, "x")
	for mask, want := range map[int]os.FileMode{0: 0o777, 0o077: 0o700, 0o022: 0o755} {
		if v, _ := g.call("umask", mask); v != Resume {
			t.Error("the guest's kernel is not told")
		}
		name := fmt.Sprintf("d%o", mask)
		g.answers(0, "mkdirat", cwdFD, name, 0o777)
		st, err := os.Stat(g.host("root/" + name))
		g.must(err)
		if st.Mode().Perm() != want {
			t.Errorf("umask %o: got %o", mask, st.Mode().Perm())
		}
	}
	g.fails(unix.EEXIST, "mkdirat", cwdFD, "x", 0o777)
	g.fails(unix.EEXIST, "mkdirat", cwdFD, "/", 0o777)
	g.fails(unix.EEXIST, "mkdirat", cwdFD, "..", 0o777)
	g.fails(unix.ENOENT, "mkdirat", cwdFD, "", 0o777)
	g.fails(unix.ENOENT, "mkdirat", cwdFD, "missing/x", 0o777)
}

func TestRenameAcrossBindings(t *testing.T) {
	g := newGuest(t, "a", "m/", "n/", "one:/m", "two:/n:ro")
	g.fails(unix.EXDEV, "renameat2", cwdFD, "/a", cwdFD, "/m/a", 0)
	g.fails(unix.EXDEV, "renameat2", cwdFD, "/m/inside", cwdFD, "/inside", 0)
	g.fails(unix.EROFS, "renameat2", cwdFD, "/n/inside", cwdFD, "/n/other", 0)
	g.fails(unix.EBUSY, "renameat2", cwdFD, "/m", cwdFD, "/q", 0)
	g.fails(unix.EINVAL, "renameat2", cwdFD, "/a", cwdFD, "/b", 0x80)
	g.answers(0, "renameat2", cwdFD, "/m/inside", cwdFD, "/m/other", 0)
	g.must(unix.Access(g.host("one/other"), unix.F_OK))
	g.fails(unix.EXDEV, "linkat", cwdFD, "/a", cwdFD, "/m/a", 0)
	g.fails(unix.EBUSY, "unlinkat", cwdFD, "/m", unix.AT_REMOVEDIR)
	g.fails(unix.EISDIR, "unlinkat", cwdFD, "/m", 0)
}

func TestReadOnlyBinding(t *testing.T) {
	g := newGuest(t, "m/", "bound:/m:ro")
	for _, c := range [][]any{
		{"mkdirat", cwdFD, "/m/d", 0o755},
		{"mknodat", cwdFD, "/m/f", unix.S_IFREG | 0o644, 0},
		{"unlinkat", cwdFD, "/m/inside", 0},
		{"symlinkat", "x", cwdFD, "/m/l"},
		{"linkat", cwdFD, "/m/inside", cwdFD, "/m/l", 0},
		{"fchmodat", cwdFD, "/m/inside", 0o600},
		{"fchownat", cwdFD, "/m/inside", 0, 0, 0},
		{"utimensat", cwdFD, "/m/inside", 0, 0},
		{"truncate", "/m/inside", 0},
		{"setxattr", "/m/inside", "user.x", "v", 1, 0},
		{"removexattr", "/m/inside", "user.x"},
		{"faccessat", cwdFD, "/m/inside", unix.W_OK},
	} {
		g.fails(unix.EROFS, c[0].(string), c[1:]...)
	}
	g.fails(unix.EEXIST, "mkdirat", cwdFD, "/m/inside", 0o755)
	g.answers(0, "faccessat", cwdFD, "/m/inside", unix.R_OK)
	entries, err := os.ReadDir(g.host("bound"))
	if err != nil || len(entries) != 1 {
		t.Errorf("the binding holds %v, %v", entries, err)
	}
}

func TestGetcwd(t *testing.T) {
	g := newGuest(t, "a/b/c/", "m/", "bound:/m")
	for _, dir := range []string{"/", "/a/b/c", "/m"} {
		v, _ := g.call("chdir", dir)
		if v != Resume || g.c.OnExit == nil {
			t.Fatalf("chdir is answered with %d", g.c.Ret)
		}
		g.c.OnExit(g.c, 0)
		g.answers(int64(len(dir)+1), "getcwd", make([]byte, 100), 100)
		if got := string(g.bytesAt(g.c.Args[0], len(dir)+1)); got != dir+"\x00" {
			t.Errorf("got %q", got)
		}
		g.fails(unix.ERANGE, "getcwd", make([]byte, 100), len(dir))
		g.fails(unix.EFAULT, "getcwd", 16, 100)
	}
	g.call("chdir", "/a/b/c")
	g.c.OnExit(g.c, -int64(unix.EACCES))
	g.answers(int64(len("/m")+1), "getcwd", make([]byte, 100), 100)
	g.fails(unix.ENOENT, "chdir", "/missing")
	g.call("chdir", "/a/b/c")
	g.c.OnExit(g.c, 0)
	g.must(os.Remove(g.host("root/a/b/c")))
	g.fails(unix.ENOENT, "getcwd", make([]byte, 100), 100)
}

func (g *guest) readlink(path string) string {
	g.t.Helper()
	_, n := g.call("readlinkat", cwdFD, path, make([]byte, 4096), 4096)
	if n < 0 {
		return unix.ErrnoName(unix.Errno(-n))
	}
	return string(g.bytesAt(g.c.Args[2], int(n)))
}

func TestReadlink(t *testing.T) {
	g := newGuest(t, "l -> /a/b", "file", "m/", "bound:/m")
	for path, want := range map[string]string{
		"l": "/a/b", "/l": "/a/b", "file": "EINVAL", "/m": "EINVAL", "/": "EINVAL", "missing": "ENOENT", "l/": "ENOENT",
	} {
		if got := g.readlink(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	g.answers(2, "readlinkat", cwdFD, "l", make([]byte, 10), 2)
	g.fails(unix.EINVAL, "readlinkat", cwdFD, "l", make([]byte, 10), 0)
}

// What procfs tells about descriptors and roots are guest paths.
func TestReadlinkOnProc(t *testing.T) {
	g := newGuest(t, "dir/file", "proc/", "m/", "bound:/m", "/proc:/proc")
	pid := os.Getpid()
	f, err := os.Open(g.host("root/dir/file"))
	g.must(err)
	defer f.Close()
	b, err := os.Open(g.host("bound/inside"))
	g.must(err)
	defer b.Close()
	for path, want := range map[string]string{
		"/proc/self":                                   fmt.Sprint(pid),
		"/proc/thread-self":                            fmt.Sprintf("%d/task/%d", pid, pid),
		"/proc/self/root":                              "/",
		fmt.Sprintf("/proc/%d/root", pid):              "/",
		fmt.Sprintf("/proc/self/fd/%d", f.Fd()):        "/dir/file",
		fmt.Sprintf("/proc/%d/fd/%d", pid, b.Fd()):     "/m/inside",
		fmt.Sprintf("/proc/thread-self/fd/%d", f.Fd()): "/dir/file",
	} {
		if got := g.readlink(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestSockets(t *testing.T) {
	g := newGuest(t, "run/", "m/", "bound:/m")
	if !g.k.Features.PidfdGetfd {
		t.Skip("needs pidfd_getfd(2), Linux 5.6")
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	g.must(err)
	defer unix.Close(fd)
	long := "/m/" + strings.Repeat("s", 105)
	addr := append(le.AppendUint16(nil, unix.AF_UNIX), long...)
	g.answers(0, "bind", fd, addr, len(addr))
	st, err := os.Lstat(g.host("bound/" + long[3:]))
	if err != nil || st.Mode()&os.ModeSocket == 0 {
		t.Fatalf("no socket was made: %v", err)
	}
	g.must(unix.Listen(fd, 1))
	g.answers(0, "getsockname", fd, make([]byte, 200), le.AppendUint32(nil, 200))
	size := le.Uint32(g.bytesAt(g.c.Args[2], 4))
	if got := string(g.bytesAt(g.c.Args[1], int(size))); got != string(addr)+"\x00" {
		t.Errorf("is called %q", got)
	}
	v, _ := g.call("connect", fd, addr, len(addr))
	if path := string(bytes.TrimRight(g.bytesAt(g.c.Args[1], int(g.c.Args[2]))[2:], "\x00")); v != Resume || !sameFile(path, g.host("bound/"+long[3:])) {
		t.Errorf("connects to %q, %d", path, g.c.Ret)
	}
	g.fails(unix.EADDRINUSE, "bind", fd, addr, len(addr))
	addr = append(le.AppendUint16(nil, unix.AF_UNIX), "/missing\x00"...)
	g.fails(unix.ENOENT, "connect", fd, addr, len(addr))
	for _, other := range [][]byte{
		append(le.AppendUint16(nil, unix.AF_UNIX), "\x00abstract"...), le.AppendUint16(nil, unix.AF_UNIX),
		append(le.AppendUint16(nil, unix.AF_INET), make([]byte, 14)...),
		{1},
	} {
		if v, _ := g.call("connect", fd, other, len(other)); v != Resume || g.c.Changed != 0 {
			t.Errorf("%q: got %d, changed %b", other, v, g.c.Changed)
		}
	}
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// The structures of asm/stat.h and asm/statfs.h, by offset and size.
func TestCompatLayouts(t *testing.T) {
	g := newGuest(t, "file")
	var st unix.Stat_t
	g.must(unix.Stat(g.host("root/file"), &st))
	type field struct {
		at, size int
		want     uint64
	}
	for _, c := range []struct {
		abi    arch.ABI
		name   string
		size   int
		fields []field
	}{
		{arch.I386, "stat64", 96, []field{{0, 8, st.Dev}, {12, 4, st.Ino}, {16, 4, uint64(st.Mode)}, {20, 4, uint64(st.Nlink)}, {24, 4, uint64(st.Uid)}, {28, 4, uint64(st.Gid)}, {32, 8, st.Rdev}, {44, 8, uint64(st.Size)}, {52, 4, uint64(st.Blksize)}, {56, 8, uint64(st.Blocks)}, {64, 4, uint64(st.Atim.Sec)}, {72, 4, uint64(st.Mtim.Sec)}, {76, 4, uint64(st.Mtim.Nsec)}, {80, 4, uint64(st.Ctim.Sec)}, {88, 8, st.Ino}}},
		{arch.ARM, "stat64", 104, []field{{0, 8, st.Dev}, {12, 4, st.Ino}, {16, 4, uint64(st.Mode)}, {48, 8, uint64(st.Size)}, {56, 4, uint64(st.Blksize)}, {64, 8, uint64(st.Blocks)}, {72, 4, uint64(st.Atim.Sec)}, {80, 4, uint64(st.Mtim.Sec)}, {88, 4, uint64(st.Ctim.Sec)}, {92, 4, uint64(st.Ctim.Nsec)}, {96, 8, st.Ino}}},
		{arch.I386, "stat", 64, []field{{0, 4, st.Dev}, {4, 4, st.Ino}, {8, 2, uint64(st.Mode)}, {10, 2, uint64(st.Nlink)}, {20, 4, uint64(st.Size)}, {24, 4, uint64(st.Blksize)}, {28, 4, uint64(st.Blocks)}, {32, 4, uint64(st.Atim.Sec)}, {40, 4, uint64(st.Mtim.Sec)}, {44, 4, uint64(st.Mtim.Nsec)}, {48, 4, uint64(st.Ctim.Sec)}}},
		{arch.I386, "oldstat", 32, []field{{4, 2, uint64(st.Mode)}, {6, 2, uint64(st.Nlink)}, {16, 4, uint64(st.Size)}, {20, 4, uint64(st.Atim.Sec)}, {24, 4, uint64(st.Mtim.Sec)}, {28, 4, uint64(st.Ctim.Sec)}}},
	} {
		g.abi = c.abi
		g.answers(0, c.name, "/file", bytes.Repeat([]byte{0xee}, 128))
		b := g.bytesAt(g.c.Args[1], 128)
		for _, f := range c.fields {
			var word [8]byte
			copy(word[:f.size], b[f.at:])
			if got := le.Uint64(word[:]); got != f.want&(1<<(8*f.size-1)<<1-1) {
				t.Errorf("%v %s: %d bytes at %d are %#x, want %#x", c.abi, c.name, f.size, f.at, got, f.want)
			}
		}
		if !bytes.Equal(b[c.size:], bytes.Repeat([]byte{0xee}, 128-c.size)) || bytes.Contains(b[:c.size], bytes.Repeat([]byte{0xee}, 4)) {
			t.Errorf("%v %s does not have %d bytes: %x", c.abi, c.name, c.size, b)
		}
	}
}

func TestCompatStatfs(t *testing.T) {
	g := newGuest(t, "file")
	g.abi = arch.I386
	var fs unix.Statfs_t
	g.must(unix.Statfs(g.top, &fs))
	g.fails(unix.EINVAL, "statfs64", "/", 80, make([]byte, 128))
	g.answers(0, "statfs64", "/", 84, bytes.Repeat([]byte{0xee}, 128))
	b := g.bytesAt(g.c.Args[2], 128)
	if le.Uint32(b) != uint32(fs.Type) || le.Uint64(b[8:]) != fs.Blocks || le.Uint64(b[32:]) != fs.Files || le.Uint32(b[56:]) != uint32(fs.Namelen) {
		t.Errorf("got %x", b[:84])
	}
	if b[83] == 0xee || b[84] != 0xee {
		t.Errorf("does not have 84 bytes: %x", b)
	}
}

// Calls that are answered must not make garbage.
func TestAnswersDoNotAllocate(t *testing.T) {
	g := newGuest(t, "a/b/file", "link -> a/b")
	for _, c := range [][]any{
		{"newfstatat", cwdFD, "a/b/file", make([]byte, 256), 0},
		{"newfstatat", cwdFD, "link/file", make([]byte, 256), 0},
		{"newfstatat", cwdFD, "missing", make([]byte, 256), 0},
		{"statx", cwdFD, "a/b/file", 0, unix.STATX_BASIC_STATS, make([]byte, 256)},
		{"faccessat", cwdFD, "a/b", unix.R_OK},
		{"readlinkat", cwdFD, "link", make([]byte, 64), 64},
		{"getcwd", make([]byte, 64), 64},
		{"openat", cwdFD, "a/b/file", unix.O_RDONLY, 0},
	} {
		if n := g.allocs(c); n != 0 {
			t.Errorf("%v%q: %v allocations", c[0], c[1:], n)
		}
	}
}

func (g *guest) allocs(call []any) float64 {
	g.used = 0
	g.begin(call[0].(string), call[1:]...)
	c, args := g.c, g.c.Args
	return testing.AllocsPerRun(20, func() {
		g.lent = g.lent[:0]
		g.task.Drop()
		c.Begin(g, g.task, c.Row)
		c.Args = args
		c.Row.Handle(c)
		c.End()
	})
}

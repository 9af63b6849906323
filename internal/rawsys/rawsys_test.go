package rawsys

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

func TestAppendInt(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 99, 100, 4096, 1 << 31, math.MaxInt} {
		if got := string(AppendInt([]byte("x"), n)); got != "x"+strconv.Itoa(n) {
			t.Errorf("%d: got %s", n, got)
		}
	}
	if got := string(AppendSelfFD(nil, 12)); got != "/proc/self/fd/12\x00" {
		t.Errorf("got %q", got)
	}
}

func TestFiles(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	fd, e := Openat(AtFDCWD, []byte(dir+"\x00"), unix.O_PATH|unix.O_DIRECTORY, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer Close(fd)
	a, b := []byte("a\x00"), []byte("b\x00")
	var st unix.Stat_t
	for i, step := range []struct{ got, want unix.Errno }{
		{Mkdirat(fd, a, 0o700), 0},
		{Mkdirat(fd, a, 0o700), unix.EEXIST},
		{Fstatat(fd, a, &st, 0), 0},
		{Symlinkat([]byte("a\x00"), fd, b), 0},
		{Unlinkat(fd, a, 0), unix.EISDIR},
		{Renameat2(fd, a, fd, []byte("c\x00"), 0), 0},
		{Faccessat(fd, b, unix.F_OK), unix.ENOENT},
		{Mknodat(fd, a, unix.S_IFREG|0o600, 0), 0},
		{Faccessat(fd, b, unix.F_OK), 0},
		{Linkat(fd, a, fd, []byte("d\x00"), 0), 0},
		{Fchmodat(fd, a, 0o400), 0},
		{Fstatat(fd, []byte("d\x00"), &st, 0), 0},
		{Unlinkat(fd, []byte("c\x00"), unix.AT_REMOVEDIR), 0},
		{Fstat(-1, &st), unix.EBADF},
	} {
		if step.got != step.want {
			t.Errorf("step %d: got %v, want %v", i, step.got, step.want)
		}
	}
	if st.Nlink != 2 || st.Mode != unix.S_IFREG|0o400 {
		t.Errorf("got %o, %d links", st.Mode, st.Nlink)
	}
	var buf [100]byte
	if n, e := Readlinkat(fd, b, buf[:]); e != 0 || string(buf[:n]) != "a" {
		t.Errorf("got %q, %v", buf[:n], e)
	}
	if n, e := FDPath(fd, make([]byte, 4096)); e != 0 || n != len(dir) {
		t.Errorf("got %d bytes, %v; want %d", n, e, len(dir))
	}
}

// What is opened here must not reach programs that guests execute.
func TestDescriptorsCloseOnExec(t *testing.T) {
	fd, e := Openat(AtFDCWD, []byte("/\x00"), unix.O_RDONLY, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer Close(fd)
	other, e := Dup(fd, 100)
	if e != 0 || other < 100 {
		t.Fatalf("got %d, %v", other, e)
	}
	defer Close(other)
	for _, n := range []int{fd, other} {
		if flags, err := unix.FcntlInt(uintptr(n), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("%d: flags %#x, %v", n, flags, err)
		}
	}
}

func TestPread(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.WriteString("0123456789")
	var b [4]byte
	if n, e := Pread(int(f.Fd()), b[:], 8); e != 0 || string(b[:n]) != "89" {
		t.Errorf("got %q, %v", b[:n], e)
	}
}

func TestNoAllocations(t *testing.T) {
	var st unix.Stat_t
	var buf [256]byte
	root := []byte("/\x00")
	if n := testing.AllocsPerRun(50, func() {
		fd, _ := Openat(AtFDCWD, root, unix.O_PATH, 0)
		Fstat(fd, &st)
		Fstatat(fd, Empty, &st, unix.AT_EMPTY_PATH)
		FDPath(fd, buf[:])
		Close(fd)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

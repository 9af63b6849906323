// Randfs makes random calls on a small tree and prints each result. What it
// does depends on its seed alone, so two runs can be compared line by line:
//
//	randfs SEED STEPS
package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

// state is what the calls to come depend on: the numbers still to be drawn and
// the descriptors that are open.
type state struct {
	*rand.Rand
	fds []int
}

func main() {
	if len(os.Args) != 3 {
		kcall.Println("usage: randfs SEED STEPS")
		os.Exit(2)
	}
	seed := kcall.Must1(strconv.ParseUint(os.Args[1], 10, 64))
	steps := kcall.Must1(strconv.Atoi(os.Args[2]))
	s := &state{Rand: rand.New(rand.NewPCG(seed, 0))}
	kcall.Must(unix.Chdir("/w"))
	unix.Umask(0o022)
	for i := range steps {
		kcall.Printf("-- %d", i)
		s.step()
		if i%50 == 49 {
			s.tidy()
		}
	}
	s.tidy()
	for _, dir := range []string{"/w", "/mnt"} {
		for _, e := range sortedList(dir) {
			kcall.Println(dir, e)
		}
	}
}

func sortedList(dir string) []string {
	return strings.Split(kcall.Show(kcall.Changes(nil, kcall.List(dir))), " +")
}

// tidy opens what the steps closed, so that they do not end in a tree where
// nothing is allowed any more, and goes home.
func (s *state) tidy() {
	for _, fd := range s.fds {
		kcall.Must(unix.Close(fd))
	}
	s.fds = nil
	for _, dir := range []string{"/", "/w", "/mnt", "/mnt/sub"} {
		_ = unix.Chmod(dir, 0o755)
	}
	if unix.Chdir("/w") != nil {
		kcall.Println("home is", kcall.Result(unix.Unlink("/w")), kcall.Result(unix.Mkdir("/w", 0o755)))
		kcall.Must(unix.Chdir("/w"))
	}
}

func (s *state) pick(words ...string) string { return words[s.IntN(len(words))] }

// path draws a path of up to four components with links, dots and slashes.
func (s *state) path() kcall.Arg {
	if s.IntN(60) == 0 {
		return kcall.Str(s.pick("", "/", ".", "..", "//", "/..", strings.Repeat("a", 255), strings.Repeat("a", 256)))
	}
	var b strings.Builder
	b.WriteString(s.pick("", "", "", "/w/", "/w/", "/mnt/", "/", "../", "//w//", "/mnt/sub/", "/../w/", "/mnt/"))
	for i := range 1 + s.IntN(4) {
		if i > 0 {
			b.WriteString(s.pick("/", "/", "/", "/", "//", "/./"))
		}
		b.WriteString(s.pick("a", "b", "c", "a", "b", "d", "..", ".", "sub", "w", "mnt", "e"))
	}
	b.WriteString(s.pick("", "", "", "", "", "/", "/."))
	return kcall.Str(b.String())
}

// start draws a directory to start from: mostly the working directory.
func (s *state) start() kcall.Arg {
	if len(s.fds) == 0 || s.IntN(3) > 0 {
		return kcall.Cwd
	}
	fd := s.fds[s.IntN(len(s.fds))]
	return kcall.Fd(fd, strconv.Itoa(fd))
}

func (s *state) mode() kcall.Arg {
	return kcall.Oct([]int{0o755, 0o644, 0o700, 0o600, 0o777, 0o500, 0o400, 0, 0o1777, 0o2755}[s.IntN(10)])
}

// bits draws some of the bits and shows them as a number.
func (s *state) bits(all ...int) kcall.Arg {
	set := 0
	for _, b := range all {
		if s.IntN(3) == 0 {
			set |= b
		}
	}
	return kcall.Flag(set, fmt.Sprintf("%#x", set))
}

func (s *state) step() {
	families := []func(){s.open, s.open, s.look, s.look, s.make, s.make, s.remove, s.move, s.move, s.change, s.links, s.enter, s.descriptors}
	families[s.IntN(len(families))]()
}

func (s *state) keep(fd int, errno unix.Errno) {
	if errno != 0 {
		return
	}
	kcall.Do(kcall.FstatName(), kcall.Fd(fd, "opened"), kcall.Stat())
	if s.fds = append(s.fds, fd); len(s.fds) > 6 {
		kcall.Must(unix.Close(s.fds[0]))
		s.fds = s.fds[1:]
	}
}

func (s *state) open() {
	flags := s.bits(unix.O_CREAT, unix.O_EXCL, unix.O_TRUNC, unix.O_RDWR, unix.O_DIRECTORY, unix.O_NOFOLLOW, unix.O_PATH)
	flags = kcall.Flag(kcall.Value(flags)|unix.O_NONBLOCK|unix.O_CLOEXEC, fmt.Sprintf("%#x", kcall.Value(flags)))
	switch s.IntN(4) {
	case 0:
		s.keep(kcall.Do("open", s.path(), flags, s.mode()))
	case 1:
		resolve := uint64(kcall.Value(s.bits(unix.RESOLVE_BENEATH, unix.RESOLVE_IN_ROOT, unix.RESOLVE_NO_SYMLINKS, unix.RESOLVE_NO_XDEV)))
		how, size := kcall.How(unix.O_PATH, 0, resolve, fmt.Sprintf("PATH, %#x", resolve))
		s.keep(kcall.Do("openat2", s.start(), s.path(), how, size))
	default:
		s.keep(kcall.Do("openat", s.start(), s.path(), flags, s.mode()))
	}
}

func (s *state) look() {
	noFollow := s.bits(unix.AT_SYMLINK_NOFOLLOW, unix.AT_EMPTY_PATH)
	switch s.IntN(9) {
	case 0:
		kcall.Do(kcall.StatName(), s.path(), kcall.Stat())
	case 1:
		kcall.Do(kcall.LstatName(), s.path(), kcall.Stat())
	case 2:
		kcall.Do(kcall.FstatatName(), s.start(), s.path(), kcall.Stat(), noFollow)
	case 3:
		kcall.Do("statx", s.start(), s.path(), noFollow, kcall.Hidden(unix.STATX_BASIC_STATS), kcall.Statx())
	case 4:
		kcall.Do("readlinkat", s.start(), s.path(), kcall.Text(99), kcall.Int(99))
	case 5:
		kcall.Do("faccessat2", s.start(), s.path(), s.bits(4, 2, 1), noFollow)
	case 6:
		kcall.Do("access", s.path(), s.bits(4, 2, 1))
	case 7:
		kcall.Do("listxattr", s.path(), kcall.Text(99), kcall.Int(99))
	case 8:
		kcall.Do("getcwd", kcall.Text(300), kcall.Int(300))
	}
}

func (s *state) make() {
	switch s.IntN(5) {
	case 0:
		kcall.Do("mkdir", s.path(), s.mode())
	case 1:
		kcall.Do("mkdirat", s.start(), s.path(), s.mode())
	case 2:
		kcall.Do("mknodat", s.start(), s.path(), kcall.Oct(unix.S_IFIFO|0o600), kcall.Int(0))
	default:
		kcall.Do("symlinkat", s.path(), s.start(), s.path())
	}
}

func (s *state) remove() {
	switch s.IntN(4) {
	case 0:
		kcall.Do("unlink", s.path())
	case 1:
		kcall.Do("rmdir", s.path())
	default:
		kcall.Do("unlinkat", s.start(), s.path(), s.bits(unix.AT_REMOVEDIR))
	}
}

func (s *state) move() {
	switch s.IntN(5) {
	case 0:
		kcall.Do("rename", s.path(), s.path())
	case 1:
		kcall.Do("renameat2", s.start(), s.path(), s.start(), s.path(), s.bits(1, 2))
	case 2:
		kcall.Do("link", s.path(), s.path())
	case 3:
		kcall.Do("linkat", s.start(), s.path(), s.start(), s.path(), s.bits(unix.AT_SYMLINK_FOLLOW))
	case 4:
		kcall.Do("renameat", s.start(), s.path(), s.start(), s.path())
	}
}

func (s *state) change() {
	switch s.IntN(7) {
	case 0:
		kcall.Do("chmod", s.path(), s.mode())
	case 1:
		kcall.Do("fchmodat2", s.start(), s.path(), s.mode(), s.bits(unix.AT_SYMLINK_NOFOLLOW))
	case 2:
		kcall.Do("truncate", s.path(), kcall.Int(s.IntN(100)))
	case 3:
		kcall.Do("fchownat", s.start(), s.path(), kcall.Int(-1), kcall.Int(-1), s.bits(unix.AT_SYMLINK_NOFOLLOW))
	case 4:
		kcall.Do("utimensat", s.start(), s.path(), kcall.Null, s.bits(unix.AT_SYMLINK_NOFOLLOW))
	case 5:
		kcall.Do("setxattr", s.path(), kcall.Str("user."+s.pick("a", "b")), kcall.In([]byte("v"), "v"), kcall.Int(1), kcall.Int(0))
	case 6:
		kcall.Do("removexattr", s.path(), kcall.Str("user."+s.pick("a", "b")))
	}
}

// links makes the links that the other families walk through.
func (s *state) links() {
	kcall.Do("symlinkat", kcall.Str(s.pick("a", "b", "c", "../a", "/w/b", "/mnt/a", "..", "/", "/w", "sub/a", "e", ".", "../..", "b/", "/mnt/sub")), s.start(), s.path())
}

func (s *state) enter() {
	if len(s.fds) > 0 && s.IntN(3) == 0 {
		fd := s.fds[s.IntN(len(s.fds))]
		kcall.Do("fchdir", kcall.Fd(fd, strconv.Itoa(fd)))
	} else {
		kcall.Do("chdir", s.path())
	}
	kcall.Do("getcwd", kcall.Text(300), kcall.Int(300))
}

// descriptors looks at what is open: the path that leads to it may have
// changed since.
func (s *state) descriptors() {
	for _, fd := range s.fds {
		kcall.Do(kcall.FstatName(), kcall.Fd(fd, strconv.Itoa(fd)), kcall.Stat())
		kcall.Do("readlink", kcall.Str(fmt.Sprintf("/proc/self/fd/%d", fd)), kcall.Text(300), kcall.Int(300))
	}
}

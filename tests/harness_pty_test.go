package tests

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// terminal is a run of uproot on a pseudo terminal that the test types at.
type terminal struct {
	*run
	t      testing.TB
	master *os.File
	mu     sync.Mutex
	seen   []byte // all that was printed
	read   int    // how much of it expect has gone past
}

// terminal starts argv with a new session whose terminal has 24 lines of 80.
func (w world) terminal(t testing.TB, argv ...string) *terminal {
	t.Helper()
	master, tty := openTerminal(t)
	// As login(1) does, so that the guest may open its terminal by name.
	if err := give(tty.Name()); err != nil {
		t.Fatal(err)
	}
	term := &terminal{run: w.command(argv...), t: t, master: master}
	term.cmd.Stdin, term.cmd.Stdout, term.cmd.Stderr = tty, tty, tty
	term.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	asOrdinary(term.cmd)
	term.resize(24, 80)
	t.Cleanup(func() { _ = master.Close() })
	term.start(t)
	_ = tty.Close()
	go term.watch()
	return term
}

// watch gathers what the guest prints until the terminal is closed.
func (term *terminal) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := term.master.Read(buf)
		term.mu.Lock()
		term.seen = append(term.seen, buf[:n]...)
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// openTerminal returns the two ends of a pseudo terminal. Package pty leaves
// the master blocking, where Close would wait for the pending Read.
func openTerminal(t testing.TB) (master, tty *os.File) {
	t.Helper()
	blocking, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer blocking.Close()
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), blocking.Name()), tty
}

func (term *terminal) resize(rows, cols uint16) {
	term.t.Helper()
	err := control(term.master, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: cols})
	})
	if err != nil {
		term.t.Fatal(err)
	}
}

// control calls f with the descriptor of a file that stays non-blocking.
func control(file *os.File, f func(fd int) error) (err error) {
	conn, err := file.SyscallConn()
	if err != nil {
		return err
	}
	return errors.Join(conn.Control(func(fd uintptr) { err = f(int(fd)) }), err)
}

// send types text.
func (term *terminal) send(format string, args ...any) {
	term.t.Helper()
	if _, err := fmt.Fprintf(term.master, format, args...); err != nil {
		term.t.Fatal(err)
	}
}

// expect waits until what was printed since the last match matches pattern and
// returns the submatches. What is typed is echoed: a pattern must not match it.
func (term *terminal) expect(pattern string) []string {
	term.t.Helper()
	re := regexp.MustCompile(pattern)
	for deadline := time.Now().Add(timeout); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := term.match(re); found != nil {
			return found
		}
	}
	term.t.Fatalf("not printed: %s\nafter: %q\n%s", pattern, shorten(term.unread()), describe(marked(term.mark)))
	return nil
}

func (term *terminal) match(re *regexp.Regexp) []string {
	term.mu.Lock()
	defer term.mu.Unlock()
	rest := term.seen[term.read:]
	at := re.FindSubmatchIndex(rest)
	if at == nil {
		return nil
	}
	var found []string
	for _, group := range re.FindSubmatch(rest) {
		found = append(found, string(group))
	}
	term.read += at[1]
	return found
}

func (term *terminal) unread() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return string(term.seen[term.read:])
}

// foregroundGroup returns the process group that has the terminal.
func foregroundGroup(master *os.File) (pgrp int, err error) {
	err = control(master, func(fd int) error {
		pgrp, err = unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		return err
	})
	return pgrp, err
}

// ends waits for uproot to end with status.
func (term *terminal) ends(status int) {
	term.t.Helper()
	res := term.wait(term.t)
	if res.status != status {
		term.t.Fatalf("status %d, want %d; printed %q", res.status, status, shorten(term.unread()))
	}
}

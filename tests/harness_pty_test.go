package tests

import (
	"fmt"
	"os"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
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
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
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

func (term *terminal) resize(rows, cols uint16) {
	term.t.Helper()
	if err := pty.Setsize(term.master, &pty.Winsize{Rows: rows, Cols: cols}); err != nil {
		term.t.Fatal(err)
	}
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

// ends waits for uproot to end with status.
func (term *terminal) ends(status int) {
	term.t.Helper()
	res := term.wait(term.t)
	if res.status != status {
		term.t.Fatalf("status %d, want %d; printed %q", res.status, status, shorten(term.unread()))
	}
}

package tests

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestExitStatus(t *testing.T) {
	w := busybox(t)
	for name, test := range map[string]struct {
		argv   []string
		status int
	}{
		"zero":               {[]string{"/bin/true"}, 0},
		"one":                {[]string{"/bin/false"}, 1},
		"own":                {[]string{"/bin/sh", "-c", "exit 7"}, 7},
		"largest":            {[]string{"/bin/sh", "-c", "exit 255"}, 255},
		"own 125":            {[]string{"/bin/sh", "-c", "exit 125"}, 125},
		"killed":             {[]string{"/bin/sh", "-c", "kill -KILL $$"}, 128 + 9},
		"terminated":         {[]string{"/bin/sh", "-c", "kill -TERM $$"}, 128 + 15},
		"aborted":            {[]string{"/bin/sh", "-c", "kill -ABRT $$"}, 128 + 6},
		"real-time signal":   {[]string{"/bin/sh", "-c", "kill -40 $$"}, 128 + 40},
		"segmentation fault": {[]string{"/bin/sh", "-c", "kill -SEGV $$"}, 128 + 11},
		"found in PATH":      {[]string{"sh", "-c", "exit 8"}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.run(t, test.argv...).exits(t, test.status).quiet(t)
		})
	}
}

// The status is the main command's, though another ends later and differently.
func TestExitStatusIsMainCommands(t *testing.T) {
	t.Parallel()
	w := busybox(t)
	script := `(sleep 0.5; echo later > /tmp/later; exit 9) & exit 3`
	w.run(t, "/bin/sh", "-c", script).exits(t, 3)
	if _, err := os.Stat(w.host("/tmp/later")); err != nil {
		t.Errorf("what the command left behind was not waited for: %v", err)
	}
}

// A process that outlives its parent has another parent then; it is waited for
// all the same, also in a session of its own.
func TestDaemonIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := busybox(t)
	script := `setsid sh -c 'sleep 0.5; echo later > /tmp/later' </dev/null >/dev/null 2>&1 & exit 4`
	w.with("-b", "/dev").run(t, "/bin/sh", "-c", script).exits(t, 4)
	if _, err := os.Stat(w.host("/tmp/later")); err != nil {
		t.Errorf("the daemon was not waited for: %v", err)
	}
}

func TestKillOnExit(t *testing.T) {
	t.Parallel()
	w := busybox(t).with("-b", "/dev", "--kill-on-exit")
	script := `
		sleep 1000 &
		setsid sleep 1000 </dev/null >/dev/null 2>&1 &
		(trap "" TERM HUP INT; sleep 1000) &
		sh -c 'kill -STOP $$' &
		exit 5`
	// Every run is held to leave no process behind.
	w.run(t, "/bin/sh", "-c", script).exits(t, 5)
}

// pids reads a file of process ids that a guest has written.
func pids(t testing.TB, path string, count int) []int {
	t.Helper()
	var found []int
	eventually(t, "pids in "+path, func() bool {
		data, _ := os.ReadFile(path)
		found = nil
		for field := range strings.FieldsSeq(string(data)) {
			pid, _ := strconv.Atoi(field)
			found = append(found, pid)
		}
		return len(found) >= count
	})
	return found
}

// No guest runs on, untranslated, when uproot is killed in the hardest way.
func TestKilledUprootTakesGuestsAlong(t *testing.T) {
	t.Parallel()
	w := busybox(t).with("-b", "/dev", "-b", "/proc")
	script := `
		note() { echo $1 >> /tmp/pids; }
		note $$
		sleep 1000 & note $!
		setsid sh -c 'echo $$ >> /tmp/pids; exec sleep 1000' </dev/null >/dev/null 2>&1 &
		(trap "" TERM HUP INT; sh -c 'echo $$ >> /tmp/pids; while :; do :; done') &
		sh -c 'echo $$ >> /tmp/pids; kill -STOP $$' &
		load alive 20 < /dev/zero &
		note $!
		wait`
	r := w.command("/bin/sh", "-c", script).start(t)
	guests := pids(t, w.host("/tmp/pids"), 6)
	if err := syscall.Kill(r.cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for _, pid := range guests {
		eventually(t, "death of guest "+describe([]int{pid}), func() bool { return dead(pid) })
	}
	if res := r.wait(t); res.status != -int(syscall.SIGKILL) {
		t.Errorf("uproot was not killed\n%s", res)
	}
}

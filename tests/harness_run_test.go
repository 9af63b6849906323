package tests

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Time-outs are there so that a hang fails one test; none is a measure of speed.
// UPROOT_TEST_TIMEOUT shortens them where hangs are expected.
var (
	timeout     = timeoutOr(2 * time.Minute)
	longTimeout = timeoutOr(6 * time.Minute)
)

// outputDelay is how long a guest that outlives uproot may hold its output.
const outputDelay = 5 * time.Second

func timeoutOr(standard time.Duration) time.Duration {
	if set, err := time.ParseDuration(os.Getenv("UPROOT_TEST_TIMEOUT")); err == nil {
		return set
	}
	return standard
}

// guestEnv is the environment that uproot gets from the harness, and nothing
// of the test process's own.
var guestEnv = []string{
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=/home/tester", "USER=tester", "LOGNAME=tester", "SHELL=/bin/sh",
	"LANG=C.UTF-8", "TERM=xterm",
}

// world is what uproot is started on: a root file system, further options, and
// additions to its environment. A world is a value: with and withEnv return
// changed copies.
type world struct {
	rootfs  string
	options []string
	env     []string
}

// with returns w with more options of uproot.
func (w world) with(options ...string) world {
	w.options = append(slices.Clone(w.options), options...)
	return w
}

// withEnv returns w with more K=V in uproot's environment.
func (w world) withEnv(env ...string) world {
	w.env = append(slices.Clone(w.env), env...)
	return w
}

// without returns w with a kernel feature forced off.
func (w world) without(feature string) world { return w.withEnv("UPROOT_DISABLE=" + feature) }

// run is one start of uproot.
type run struct {
	cmd            *exec.Cmd
	mark           string // in the environment of every process of the run
	limit          time.Duration
	reaped         atomic.Bool // the pid is not uproot's any more
	stdout, stderr bytes.Buffer
}

// result is how a run ended. status is uproot's exit status, or minus the
// number of the signal that killed uproot itself.
type result struct {
	command        string
	stdout, stderr string
	status         int
}

var runCount atomic.Int64

// command prepares uproot to run argv; an empty argv leaves the choice to it.
func (w world) command(argv ...string) *run {
	mark := fmt.Sprintf("UPROOT_TEST_RUN=%d-%d", os.Getpid(), runCount.Add(1))
	args := append([]string{"-r", w.rootfs}, w.options...)
	r := &run{cmd: exec.Command(uprootBin, append(args, argv...)...), mark: mark, limit: timeout}
	r.cmd.Env = slices.Concat(guestEnv, w.env, []string{mark})
	r.cmd.Dir = "/"
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	r.cmd.WaitDelay = outputDelay
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	asOrdinary(r.cmd)
	return r
}

// input gives the run a standard input; without, it is /dev/null.
func (r *run) input(text string) *run { r.cmd.Stdin = strings.NewReader(text); return r }

// within changes the run's time-out.
func (r *run) within(limit time.Duration) *run { r.limit = limit; return r }

// start starts uproot and sees to it that nothing of it outlives the test.
func (r *run) start(t testing.TB) *run {
	t.Helper()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatalf("start %q: %v", r.cmd.Args, err)
	}
	t.Cleanup(r.kill)
	return r
}

// kill kills uproot and every guest of the run, also those that cleared their
// environment (found as descendants) or lost their parent (found by the mark).
func (r *run) kill() {
	var known []int
	if !r.reaped.Load() {
		known = descendants(r.cmd.Process.Pid)
	}
	killAll(known, r.mark)
}

// wait waits for a started uproot to end and holds it to the invariants of
// every run.
func (r *run) wait(t testing.TB) result {
	t.Helper()
	timedOut := make(chan struct{})
	timer := time.AfterFunc(r.limit, func() {
		close(timedOut)
		r.kill()
	})
	err := r.cmd.Wait()
	r.reaped.Store(true)
	timer.Stop()
	res := r.result(err)
	select {
	case <-timedOut:
		t.Fatalf("not ended after %v, killed\n%s", r.limit, res)
	default:
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		t.Errorf("uproot ended but a guest still holds its output\n%s", res)
	}
	if left := marked(r.mark); len(left) > 0 {
		t.Errorf("uproot ended but guests run on: %s\n%s", describe(left), res)
	}
	return res
}

// do starts the run and waits for it.
func (r *run) do(t testing.TB) result {
	t.Helper()
	return r.start(t).wait(t)
}

func (r *run) result(err error) result {
	res := result{
		command: strings.Join(r.cmd.Args, " "), stdout: r.stdout.String(), stderr: r.stderr.String(),
		status: r.cmd.ProcessState.ExitCode(),
	}
	ws := r.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ws.Signaled() {
		res.status = -int(ws.Signal())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		res.stderr += "\n[" + err.Error() + "]"
	}
	return res
}

// String tells the whole of a result, for messages.
func (r result) String() string {
	return fmt.Sprintf("%s\nstatus %d\nstdout:\n%s\nstderr:\n%s", shorten(r.command), r.status, shorten(r.stdout), shorten(r.stderr))
}

// shorten keeps the two ends of a text that is too long to print.
func shorten(text string) string {
	const most = 8000
	if len(text) <= most {
		return text
	}
	return text[:most/2] + "\n[... " + strconv.Itoa(len(text)-most) + " bytes ...]\n" + text[len(text)-most/2:]
}

// exits fails the test unless the run ended with status.
func (r result) exits(t testing.TB, status int) result {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d\n%s", r.status, status, r)
	}
	return r
}

// prints fails the test unless the standard output, trimmed, is want.
func (r result) prints(t testing.TB, want string) result {
	t.Helper()
	if got := strings.TrimSpace(r.stdout); got != strings.TrimSpace(want) {
		t.Fatalf("stdout %q, want %q\n%s", shorten(got), want, r)
	}
	return r
}

// quiet fails the test if anything came on standard error.
func (r result) quiet(t testing.TB) result {
	t.Helper()
	if r.stderr != "" {
		t.Fatalf("unexpected standard error\n%s", r)
	}
	return r
}

// run runs argv in w.
func (w world) run(t testing.TB, argv ...string) result {
	t.Helper()
	return w.command(argv...).do(t)
}

// sh runs a shell script in w, which must succeed, and returns its standard
// output. The script stops at the first command that fails.
func (w world) sh(t testing.TB, script string) string {
	t.Helper()
	return w.run(t, "/bin/sh", "-ec", script).exits(t, 0).stdout
}

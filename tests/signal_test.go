package tests

import (
	"strings"
	"syscall"
	"testing"
)

// forwarded are the signals that a caller of uproot means for the command.
var forwarded = map[string]syscall.Signal{
	"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT,
	"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2, "WINCH": syscall.SIGWINCH,
}

// listener is a shell script that says when it is ready and which signal came.
const listener = `
	for s in TERM INT HUP QUIT USR1 USR2 WINCH; do trap "echo got $s; exit 9" $s; done
	echo ready > /tmp/ready
	while :; do sleep 0.05; done`

func TestForwardedSignal(t *testing.T) {
	for name, signal := range forwarded {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := busybox(t)
			r := w.command("/bin/sh", "-c", listener).start(t)
			awaitFile(t, w.host("/tmp/ready"))
			if err := r.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			r.wait(t).exits(t, 9).prints(t, "got "+name)
		})
	}
}

// A forwarded signal that the command does not catch ends it, and uproot tells
// so.
func TestForwardedSignalKills(t *testing.T) {
	for _, name := range []string{"TERM", "INT", "HUP", "QUIT", "USR1", "USR2"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := busybox(t)
			// The shell becomes a program that leaves signals as they are.
			r := w.command("/bin/sh", "-c", "echo ready > /tmp/ready; exec sleep 1000").start(t)
			awaitFile(t, w.host("/tmp/ready"))
			if err := r.cmd.Process.Signal(forwarded[name]); err != nil {
				t.Fatal(err)
			}
			r.wait(t).exits(t, 128+int(forwarded[name]))
		})
	}
}

// Signals between guests: handlers run, masks hold, SIGCHLD comes.
func TestSignalsBetweenGuests(t *testing.T) {
	t.Parallel()
	out := busybox(t).sh(t, `
		trap 'echo USR1' USR1
		trap 'echo USR2' USR2
		sh -c "kill -USR1 $$; kill -USR2 $$"
		trap '' HUP
		sh -c "kill -HUP $$"
		sleep 1000 & child=$!
		kill -TERM $child
		wait $child || echo child $?
		kill -0 $child 2>/dev/null || echo gone`)
	if got := strings.Fields(out); strings.Join(got, " ") != "USR1 USR2 child 143 gone" {
		t.Errorf("got %q", got)
	}
}

// A stopped guest makes no progress and goes on when it is told to.
func TestStoppedGuest(t *testing.T) {
	t.Parallel()
	out := busybox(t).sh(t, `
		(while :; do echo x >> /tmp/count; done) & child=$!
		count() { [ -f /tmp/count ] && wc -c < /tmp/count || echo 0; }
		until [ "$(count)" -gt 10 ]; do sleep 0.01; done
		kill -STOP $child
		sleep 0.2
		before=$(count)
		for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do load forks 5 >/dev/null; done
		[ "$(count)" = "$before" ] && echo stopped
		kill -CONT $child
		until [ "$(count)" -gt "$before" ]; do sleep 0.01; done
		echo continued
		kill -STOP $child
		kill -KILL $child
		wait $child || echo child $?`)
	if got := strings.Join(strings.Fields(out), " "); got != "stopped continued child 137" {
		t.Errorf("got %q", got)
	}
}

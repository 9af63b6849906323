package tracer

import (
	"os"
	"os/signal"
	"slices"

	"golang.org/x/sys/unix"

	"uproot/internal/sigcode"
)

// forwarded are the signals that reach the main command when they are sent to
// uproot.
var forwarded = []os.Signal{
	unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2, unix.SIGWINCH,
}

// catchSignals catches the signals that are to be forwarded, but for those that
// uproot was started to ignore, as by nohup(1).
func catchSignals() chan os.Signal {
	ch := make(chan os.Signal, 16)
	wanted := slices.DeleteFunc(slices.Clone(forwarded), signal.Ignored)
	if len(wanted) == 0 {
		return ch // Notify would take none for all
	}
	signal.Notify(ch, wanted...)
	for _, s := range wanted {
		sigcode.Watch(s.(unix.Signal))
	}
	return ch
}

// forward passes the caught signals on to the process pid until ch is closed.
// What the kernel sends for a key at the terminal goes to guests by itself; of a
// terminal that hangs up it tells the session's leader alone.
func forward(ch <-chan os.Signal, pid int) {
	session, err := unix.Getsid(0)
	leader := err == nil && session == unix.Getpid()
	for s := range ch {
		if sig := s.(unix.Signal); !sigcode.Kernel(sig) || sig == unix.SIGHUP && leader {
			unix.Kill(pid, sig)
		}
	}
}

package tracer

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"

	"uproot/internal/sigcode"
)

// forwarded are the signals that reach the main command when they are sent to
// uproot.
var forwarded = []os.Signal{
	unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2, unix.SIGWINCH,
}

// forwardSignals passes signals on until the returned function is called. What
// the kernel sends for a key at the terminal goes to guests by itself; of a
// terminal that hangs up it tells the session's leader alone.
func (t *tracer) forwardSignals() (stop func()) {
	ch := make(chan os.Signal, 16)
	signal.Notify(ch, forwarded...)
	for _, s := range forwarded {
		sigcode.Watch(s.(unix.Signal))
	}
	pid := t.main
	session, err := unix.Getsid(0)
	leader := err == nil && session == unix.Getpid()
	go func() {
		for s := range ch {
			if sig := s.(unix.Signal); !sigcode.Kernel(sig) || sig == unix.SIGHUP && leader {
				unix.Kill(pid, sig)
			}
		}
	}()
	return func() {
		signal.Stop(ch)
		close(ch)
	}
}

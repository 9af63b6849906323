package sigcode

import (
	"os"
	"os/signal"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A signal from a process is told from one of the kernel's, and os/signal
// still delivers both.
func TestKernel(t *testing.T) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, unix.SIGURG, unix.SIGALRM, unix.SIGUSR1)
	for _, sig := range []unix.Signal{unix.SIGALRM, unix.SIGUSR1} {
		if e := Watch(sig); e != 0 {
			t.Fatal(e)
		}
	}
	unix.Kill(unix.Getpid(), unix.SIGUSR1)
	wait(t, ch, unix.SIGUSR1)
	if Kernel(unix.SIGUSR1) {
		t.Error("kill(2) taken for the kernel")
	}
	if _, err := unix.Setitimer(unix.ITIMER_REAL, unix.Itimerval{Value: unix.Timeval{Usec: 1000}}); err != nil {
		t.Fatal(err)
	}
	wait(t, ch, unix.SIGALRM)
	if !Kernel(unix.SIGALRM) {
		t.Error("the kernel's timer taken for kill(2)")
	}
}

func wait(t *testing.T, ch chan os.Signal, want unix.Signal) {
	t.Helper()
	for {
		select {
		case got := <-ch:
			if got == want {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%v was not delivered", want)
		}
	}
}

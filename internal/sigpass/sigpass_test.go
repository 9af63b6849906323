package sigpass

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Signals from a process reach the target, those that came before it was known
// too; what the kernel sends by itself does not.
func TestPass(t *testing.T) {
	if err := Catch(unix.SIGUSR1, unix.SIGUSR2, unix.SIGALRM); err != nil {
		t.Fatal(err)
	}
	out, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", `
		trap 'echo one' USR1; trap 'echo two' USR2; trap 'echo alarm' ALRM; trap 'echo end; exit' TERM
		echo ready; while :; do sleep 0.01; done`)
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, out.Name(), "ready")
	unix.Kill(unix.Getpid(), unix.SIGUSR1)
	To(cmd.Process.Pid)
	await(t, out.Name(), "one")
	unix.Kill(unix.Getpid(), unix.SIGUSR2)
	await(t, out.Name(), "two")
	if _, err := unix.Setitimer(unix.ITIMER_REAL, unix.Itimerval{Value: unix.Timeval{Usec: 1}}); err != nil {
		t.Fatal(err)
	}
	for value, err := unix.Getitimer(unix.ITIMER_REAL); value.Value.Usec != 0; value, err = unix.Getitimer(unix.ITIMER_REAL) {
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd.Process.Signal(unix.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(out.Name())
	if strings.Contains(string(got), "alarm") {
		t.Errorf("the kernel's own signal was passed on: %q", got)
	}
}

func await(t *testing.T, file, want string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if b, err := os.ReadFile(file); err == nil && strings.Contains(string(b), want) {
			return
		}
	}
	t.Fatalf("%q did not come", want)
}

package tracer

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Exit statuses of uproot itself, as env(1) and chroot(8) use them.
const (
	statusFailed    = 125
	statusCannotRun = 126
	statusNotFound  = 127
)

// commandError is about the command, not about uproot.
type commandError struct {
	status int
	text   string
}

func (e *commandError) Error() string { return e.text }

// ExitStatus returns the exit status that tells of the error.
func (e *commandError) ExitStatus() int { return e.status }

func notFound(format string, args ...any) error {
	return &commandError{statusNotFound, fmt.Sprintf(format, args...)}
}

func cannotRun(format string, args ...any) error {
	return &commandError{statusCannotRun, fmt.Sprintf(format, args...)}
}

// abandon kills a tracee that cannot be let go on, and says why.
func (t *tracer) abandon(tr *tracee, why string) {
	fmt.Fprintf(os.Stderr, "uproot: guest %d %s; it was killed\n", tr.tid, why)
	unix.Kill(tr.task.Process.ID, unix.SIGKILL)
	ptrace(unix.PTRACE_CONT, tr.tid, 0, 0)
}

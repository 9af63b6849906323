package tracer

import "golang.org/x/sys/unix"

// stopKind says what a wait status means.
type stopKind uint8

const (
	exited      stopKind = iota // ended by itself; code is the status
	killed                      // ended by a signal
	seccompStop                 // the filter returned RET_TRACE
	syscallStop                 // entry or exit
	bornStop                    // made a child
	execStop                    // executed a program
	groupStop                   // stopped by job control
	trapStop                    // first stop of a child, or the end of a group stop
	signalStop                  // about to get a signal
	ignoredStop                 // nothing to do but go on
)

// stop is what a wait status says, see ptrace(2).
type stop struct {
	kind stopKind
	sig  unix.Signal
	code int
}

// decode turns a wait status into a stop.
func decode(status uint32) stop {
	ws := unix.WaitStatus(status)
	switch {
	case ws.Exited():
		return stop{kind: exited, code: ws.ExitStatus()}
	case ws.Signaled():
		return stop{kind: killed, sig: ws.Signal()}
	}
	sig := unix.Signal(status >> 8 & 0xff)
	if event := status >> 16; event != 0 {
		return stop{kind: eventKind(event, sig), sig: sig}
	}
	if sig == unix.SIGTRAP|0x80 { // PTRACE_O_TRACESYSGOOD
		return stop{kind: syscallStop}
	}
	return stop{kind: signalStop, sig: sig}
}

func eventKind(event uint32, sig unix.Signal) stopKind {
	switch event {
	case unix.PTRACE_EVENT_SECCOMP:
		return seccompStop
	case unix.PTRACE_EVENT_FORK, unix.PTRACE_EVENT_VFORK, unix.PTRACE_EVENT_CLONE:
		return bornStop
	case unix.PTRACE_EVENT_EXEC:
		return execStop
	case eventStop:
		if sig == unix.SIGTRAP {
			return trapStop
		}
		return groupStop
	}
	return ignoredStop
}

package tracer

import (
	"fmt"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/syscalls"
)

// tracer is one run. All of it belongs to one OS thread.
type tracer struct {
	cfg      *Config
	features *Features
	kernel   *syscalls.Kernel
	call     *syscalls.Call
	slots    *slots
	tracees  map[int]*tracee
	early    map[int]bool // children that stopped before their parents told of them
	main     int          // process id of the main command
	status   int          // its exit status
	ended    bool         // it has ended
	failure  int          // read end: why the main command did not come to life
	nofile   *unix.Rlimit // the limit that guests keep
	resolver *resolver
	info     arch.SyscallInfo
	change   arch.SyscallInfo
	regs     arch.Regs
}

// loop waits and routes until no tracee is left.
func (t *tracer) loop() error {
	for len(t.tracees) > 0 {
		var status uint32
		tid, e := wait(&status)
		if e == unix.EINTR {
			continue
		}
		if e == unix.ECHILD {
			return nil
		}
		if e != 0 {
			return fmt.Errorf("cannot wait for guests: %w", e)
		}
		t.route(tid, decode(status))
	}
	return nil
}

// route gives a stop to who knows what to do.
func (t *tracer) route(tid int, s stop) {
	tr := t.tracees[tid]
	if tr == nil {
		t.stranger(tid, s)
		return
	}
	switch s.kind {
	case exited, killed:
		t.died(tr, s)
	case seccompStop:
		t.entered(tr)
	case syscallStop:
		t.syscallStopped(tr)
	case bornStop:
		t.born(tr)
	case execStop:
		t.executed(tr)
	case groupStop:
		t.groupStopped(tr, s.sig)
	case trapStop:
		t.trapped(tr)
	case signalStop:
		t.signalled(tr, s.sig)
	default:
		t.resume(tr, 0)
	}
}

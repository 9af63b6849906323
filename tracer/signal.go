package tracer

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
)

// signalled handles a stop before the delivery of sig. A call that was to
// return through the slot is made to look as if it were still at its own place,
// for the handler's frame and for a restart.
func (t *tracer) signalled(tr *tracee, sig unix.Signal) {
	if tr.batch != nil {
		t.batchSignalled(tr, sig)
		return
	}
	if tr.viaSlot {
		tr.viaSlot = false
		if t.regs.Get(tr.tid) == 0 && t.slots.contains(t.regs.ABI(), t.regs.PC()) {
			arch.SetArgs(tr.tid, tr.abi, &tr.slotArgs, 0x3f)
			arch.SetPC(tr.tid, tr.slotPC)
		}
	}
	t.resume(tr, sig)
}

// groupStopped leaves the tracee stopped, as job control wants it.
func (t *tracer) groupStopped(tr *tracee, sig unix.Signal) {
	if tr.newborn {
		t.trapped(tr)
		return
	}
	tr.task.Stopped = true
	ptrace(ptraceListen, tr.tid, 0, 0)
}

// trapped handles the first stop of a child, and the stop that ends a group
// stop.
func (t *tracer) trapped(tr *tracee) {
	tr.task.Stopped = false
	if tr.newborn {
		tr.newborn = false
		t.start(tr)
		return
	}
	t.resume(tr, 0)
}

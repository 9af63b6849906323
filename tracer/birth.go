package tracer

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
)

// stranger handles the stop of a thread that no parent has told of yet.
func (t *tracer) stranger(tid int, s stop) {
	if s.kind == trapStop || s.kind == groupStop {
		t.early[tid] = true
	}
}

// born handles a tracee's stop after it has made a child.
func (t *tracer) born(parent *tracee) {
	id, e := eventMessage(parent.tid)
	if e != 0 {
		return
	}
	flags := t.cloneFlags(parent)
	tid := int(id)
	child := t.add(tid, parent, flags)
	if parent.pending.active && parent.pending.changed != 0 {
		child.pending = pending{changed: parent.pending.changed, args: parent.pending.args, abi: parent.pending.abi}
	}
	if t.early[tid] {
		delete(t.early, tid)
		child.newborn = false
		t.start(child)
	}
	t.resume(parent, 0)
}

// add makes the child of parent a tracee.
func (t *tracer) add(tid int, parent *tracee, flags uint64) *tracee {
	child := &tracee{
		tid: tid, task: parent.task.Child(tid, flags), mm: parent.mm, slot: t.slots.take(),
		shared: t.slots, features: t.features, abi: parent.abi, newborn: true,
	}
	if flags&unix.CLONE_VM == 0 {
		child.mm = &space{slots: parent.mm.slots}
	}
	t.tracees[tid] = child
	return child
}

// start lets a child run for the first time. Registers that were changed for
// the parent's clone are put back in its copy.
func (t *tracer) start(child *tracee) {
	if child.pending.changed != 0 {
		arch.SetArgs(child.tid, child.pending.abi, &child.pending.args, child.pending.changed)
		child.pending.changed = 0
	}
	t.resume(child, 0)
}

// cloneFlags returns the CLONE_* flags of the call by which parent made a
// child.
func (t *tracer) cloneFlags(parent *tracee) uint64 {
	if t.regs.Get(parent.tid) != 0 {
		return 0
	}
	abi := t.regs.ABI()
	nr, args := t.regs.Syscall(abi)
	switch int(nr) {
	case arch.Numbers[abi].Clone:
		return args[0]
	case arch.Numbers[abi].Vfork:
		return unix.CLONE_VM | unix.CLONE_VFORK
	case arch.Numbers[abi].Clone3:
		var b [8]byte
		if n, e := parent.Read(args[0], b[:]); e == 0 && n == 8 {
			return le.Uint64(b[:])
		}
	}
	return 0
}

// died forgets a tracee.
func (t *tracer) died(tr *tracee, s stop) {
	if tr.tid == t.main && !t.ended {
		t.ended = true
		t.status = s.code
		if s.kind == killed {
			t.status = 128 + int(s.sig)
		}
		defer t.mainEnded()
	}
	t.forget(tr)
}

func (t *tracer) forget(tr *tracee) {
	delete(t.tracees, tr.tid)
	t.slots.give(tr.slot)
	tr.task.Release()
}

// mainEnded kills what is left behind if the user wants that.
func (t *tracer) mainEnded() {
	if !t.cfg.KillOnExit {
		return
	}
	for _, tr := range t.tracees {
		unix.Kill(tr.task.Process.ID, unix.SIGKILL)
	}
}

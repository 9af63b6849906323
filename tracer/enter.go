package tracer

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/syscalls"
)

// entered handles the stop of a tracee that is about to make a syscall.
func (t *tracer) entered(tr *tracee) {
	if !t.syscallInfo(tr) {
		return
	}
	nr := int(int32(t.info.Nr))
	if tr.batch != nil {
		t.batchStopped(tr, nr)
		return
	}
	if tr.viaSlot {
		t.leaveSlot(tr)
	}
	tr.task.Drop()
	row, errno := t.decide(tr, nr)
	switch {
	case errno != 0:
		t.cancel(tr, -int64(errno))
	case row == nil:
		t.resume(tr, 0)
	default:
		t.handle(tr, row, nr)
	}
}

// decide returns the row to be handled, or an errno to answer with at once.
func (t *tracer) decide(tr *tracee, nr int) (*syscalls.Row, unix.Errno) {
	if !t.features.Seccomp {
		return t.kernel.Decide(tr.abi, nr, &t.info.Args)
	}
	row, _ := syscalls.Lookup(tr.abi, nr)
	if row == nil || row.Handle == nil {
		return nil, unix.ENOSYS
	}
	return row, 0
}

// syscallInfo reads what the tracee stopped at into t.info. It is false if the
// tracee is gone.
func (t *tracer) syscallInfo(tr *tracee) bool {
	if !t.features.GetSyscallInfo {
		return t.infoFromRegs(tr)
	}
	if e := arch.GetSyscallInfo(tr.tid, &t.info); e != 0 {
		return false
	}
	abi, ok := arch.AuditABI(t.info.Arch)
	if !ok {
		return false
	}
	tr.abi, tr.sp, tr.lent = abi, t.info.SP, 0
	return true
}

// infoFromRegs is for kernels before 5.3.
func (t *tracer) infoFromRegs(tr *tracee) bool {
	if e := t.regs.Get(tr.tid); e != 0 {
		return false
	}
	tr.abi = t.regs.ABI()
	t.info.Nr, t.info.Args = t.regs.Syscall(tr.abi)
	t.info.PC, t.info.SP = t.regs.PC(), t.regs.SP()
	tr.sp, tr.lent = t.info.SP, 0
	return true
}

// handle has the row's handler decide and does what it says.
func (t *tracer) handle(tr *tracee, row *syscalls.Row, nr int) {
	c := t.call
	c.Begin(tr, tr.task, row)
	c.ABI, c.Nr, c.Args = tr.abi, nr, t.info.Args
	verdict := row.Handle(c)
	c.End()
	if t.cfg.Verbose > 1 {
		t.tellCall(tr, c, verdict)
	}
	switch {
	case verdict == syscalls.Done:
		t.cancel(tr, c.Ret)
	case c.Changed == 0 && c.OnExit == nil && c.NewNr < 0:
		t.resume(tr, 0)
	case c.OnExit == nil && c.NewNr < 0 && t.canUseSlot(tr):
		t.throughSlot(tr, c)
	default:
		t.rewrite(tr, c, nr)
	}
}

// cancel answers the call with ret.
func (t *tracer) cancel(tr *tracee, ret int64) {
	if !t.features.Seccomp {
		tr.pending = pending{active: true, answer: true, ret: ret, nr: -1}
	}
	arch.Cancel(tr.tid, ret)
	t.resume(tr, 0)
}

// rewrite lets the tracee make a changed call and waits for its exit.
func (t *tracer) rewrite(tr *tracee, c *syscalls.Call, nr int) {
	tr.pending = pending{
		active: true, changed: c.Changed, nr: -1, args: t.info.Args,
		abi: tr.abi, row: c.Row, onExit: c.OnExit, own: nr,
	}
	if c.NewNr >= 0 {
		tr.pending.nr = int64(nr)
		nr = c.NewNr
	}
	t.setCall(tr, c, nr)
	t.resume(tr, 0)
}

// setCall gives the call that the tracee is about to make its new arguments and
// the number nr.
func (t *tracer) setCall(tr *tracee, c *syscalls.Call, nr int) {
	if t.features.SetSyscallInfo && t.features.GetSyscallInfo {
		t.change = t.info
		t.change.Nr, t.change.Args = uint64(nr), c.Args
		if arch.SetSyscallInfo(tr.tid, &t.change) == 0 {
			return
		}
	}
	arch.SetArgs(tr.tid, tr.abi, &c.Args, c.Changed)
	if c.NewNr >= 0 {
		arch.SetNr(tr.tid, int64(nr))
	}
}

// syscallStopped handles a stop asked for by PTRACE_SYSCALL.
func (t *tracer) syscallStopped(tr *tracee) {
	if !t.syscallInfo(tr) {
		return
	}
	if t.exits(tr) {
		tr.inCall = false
		t.left(tr)
		return
	}
	tr.inCall = true
	t.entered(tr)
}

// exits reports that a syscall stop is an exit. With seccomp only exits are
// asked for; without, kernels before 5.3 leave it to the count of stops.
func (t *tracer) exits(tr *tracee) bool {
	switch {
	case t.features.GetSyscallInfo:
		return t.info.Op == arch.OpExit
	case t.features.Seccomp:
		return true
	}
	return tr.inCall
}

// left handles the exit of a call: changed registers are put back, and whoever
// asked sees the result.
func (t *tracer) left(tr *tracee) {
	p := &tr.pending
	if !p.active {
		t.resume(tr, 0)
		return
	}
	p.active = false
	ret := t.result(tr)
	if p.answer {
		arch.SetRet(tr.tid, p.ret)
		t.resume(tr, 0)
		return
	}
	if p.changed != 0 {
		arch.SetArgs(tr.tid, p.abi, &p.args, p.changed)
	}
	if p.nr >= 0 {
		arch.SetNr(tr.tid, p.nr)
	}
	if p.onExit != nil {
		t.seeResult(tr, p, ret)
	}
	t.resume(tr, 0)
}

// result returns the return value at an exit stop.
func (t *tracer) result(tr *tracee) int64 {
	if t.features.GetSyscallInfo {
		return t.info.Ret()
	}
	return t.regs.Ret()
}

// seeResult gives the result to the handler's second half.
func (t *tracer) seeResult(tr *tracee, p *pending, ret int64) {
	c := t.call
	c.Begin(tr, tr.task, p.row)
	c.ABI, c.Args = p.abi, p.args
	switch seen := p.onExit(c, ret); {
	case c.Again:
		t.makeAgain(tr)
	case seen != ret:
		arch.SetRet(tr.tid, seen)
	}
	c.End()
}

// makeAgain has the tracee make its call once more, from the exit stop of it.
func (t *tracer) makeAgain(tr *tracee) {
	if t.regs.Get(tr.tid) == 0 {
		t.regs.Restart(tr.abi, tr.pending.own, tr.pending.args[0])
		t.regs.Set(tr.tid)
	}
}

// canUseSlot reports that the tracee's slot can put its registers back.
func (t *tracer) canUseSlot(tr *tracee) bool {
	return tr.slot >= 0 && tr.mm.slots && t.features.Seccomp && arch.SlotReturns(tr.abi)
}

// throughSlot lets the tracee make a changed call that returns through its
// slot, which spares the exit stop.
func (t *tracer) throughSlot(tr *tracee, c *syscalls.Call) {
	arch.FillSlot(t.slots.at(tr.slot), &t.info.Args, t.info.PC)
	tr.viaSlot, tr.slotArgs, tr.slotPC = true, t.info.Args, t.info.PC
	t.setCall(tr, c, c.Nr)
	arch.SetPC(tr.tid, arch.SlotsBase(tr.abi)+uint64(tr.slot)*slotSize+arch.SlotReturn)
	ptrace(unix.PTRACE_CONT, tr.tid, 0, 0)
}

// leaveSlot undoes throughSlot if the tracee is still there: the kernel is
// about to restart the call.
func (t *tracer) leaveSlot(tr *tracee) {
	tr.viaSlot = false
	if !t.slots.contains(tr.abi, t.info.PC) {
		return
	}
	t.info.Args, t.info.PC = tr.slotArgs, tr.slotPC
	arch.SetArgs(tr.tid, tr.abi, &tr.slotArgs, 0x3f)
	arch.SetPC(tr.tid, tr.slotPC)
}

package tracer

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/syscalls"
)

// tracee is a traced guest thread.
type tracee struct {
	tid      int
	task     *syscalls.Task
	mm       *space
	slot     int32
	shared   *slots
	features *Features

	abi  arch.ABI // of the call it stopped at
	sp   uint64
	lent uint64 // bytes lent in this call

	pending  pending // a rewritten call whose exit stop is awaited
	viaSlot  bool    // a rewritten call returns through the slot
	slotArgs [6]uint64
	slotPC   uint64
	batch    *batch // syscalls that the tracer makes it run

	newborn bool // its first stop has not been seen
	inCall  bool // without seccomp: the next syscall stop is an exit
}

// space is an address space; CLONE_VM shares it.
type space struct{ slots bool }

// pending is a call that was rewritten and is to be seen again at its exit.
type pending struct {
	active  bool
	changed uint8
	own     int   // the number that the guest called
	nr      int64 // to be put back, or -1
	args    [6]uint64
	abi     arch.ABI
	row     *syscalls.Row
	onExit  syscalls.Exit
	answer  bool // without seccomp: ret is the result
	ret     int64
}

// resume lets the tracee run on, with the signal sig if it is not 0.
func (t *tracer) resume(tr *tracee, sig unix.Signal) {
	req := unix.PTRACE_CONT
	if tr.pending.active || (!t.features.Seccomp && tr.batch == nil) || (tr.batch != nil && !t.features.Seccomp) {
		req = unix.PTRACE_SYSCALL
	}
	ptrace(req, tr.tid, 0, uintptr(sig))
}

package tracer

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
)

// batch is a list of syscalls that a tracee is made to run at its exec stop, in
// one go: code for them takes the place of the program's entry meanwhile, the
// list and its data lie below the stack.
type batch struct {
	calls   []arch.BatchCall
	done    func() unix.Errno // sees the results; the tracee is stopped
	loader  *loader
	at      uint64 // where the next data goes
	table   uint64
	code    uint64
	saved   []byte
	sigmask uint64
	held    unix.Signal // SIGSTOP that came meanwhile
	what    []byte      // data and table, from at to the stack
}

const batchRoom = 8192 // below the stack pointer, of the 128 KiB that execve makes room for

func (l *loader) newBatch() *batch {
	at := (l.stack.sp - batchRoom) &^ 15
	return &batch{loader: l, at: at}
}

// add appends a call and returns its index.
func (b *batch) add(c arch.BatchCall) int {
	b.calls = append(b.calls, c)
	return len(b.calls) - 1
}

// data puts bytes into the guest's memory for the calls to use.
func (b *batch) data(p []byte) uint64 {
	addr := b.at + uint64(len(b.what))
	b.what = append(b.what, p...)
	for len(b.what)%8 != 0 {
		b.what = append(b.what, 0)
	}
	return addr
}

// run sets the tracee to work on the batch.
func (l *loader) run(b *batch) unix.Errno {
	tr := l.tr
	b.table = b.at + uint64(len(b.what))
	b.what = arch.EncodeBatch(b.what, l.plan.ABI, b.calls)
	if e := tr.Write(b.at, b.what); e != 0 {
		return e
	}
	code := arch.BatchCode(l.plan.ABI)
	b.code = codePlace(l.regs.PC(), len(code))
	b.saved = make([]byte, len(code))
	if e := tr.readAll(b.code, b.saved); e != 0 {
		return e
	}
	if e := tr.writeWords(b.code, code); e != 0 {
		return e
	}
	b.sigmask, _ = getSigmask(tr.tid)
	setSigmask(tr.tid, ^uint64(0))
	regs := l.regs
	regs.StartBatch(b.code, b.table, len(b.calls))
	if e := regs.Set(tr.tid); e != 0 {
		return 0 // it is gone
	}
	tr.batch = b
	l.resume(tr, 0)
	return 0
}

// codePlace returns where in the page of pc there is room for n bytes.
func codePlace(pc uint64, n int) uint64 {
	page := pc &^ (pageSize - 1)
	return min(pc&^7, page+pageSize-uint64(n+7)&^7)
}

// batchStopped handles a syscall stop of a tracee at work on a batch.
func (t *tracer) batchStopped(tr *tracee, nr int) {
	if nr != arch.BatchEnd {
		t.resume(tr, 0)
		return
	}
	b := tr.batch
	tr.batch = nil
	arch.SetNr(tr.tid, -1)
	size := len(b.calls) * 7 * tr.abi.PointerSize()
	results := make([]byte, size)
	if e := tr.readAll(b.table, results); e != 0 {
		t.abandon(tr, "cannot read back what a batch did")
		return
	}
	arch.DecodeBatch(results, tr.abi, b.calls)
	tr.writeWords(b.code, b.saved)
	setSigmask(tr.tid, b.sigmask)
	if b.held != 0 {
		unix.Tgkill(tr.task.Process.ID, tr.tid, b.held)
	}
	if e := b.done(); e != 0 {
		t.abandon(tr, "cannot load "+string(b.loader.plan.Name)+": "+e.Error())
	}
}

// batchSignalled handles a signal during a batch. All but SIGSTOP and SIGKILL
// are blocked; others are faults of the batch itself.
func (t *tracer) batchSignalled(tr *tracee, sig unix.Signal) {
	if sig == unix.SIGSTOP {
		tr.batch.held = sig
		t.resume(tr, 0)
		return
	}
	t.abandon(tr, "was stopped by "+unix.SignalName(sig)+" while it was loaded")
}

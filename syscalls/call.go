package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/translate"
)

// Tracee is what a handler may do with the thread that stopped. The tracer
// implements it.
type Tracee interface {
	// Read copies guest memory at addr to buf, as much as is mapped, and returns
	// how much that was: at least one byte, or EFAULT.
	Read(addr uint64, buf []byte) (int, unix.Errno)
	// Write copies buf to guest memory, all of it or EFAULT.
	Write(addr uint64, buf []byte) unix.Errno
	// Lend puts b where the guest can read it until the syscall has ended, and
	// returns the address there.
	Lend(b []byte) (uint64, unix.Errno)
}

// Verdict is what a handler decides.
type Verdict uint8

const (
	// Resume lets the guest make the call, with the arguments as they are in
	// the Call.
	Resume Verdict = iota
	// Done means that the call is answered: the guest gets Call.Ret.
	Done
)

// Handler decides what becomes of a syscall that a thread is about to make.
type Handler func(c *Call) Verdict

// Exit sees the result of a syscall that the guest made, and returns what the
// guest will see. Arguments are those of the guest.
type Exit func(c *Call, ret int64) int64

// Call is one syscall of one thread, from stop to resume. There is one Call per
// tracer, used again and again.
type Call struct {
	*Kernel
	Task   *Task
	Tracee Tracee
	Row    *Row
	ABI    arch.ABI
	Nr     int
	Args   [6]uint64

	Ret     int64 // Done: the result
	Changed uint8 // bit i: Args[i] is no longer the guest's
	NewNr   int   // Resume: another syscall of the ABI instead, or -1
	OnExit  Exit  // Resume: asks for an exit stop
	Again   bool  // OnExit: have the guest make the call once more

	walkers [2]translate.Walker
	starts  [2]translate.Dir
	paths   [2][translate.PathMax + 1]byte
	buf     [bufSize]byte
	host    [2 * translate.PathMax]byte
	msg     [64]byte
	stat    unix.Stat_t
	statx   unix.Statx_t
	statfs  unix.Statfs_t

	timespecs [2]unix.Timespec
	exec      execScratch
}

// bufSize is enough for a path, an extended attribute value and a message
// header with its vectors.
const bufSize = 64 << 10

// NewCall returns a Call for guests of k.
func NewCall(k *Kernel) *Call {
	c := &Call{Kernel: k}
	for i := range c.walkers {
		w := &c.walkers[i]
		w.Table, w.Openat2, w.Proc = k.Table, k.Features.Openat2, (*procView)(c)
		c.starts[i].FD = -1
	}
	return c
}

// Begin makes c the call that t stopped at.
func (c *Call) Begin(t Tracee, task *Task, row *Row) {
	c.Tracee, c.Task, c.Row = t, task, row
	c.Changed, c.NewNr, c.OnExit, c.Ret, c.Again = 0, -1, nil, 0, false
}

// End gives back what the handler looked up.
func (c *Call) End() {
	for i := range c.walkers {
		c.walkers[i].Place.Release()
		if c.starts[i].FD >= 0 {
			closeFD(c.starts[i].FD)
			c.starts[i].FD = -1
		}
	}
}

// fail answers with an errno.
func (c *Call) fail(e unix.Errno) Verdict {
	c.Ret = -int64(e)
	return Done
}

// answer answers with e, or with 0 if e is none.
func (c *Call) answer(e unix.Errno) Verdict { return c.fail(e) }

// ret answers with a value.
func (c *Call) ret(v int) Verdict {
	c.Ret = int64(v)
	return Done
}

// setArg changes an argument of the call that the guest will make.
func (c *Call) setArg(i int, v uint64) {
	c.Args[i] = v
	c.Changed |= 1 << i
}

// setPath makes argument i point at the path b, which ends in NUL.
func (c *Call) setPath(i int, b []byte) unix.Errno {
	addr, e := c.Tracee.Lend(b)
	if e == 0 {
		c.setArg(i, addr)
	}
	return e
}

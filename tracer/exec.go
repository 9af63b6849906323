package tracer

import (
	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/syscalls"
)

// executed handles the stop of a tracee whose execve has succeeded. Nothing of
// the new program has run yet; it is made to look as if the kernel had loaded
// the guest's program by itself.
func (t *tracer) executed(tr *tracee) {
	tr = t.takeLeader(tr)
	plan := tr.task.Plan
	tr.task.Plan = nil
	tr.pending, tr.viaSlot, tr.batch = pending{}, false, nil
	tr.mm = &space{}
	if plan == nil {
		t.abandon(tr, "executed a program without a plan")
		return
	}
	tr.abi = plan.ABI
	l := &loader{tracer: t, tr: tr, plan: plan}
	if e := l.start(); e != 0 {
		t.abandon(tr, "cannot load "+string(plan.Name)+": "+e.Error())
	}
}

// takeLeader gives the thread that executed the id of its process, which
// execve has given it if it was not the leader; the former id is in the event's
// message (ptrace(2), "execve(2) under ptrace").
func (t *tracer) takeLeader(leader *tracee) *tracee {
	former, e := eventMessage(leader.tid)
	if e != 0 || int(former) == leader.tid {
		return leader
	}
	tr := t.tracees[int(former)]
	if tr == nil {
		return leader
	}
	delete(t.tracees, int(former))
	t.forget(leader)
	tr.tid, tr.task.TID = leader.tid, leader.tid
	t.tracees[tr.tid] = tr
	return tr
}

// loader brings a program into a tracee at its exec stop.
type loader struct {
	*tracer
	tr    *tracee
	plan  *syscalls.Plan
	regs  arch.Regs
	stack *stack
	bias  uint64    // of the program
	brk   uint64    // where the heap begins, 0 if the kernel's choice stays
	moved bool      // the stack was rebuilt: the kernel must be told
	args  [2]uint64 // where the strings of argv begin and end
}

func (l *loader) start() unix.Errno {
	if e := l.regs.Get(l.tr.tid); e != 0 {
		return 0 // it is gone
	}
	s, e := readStack(l.tr, l.plan.ABI, l.regs.SP())
	if e != 0 {
		return e
	}
	l.stack = s
	if need := l.room(); need > maxMoved {
		return l.growStack(need)
	}
	return l.arrange()
}

// arrange places the program and its words, and brings them in.
func (l *loader) arrange() unix.Errno {
	l.place()
	if e := l.rewriteStack(); e != 0 {
		return e
	}
	l.regs.SetSP(l.stack.sp)
	if l.plan.ABI == arch.Native {
		return l.load(arch.LastFD, arch.LastFD)
	}
	return l.openFirst()
}

// place decides where the program goes, and tells it by the auxiliary vector.
func (l *loader) place() {
	im := &l.plan.Program
	if !l.plan.Dynamic {
		l.bias = l.stack.auxValue(atEntry) - im.Entry
		return
	}
	base := l.stack.auxValue(atEntry) - l.plan.Interp.Entry
	if im.Type == unix.ET_DYN {
		l.bias = l.programBias()
	}
	l.stack.setAux(atPhdr, l.bias+im.HeadersAddr())
	l.stack.setAux(atPhent, uint64(im.Phentsize))
	l.stack.setAux(atPhnum, uint64(im.Phnum))
	l.stack.setAux(atEntry, l.bias+im.Entry)
	l.stack.setAux(atBase, base)
	_, end := im.Span(pageSize)
	l.brk = alignUp(l.bias+end, pageSize)
	if l.randomized() {
		l.brk += uint64(random(arch.BrkPages(l.plan.ABI))) * pageSize
	}
}

func alignUp(v, align uint64) uint64 { return (v + align - 1) &^ (align - 1) }

// randomized reports that the address space is laid out at random: the string
// behind AT_EXECFN otherwise ends at the very top of the stack.
func (l *loader) randomized() bool {
	name, e := l.tr.stringAt(l.stack.auxValue(atExecfn))
	end := l.stack.auxValue(atExecfn) + uint64(len(name)) + 1
	return e != 0 || !arch.StackTop(l.plan.ABI, alignUp(end, pageSize))
}

// programBias chooses the place of a position-independent program, as the
// kernel does (ELF_ET_DYN_BASE in load_elf_binary).
func (l *loader) programBias() uint64 {
	im := &l.plan.Program
	low, _ := im.Span(pageSize)
	base := arch.ProgramBase(l.plan.ABI, l.stack.sp)
	if l.randomized() {
		base += uint64(random(arch.ProgramPages(l.plan.ABI))) * pageSize
	}
	return base&^(max(im.Alignment(), pageSize)-1) - low
}

// rewriteStack gives AT_EXECFN the guest's name of the program, and argv the
// words of a script.
func (l *loader) rewriteStack() unix.Errno {
	s := l.stack
	l.argBounds()
	at := s.auxValue(atExecfn)
	old, e := l.tr.stringAt(at)
	if e != 0 {
		return e
	}
	if len(l.plan.Name) <= len(old) {
		text := make([]byte, len(old)+1)
		copy(text, l.plan.Name)
		if e := l.tr.Write(at, text); e != 0 {
			return e
		}
	}
	if len(l.plan.Args) > 0 || len(l.plan.Name) > len(old) {
		return l.rebuild()
	}
	if l.plan.Dynamic {
		addr, _ := s.auxvAddr()
		return l.tr.Write(addr, s.block[s.auxv*s.word:])
	}
	return 0
}

// argBounds notes where the strings of argv begin and end (/proc/PID/cmdline).
func (l *loader) argBounds() {
	s := l.stack
	end := s.auxValue(atExecfn)
	if s.get(s.envp) != 0 {
		end = s.get(s.envp)
	}
	l.args = [2]uint64{end, end}
	if s.argc > 0 {
		l.args[0] = s.get(1)
	}
}

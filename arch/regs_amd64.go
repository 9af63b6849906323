package arch

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Native is the ABI of this build; Compat the 32-bit ABI its kernel may run.
const (
	Native = AMD64
	Compat = I386
)

// Regs are the general registers of a stopped tracee.
type Regs struct{ raw unix.PtraceRegs }

// Get reads the registers of tid.
func (r *Regs) Get(tid int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, unix.PTRACE_GETREGS, uintptr(tid), 0, uintptr(unsafe.Pointer(&r.raw)), 0, 0)
	return e
}

// Set writes the registers of tid.
func (r *Regs) Set(tid int) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, unix.PTRACE_SETREGS, uintptr(tid), 0, uintptr(unsafe.Pointer(&r.raw)), 0, 0)
	return e
}

// PC returns the program counter.
func (r *Regs) PC() uint64 { return r.raw.Rip }

// SetPC sets the program counter.
func (r *Regs) SetPC(pc uint64) { r.raw.Rip = pc }

// SP returns the stack pointer.
func (r *Regs) SP() uint64 { return r.raw.Rsp }

// SetSP sets the stack pointer.
func (r *Regs) SetSP(sp uint64) { r.raw.Rsp = sp }

// Ret returns the return value of the last syscall.
func (r *Regs) Ret() int64 { return int64(r.raw.Rax) }

// ABI returns the ABI of the code that the registers belong to. A 64-bit
// program that used int 0x80 is not told apart: see SyscallInfo.
func (r *Regs) ABI() ABI {
	const user32CS = 0x23 // __USER32_CS, asm/segment.h
	if r.raw.Cs == user32CS {
		return I386
	}
	return AMD64
}

// Syscall returns number and arguments of the syscall that the tracee stopped
// at, for kernels without PTRACE_GET_SYSCALL_INFO.
func (r *Regs) Syscall(abi ABI) (nr uint64, args [6]uint64) {
	g := &r.raw
	if abi == I386 {
		return g.Orig_rax, [6]uint64{lo(g.Rbx), lo(g.Rcx), lo(g.Rdx), lo(g.Rsi), lo(g.Rdi), lo(g.Rbp)}
	}
	return g.Orig_rax, [6]uint64{g.Rdi, g.Rsi, g.Rdx, g.R10, g.R8, g.R9}
}

func lo(v uint64) uint64 { return v & 0xffffffff }

// NoSyscall says that the registers belong to no syscall, so that none is made
// or restarted when they are set at the entry of one.
func (r *Regs) NoSyscall() { r.raw.Orig_rax = ^uint64(0) }

// Restart goes back to the syscall instruction, of any ABI two bytes, with the
// number nr and the first argument a0.
func (r *Regs) Restart(_ ABI, nr int, _ uint64) {
	r.raw.Rip -= 2
	r.raw.Rax, r.raw.Orig_rax = uint64(nr), ^uint64(0)
}

// StartBatch points the registers at the batch code at pc, which runs the n
// calls at table; see BatchCode.
func (r *Regs) StartBatch(pc, table uint64, n int) {
	r.raw.Rip, r.raw.Orig_rax = pc, ^uint64(0)
	if r.ABI() == I386 {
		r.raw.Rsp = table
		return
	}
	r.raw.R12, r.raw.R13 = table, uint64(n)
}

var (
	argRegs64 = [6]uintptr{
		unsafe.Offsetof(unix.PtraceRegs{}.Rdi), unsafe.Offsetof(unix.PtraceRegs{}.Rsi),
		unsafe.Offsetof(unix.PtraceRegs{}.Rdx), unsafe.Offsetof(unix.PtraceRegs{}.R10),
		unsafe.Offsetof(unix.PtraceRegs{}.R8), unsafe.Offsetof(unix.PtraceRegs{}.R9),
	}
	argRegs32 = [6]uintptr{
		unsafe.Offsetof(unix.PtraceRegs{}.Rbx), unsafe.Offsetof(unix.PtraceRegs{}.Rcx),
		unsafe.Offsetof(unix.PtraceRegs{}.Rdx), unsafe.Offsetof(unix.PtraceRegs{}.Rsi),
		unsafe.Offsetof(unix.PtraceRegs{}.Rdi), unsafe.Offsetof(unix.PtraceRegs{}.Rbp),
	}
)

func poke(tid int, offset uintptr, value uint64) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, unix.PTRACE_POKEUSR, uintptr(tid), offset, uintptr(value), 0, 0)
	return e
}

// SetArgs writes those arguments of a stopped syscall whose bit is in mask.
func SetArgs(tid int, abi ABI, args *[6]uint64, mask uint8) unix.Errno {
	regs := &argRegs64
	if abi == I386 {
		regs = &argRegs32
	}
	for i, offset := range regs {
		if mask>>i&1 == 0 {
			continue
		}
		if e := poke(tid, offset, args[i]); e != 0 {
			return e
		}
	}
	return 0
}

// SetNr changes the number of a syscall that the tracee is about to make.
func SetNr(tid int, nr int64) unix.Errno {
	return poke(tid, unsafe.Offsetof(unix.PtraceRegs{}.Orig_rax), uint64(nr))
}

// SetRet sets the return value that the tracee will see.
func SetRet(tid int, ret int64) unix.Errno {
	return poke(tid, unsafe.Offsetof(unix.PtraceRegs{}.Rax), uint64(ret))
}

// SetPC sets the program counter of the tracee.
func SetPC(tid int, pc uint64) unix.Errno {
	return poke(tid, unsafe.Offsetof(unix.PtraceRegs{}.Rip), pc)
}

// Cancel makes the kernel skip the syscall that the tracee is about to make
// and return ret.
func Cancel(tid int, ret int64) unix.Errno {
	if e := SetNr(tid, -1); e != 0 {
		return e
	}
	return SetRet(tid, ret)
}

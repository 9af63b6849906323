package arch

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Native is the ABI of this build; Compat the 32-bit ABI its kernel may run.
const (
	Native = ARM64
	Compat = ARM
)

const (
	ntPRStatus      = 1
	ntARMSystemCall = 0x404 // the only way to change the number, see ptrace(2) and arch/arm64/kernel/ptrace.c
	compatRegs      = 18    // words in the register set of a 32-bit tracee
)

// Regs are the general registers of a stopped tracee. Those of a 32-bit
// tracee come as 18 words.
type Regs struct {
	raw    unix.PtraceRegs
	words  [compatRegs]uint32
	compat bool
}

func regset(req int, tid int, kind uintptr, p unsafe.Pointer, size uintptr) (uintptr, unix.Errno) {
	iov := unix.Iovec{Base: (*byte)(p), Len: uint64(size)}
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, uintptr(req), uintptr(tid), kind, uintptr(unsafe.Pointer(&iov)), 0, 0)
	return uintptr(iov.Len), e
}

// Get reads the registers of tid.
func (r *Regs) Get(tid int) unix.Errno {
	n, e := regset(unix.PTRACE_GETREGSET, tid, ntPRStatus, unsafe.Pointer(&r.raw), unsafe.Sizeof(r.raw))
	if r.compat = n == compatRegs*4; r.compat {
		r.words = *(*[compatRegs]uint32)(unsafe.Pointer(&r.raw))
	}
	return e
}

// Set writes the registers of tid.
func (r *Regs) Set(tid int) unix.Errno {
	var e unix.Errno
	if r.compat {
		_, e = regset(unix.PTRACE_SETREGSET, tid, ntPRStatus, unsafe.Pointer(&r.words), unsafe.Sizeof(r.words))
	} else {
		_, e = regset(unix.PTRACE_SETREGSET, tid, ntPRStatus, unsafe.Pointer(&r.raw), unsafe.Sizeof(r.raw))
	}
	return e
}

// PC returns the program counter.
func (r *Regs) PC() uint64 {
	if r.compat {
		return uint64(r.words[15])
	}
	return r.raw.Pc
}

// SetPC sets the program counter.
func (r *Regs) SetPC(pc uint64) { r.raw.Pc, r.words[15] = pc, uint32(pc) }

// SP returns the stack pointer.
func (r *Regs) SP() uint64 {
	if r.compat {
		return uint64(r.words[13])
	}
	return r.raw.Sp
}

// SetSP sets the stack pointer.
func (r *Regs) SetSP(sp uint64) { r.raw.Sp, r.words[13] = sp, uint32(sp) }

// Ret returns the return value of the last syscall.
func (r *Regs) Ret() int64 {
	if r.compat {
		return int64(int32(r.words[0]))
	}
	return int64(r.raw.Regs[0])
}

// ABI returns the ABI of the code that the registers belong to.
func (r *Regs) ABI() ABI {
	if r.compat {
		return ARM
	}
	return ARM64
}

// Syscall returns number and arguments of the syscall that the tracee stopped
// at, for kernels without PTRACE_GET_SYSCALL_INFO.
func (r *Regs) Syscall(ABI) (nr uint64, args [6]uint64) {
	if r.compat {
		for i := range args {
			args[i] = uint64(r.words[i])
		}
		return uint64(r.words[7]), args
	}
	copy(args[:], r.raw.Regs[:6])
	return r.raw.Regs[8], args
}

// NoSyscall says that the registers belong to no syscall; on arm64 SetNr does.
func (r *Regs) NoSyscall() {}

// Restart goes back to the syscall instruction with the number nr and the first
// argument a0. A Thumb instruction has two bytes, the others four.
func (r *Regs) Restart(abi ABI, nr int, a0 uint64) {
	const thumb = 1 << 5
	size := uint64(4)
	if abi == ARM && r.words[16]&thumb != 0 {
		size = 2
	}
	r.SetPC(r.PC() - size)
	r.raw.Regs[0], r.raw.Regs[8] = a0, uint64(nr)
	r.words[0], r.words[7] = uint32(a0), uint32(nr)
}

// StartBatch points the registers at the batch code at pc, which runs the n
// calls at table; see BatchCode.
func (r *Regs) StartBatch(pc, table uint64, n int) {
	r.SetPC(pc)
	r.raw.Regs[19], r.raw.Regs[20] = table, uint64(n)
	r.words[9] = uint32(table)
}

// SetArgs writes those arguments of a stopped syscall whose bit is in mask.
func SetArgs(tid int, _ ABI, args *[6]uint64, mask uint8) unix.Errno {
	var r Regs
	if e := r.Get(tid); e != 0 {
		return e
	}
	for i, v := range args {
		if mask>>i&1 != 0 {
			r.raw.Regs[i], r.words[i] = v, uint32(v)
		}
	}
	return r.Set(tid)
}

// SetNr changes the number of a syscall that the tracee is about to make.
func SetNr(tid int, nr int64) unix.Errno {
	n := int32(nr)
	_, e := regset(unix.PTRACE_SETREGSET, tid, ntARMSystemCall, unsafe.Pointer(&n), unsafe.Sizeof(n))
	return e
}

// SetRet sets the return value that the tracee will see.
func SetRet(tid int, ret int64) unix.Errno {
	var r Regs
	if e := r.Get(tid); e != 0 {
		return e
	}
	r.raw.Regs[0], r.words[0] = uint64(ret), uint32(ret)
	return r.Set(tid)
}

// SetPC sets the program counter of the tracee.
func SetPC(tid int, pc uint64) unix.Errno {
	var r Regs
	if e := r.Get(tid); e != 0 {
		return e
	}
	r.SetPC(pc)
	return r.Set(tid)
}

// Cancel makes the kernel skip the syscall that the tracee is about to make
// and return ret. arm64 keeps the result and the first argument in the same
// register, so the number goes first.
func Cancel(tid int, ret int64) unix.Errno {
	if e := SetNr(tid, -1); e != 0 {
		return e
	}
	return SetRet(tid, ret)
}

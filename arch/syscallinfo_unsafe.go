package arch

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The kinds of stop that PTRACE_GET_SYSCALL_INFO tells apart, see ptrace(2).
const (
	OpNone    = 0
	OpEntry   = 1
	OpExit    = 2
	OpSeccomp = 3
)

// SyscallInfo is struct ptrace_syscall_info (linux/ptrace.h) as filled in at
// an entry or seccomp stop. At an exit stop Nr is the return value.
type SyscallInfo struct {
	Op   uint8
	_    [3]uint8
	Arch uint32 // AUDIT_ARCH_*
	PC   uint64
	SP   uint64
	Nr   uint64
	Args [6]uint64
	Data uint32 // the filter's SECCOMP_RET_DATA
	_    uint32
}

const (
	ptraceGetSyscallInfo = 0x420e
	ptraceSetSyscallInfo = 0x4212
)

// GetSyscallInfo is PTRACE_GET_SYSCALL_INFO (5.3).
func GetSyscallInfo(tid int, info *SyscallInfo) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, ptraceGetSyscallInfo, uintptr(tid),
		unsafe.Sizeof(*info), uintptr(unsafe.Pointer(info)), 0, 0)
	return e
}

// SetSyscallInfo is PTRACE_SET_SYSCALL_INFO (6.16), with what GetSyscallInfo has
// filled in at the same stop, but for number and arguments.
func SetSyscallInfo(tid int, info *SyscallInfo) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, ptraceSetSyscallInfo, uintptr(tid),
		unsafe.Sizeof(*info), uintptr(unsafe.Pointer(info)), 0, 0)
	return e
}

// Ret returns the return value at an exit stop.
func (i *SyscallInfo) Ret() int64 { return int64(i.Nr) }

// AuditABI returns the ABI that an AUDIT_ARCH_* number (linux/audit.h) means.
func AuditABI(audit uint32) (ABI, bool) {
	for abi, a := range audits {
		if a == audit {
			return ABI(abi), true
		}
	}
	return Native, false
}

// Audit returns the AUDIT_ARCH_* number of the ABI.
func (a ABI) Audit() uint32 { return audits[a] }

var audits = [ABIs]uint32{AMD64: 0xc000003e, ARM64: 0xc00000b7, I386: 0x40000003, ARM: 0x40000028}

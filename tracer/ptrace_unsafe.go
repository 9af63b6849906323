package tracer

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	ptraceListen     = 0x4208
	ptraceGetSigmask = 0x420a
	ptraceSetSigmask = 0x420b
	eventStop        = 128 // PTRACE_EVENT_STOP

	traceOptions = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEFORK |
		unix.PTRACE_O_TRACEVFORK | unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_TRACESECCOMP | unix.PTRACE_O_EXITKILL
)

func ptrace(req, tid int, addr, data uintptr) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_PTRACE, uintptr(req), uintptr(tid), addr, data, 0, 0)
	return e
}

// wait waits for any tracee of this thread. It tells the scheduler, as it may
// take for ever.
func wait(status *uint32) (int, unix.Errno) {
	r, _, e := syscall.Syscall6(unix.SYS_WAIT4, ^uintptr(0), uintptr(unsafe.Pointer(status)),
		unix.WALL|unix.WNOTHREAD, 0, 0, 0)
	return int(r), e
}

func eventMessage(tid int) (uint64, unix.Errno) {
	var msg uint64
	e := ptrace(unix.PTRACE_GETEVENTMSG, tid, 0, uintptr(unsafe.Pointer(&msg)))
	return msg, e
}

func getSigmask(tid int) (mask uint64, e unix.Errno) {
	return mask, ptrace(ptraceGetSigmask, tid, 8, uintptr(unsafe.Pointer(&mask)))
}

func setSigmask(tid int, mask uint64) unix.Errno {
	return ptrace(ptraceSetSigmask, tid, 8, uintptr(unsafe.Pointer(&mask)))
}

// readVM is process_vm_readv, split at a page boundary, so that what lies
// before an unmapped page is read.
func readVM(tid int, addr uint64, buf []byte) (int, unix.Errno) {
	return transfer(unix.SYS_PROCESS_VM_READV, tid, addr, buf)
}

func writeVM(tid int, addr uint64, buf []byte) (int, unix.Errno) {
	return transfer(unix.SYS_PROCESS_VM_WRITEV, tid, addr, buf)
}

func transfer(nr uintptr, tid int, addr uint64, buf []byte) (int, unix.Errno) {
	local := unix.Iovec{Base: unsafe.SliceData(buf), Len: uint64(len(buf))}
	first := min(pageSize-addr%pageSize, uint64(len(buf)))
	remote := [2]unix.RemoteIovec{
		{Base: uintptr(addr), Len: int(first)},
		{Base: uintptr(addr + first), Len: len(buf) - int(first)},
	}
	count := uintptr(2)
	if remote[1].Len == 0 {
		count = 1
	}
	n, _, e := unix.RawSyscall6(nr, uintptr(tid), uintptr(unsafe.Pointer(&local)), 1,
		uintptr(unsafe.Pointer(&remote)), count, 0)
	return int(n), e
}

// peek and poke move one word; they work on any stopped tracee.
func peek(tid int, addr uint64) (word uint64, e unix.Errno) {
	return word, ptrace(unix.PTRACE_PEEKDATA, tid, uintptr(addr), uintptr(unsafe.Pointer(&word)))
}

func poke(tid int, addr, word uint64) unix.Errno {
	return ptrace(unix.PTRACE_POKEDATA, tid, uintptr(addr), uintptr(word))
}

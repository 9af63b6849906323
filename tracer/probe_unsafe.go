package tracer

import (
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

const seccompGetActionAvail = 2

func getActionAvail(action *uint32) unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_SECCOMP, seccompGetActionAvail, 0, uintptr(unsafe.Pointer(action)))
	return e
}

func addressOf(b *[1]byte) uint64 { return uint64(uintptr(unsafe.Pointer(b))) }

// sockFprog returns the filter as seccomp(2) takes it.
func sockFprog(filter []bpf.RawInstruction) *unix.SockFprog {
	return &unix.SockFprog{
		Len:    uint16(len(filter)),
		Filter: (*unix.SockFilter)(unsafe.Pointer(unsafe.SliceData(filter))),
	}
}

// threadSigmask returns the signals that the calling thread blocks.
func threadSigmask() (mask uint64) {
	unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_BLOCK, 0, uintptr(unsafe.Pointer(&mask)), 8, 0, 0)
	return mask
}

package sigcode

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

const signals = 65

// codes is written by handler, in assembly, and next is where it goes on.
var (
	codes [signals]int32
	next  uintptr

	handlerText *byte // defined in assembly: where handler is
)

type sigaction struct {
	handler, flags uintptr
	restorer, mask uintptr
}

// Watch notes the si_code of sig from now on. os/signal must already catch it.
func Watch(sig unix.Signal) unix.Errno {
	var sa sigaction
	if _, _, e := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), 0, uintptr(unsafe.Pointer(&sa)), 8, 0, 0); e != 0 {
		return e
	}
	own := uintptr(unsafe.Pointer(handlerText))
	if sa.handler == own {
		return 0
	}
	atomic.StoreUintptr(&next, sa.handler) // one for all signals: the runtime has a single entry
	sa.handler = own
	_, _, e := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), uintptr(unsafe.Pointer(&sa)), 0, 8, 0, 0)
	return e
}

// Kernel reports that the last sig came from the kernel itself (SI_KERNEL).
func Kernel(sig unix.Signal) bool {
	const siKernel = 0x80
	return atomic.LoadInt32(&codes[sig]) == siKernel
}

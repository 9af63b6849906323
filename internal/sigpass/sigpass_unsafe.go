package sigpass

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// These are the handler's, in assembly.
var (
	target int32  // the process to pass to, 0 while there is none
	leader int32  // not 0: pass on the SIGHUP of a terminal that hangs up, too
	early  uint64 // bit n: signal n came before there was a target

	handlerText *byte // where the handler is
)

type sigaction struct {
	handler, flags uintptr
	restorer, mask uintptr
}

// Catch has sigs passed on from now on, or kept until there is a target. A
// signal that this process ignores, as under nohup(1), stays ignored.
func Catch(sigs ...unix.Signal) error {
	if session, err := unix.Getsid(0); err == nil && session == unix.Getpid() {
		atomic.StoreInt32(&leader, 1) // a hangup is told to the session's leader alone
	}
	for _, sig := range sigs {
		if e := catch(sig); e != 0 {
			return e
		}
	}
	return nil
}

func catch(sig unix.Signal) unix.Errno {
	const ignored = 1 // SIG_IGN
	var sa sigaction
	if _, _, e := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), 0, uintptr(unsafe.Pointer(&sa)), 8, 0, 0); e != 0 {
		return e
	}
	if sa.handler == ignored {
		return 0
	}
	sa.handler = uintptr(unsafe.Pointer(handlerText)) // flags and restorer are the runtime's
	_, _, e := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), uintptr(unsafe.Pointer(&sa)), 0, 8, 0, 0)
	return e
}

// To names the process that gets the signals, at once those that came early.
func To(pid int) {
	atomic.StoreInt32(&target, int32(pid))
	for bits, sig := atomic.SwapUint64(&early, 0), 0; bits != 0; bits, sig = bits>>1, sig+1 {
		if bits&1 != 0 {
			unix.Kill(pid, unix.Signal(sig))
		}
	}
}

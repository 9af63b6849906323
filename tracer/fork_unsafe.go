package tracer

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The runtime's own hooks around a fork: all signals are blocked between them.

//go:linkname beforeFork syscall.runtime_BeforeFork
func beforeFork()

//go:linkname afterFork syscall.runtime_AfterFork
func afterFork()

// cloneVM makes a child that shares the memory and runs becomeGuest(guest) on the
// stack that ends at top. It returns the child's id or a negative errno.
func cloneVM(top unsafe.Pointer, guest *firstGuest) int

// firstGuest is all that the forked child needs; it can allocate nothing.
type firstGuest struct {
	ready   int // read end: a byte comes when the tracer has seized the child
	failure int // write end: the errno of a failed step, and which
	cwd     int
	sigmask uint64 // of the tracer's thread
	nofile  *unix.Rlimit
	filter  *unix.SockFprog // nil without seccomp
	path    *byte
	argv    **byte
	envp    **byte
}

// The steps in the child that can fail.
const (
	stepWait = iota
	stepCwd
	stepPrivs
	stepFilter
	stepExec
)

// childStack is where the child runs until it executes the command.
var childStack [64 << 10]byte

// fork starts the child that becomes the first guest. Memory is shared, not
// copied: the child only reads *g and writes to its own stack.
//
//go:norace
func fork(g *firstGuest) (int, unix.Errno) {
	beforeFork()
	pid := cloneVM(unsafe.Pointer(&childStack[len(childStack)-64]), g)
	afterFork()
	if pid < 0 {
		return -1, unix.Errno(-pid)
	}
	return pid, 0
}

var _ = becomeGuest // called by cloneVM, in assembly

// becomeGuest runs in the child and does not return.
//
//go:norace
//go:nosplit
//go:noinline
func becomeGuest(g *firstGuest) {
	var word [2]int32
	resetSignals(&g.sigmask)
	syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0, 0)
	n, _, e := syscall.RawSyscall(unix.SYS_READ, uintptr(g.ready), uintptr(unsafe.Pointer(&word)), 1)
	if n != 1 {
		quit(g, stepWait, e)
	}
	syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, 0, 0, 0, 0, 0)
	if g.nofile != nil {
		syscall.RawSyscall6(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_NOFILE, uintptr(unsafe.Pointer(g.nofile)), 0, 0, 0)
	}
	if _, _, e = syscall.RawSyscall(unix.SYS_FCHDIR, uintptr(g.cwd), 0, 0); e != 0 {
		quit(g, stepCwd, e)
	}
	if _, _, e = syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0); e != 0 {
		quit(g, stepPrivs, e)
	}
	if g.filter != nil {
		if _, _, e = syscall.RawSyscall(unix.SYS_SECCOMP, 1, 0, uintptr(unsafe.Pointer(g.filter))); e != 0 {
			quit(g, stepFilter, e)
		}
	}
	_, _, e = syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(g.path)),
		uintptr(unsafe.Pointer(g.argv)), uintptr(unsafe.Pointer(g.envp)))
	quit(g, stepExec, e)
}

// resetSignals gives up the runtime's signal handlers, and unblocks all signals
// but those that uproot was started with blocked.
//
//go:norace
//go:nosplit
func resetSignals(mask *uint64) {
	const ignored = 1 // SIG_IGN
	var sa [4]uintptr
	for sig := uintptr(1); sig <= 64; sig++ {
		_, _, e := syscall.RawSyscall6(unix.SYS_RT_SIGACTION, sig, 0, uintptr(unsafe.Pointer(&sa)), 8, 0, 0)
		if e == 0 && sa[0] > ignored {
			sa = [4]uintptr{}
			syscall.RawSyscall6(unix.SYS_RT_SIGACTION, sig, uintptr(unsafe.Pointer(&sa)), 0, 8, 0, 0)
		}
	}
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(mask)), 0, 8, 0, 0)
}

// quit tells the tracer why there will be no guest.
//
//go:norace
//go:nosplit
func quit(g *firstGuest, step int32, e syscall.Errno) {
	word := [2]int32{step, int32(e)}
	syscall.RawSyscall(unix.SYS_WRITE, uintptr(g.failure), uintptr(unsafe.Pointer(&word)), 8)
	for {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 125, 0, 0)
	}
}

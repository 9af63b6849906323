package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PRoot 5.1, which Debian has, does not know the system calls that came after
// it: it lets statx and faccessat2 through untranslated, and the guest sees the
// host's files or none. With a kernel that lacks them, libc takes the calls that
// PRoot knows. Such a PRoot is therefore started under a seccomp filter that
// makes the kernel look old, or it could not do most of the work at all.
var afterPRoot = []uint32{unix.SYS_STATX, unix.SYS_FACCESSAT2, unix.SYS_OPENAT2, unix.SYS_RENAMEAT2}

// needsOldKernel reports whether the tool lets statx through: ls, which uses
// it, does not find a file that only the guest has.
func needsOldKernel(ctx context.Context, w *world, t tool) bool {
	return t.command(ctx, w.dir, []string{"/bin/ls", "-l", w.dir + "/bin/static"}).Run() != nil
}

// startOnOldKernel starts a command for which the newer calls do not exist.
func startOnOldKernel(cmd *exec.Cmd) error {
	started := make(chan error, 1)
	go func() {
		// Children inherit the filter of the thread that forks them. The thread
		// is not unlocked, so it ends with the goroutine.
		runtime.LockOSThread()
		err := filterThread(oldKernelFilter())
		if err == nil {
			err = cmd.Start()
		}
		started <- err
	}()
	return <-started
}

// oldKernelFilter answers ENOSYS to the newer calls and allows all else. It is
// for programs of the benchmark's own architecture, and looks at no other.
func oldKernelFilter() []unix.SockFilter {
	n := uint8(len(afterPRoot))
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}} // seccomp_data.nr
	for i, nr := range afterPRoot {
		filter = append(filter, unix.SockFilter{
			Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: nr, Jt: n - uint8(i),
		})
	}
	return append(filter,
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)})
}

// filterThread puts a filter on the calling thread.
func filterThread(filter []unix.SockFilter) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&program)), 0, 0)
	if err != nil {
		return fmt.Errorf("seccomp filter: %w", err)
	}
	return nil
}

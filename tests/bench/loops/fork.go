package main

import (
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/unix"
)

// fork is fork(2). The child may only make raw calls: it has none of the
// runtime's other threads.
//
//go:nosplit
func fork() (pid uintptr, errno unix.Errno) {
	pid, _, errno = unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	return pid, errno
}

// reap waits for the child and wants it to have ended well.
func reap(pid uintptr, status *uint32) unix.Errno {
	_, _, errno := unix.RawSyscall6(unix.SYS_WAIT4, pid, uintptr(unsafe.Pointer(status)), 0, 0, 0, 0)
	if errno == 0 && *status != 0 {
		return unix.ECHILD
	}
	return errno
}

func forkWait(string) (call, error) {
	status := new(uint32)
	return func() unix.Errno {
		pid, errno := fork()
		if errno != 0 {
			return errno
		}
		if pid == 0 {
			unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
		}
		return reap(pid, status)
	}, nil
}

func forkExecStatic(dir string) (call, error) { return forkExec(filepath.Join(dir, "bin/static"))(dir) }

func forkExecScript(dir string) (call, error) { return forkExec(filepath.Join(dir, "bin/script"))(dir) }

func forkExec(path string) func(string) (call, error) {
	return func(string) (call, error) {
		status, program := new(uint32), cString(path)
		argv := &[2]uintptr{program, 0}
		envp := &[1]uintptr{0}
		return func() unix.Errno {
			pid, errno := fork()
			if errno != 0 {
				return errno
			}
			if pid == 0 {
				unix.RawSyscall(unix.SYS_EXECVE, program, uintptr(unsafe.Pointer(argv)), uintptr(unsafe.Pointer(envp)))
				unix.RawSyscall(unix.SYS_EXIT_GROUP, 127, 0, 0)
			}
			return reap(pid, status)
		}, nil
	}
}

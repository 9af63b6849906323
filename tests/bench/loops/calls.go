package main

import (
	"fmt"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A call makes the system call once. It returns an errno only when the result
// is not what it should be.
type call func() unix.Errno

// preparers make the calls. dir has been laid out by the benchmark: the file
// a/b/c/file, the link "link", and the programs bin/static and bin/loops.
var preparers = map[string]func(dir string) (call, error){
	"stat of 1 component":  statOf("/usr"),
	"stat of 3 components": statOf("/usr/bin/env"),
	"stat of 6 components": statBelow("a/b/c/file"),
	"stat relative":        statRelative,
	"stat missing":         statMissing,
	"access":               access,
	"open+close":           openClose,
	"readlink":             readlink,
	"create+unlink":        createUnlink,
	// For the benchmark's own tests: several processes would meet.
	"renameat2":               renameat2,
	"getcwd":                  getcwd,
	"fstat":                   fstat,
	"read":                    read,
	"getppid":                 getppid,
	"fork+wait":               forkWait,
	"fork+exec+wait, static":  forkExecStatic,
	"fork+exec+wait, dynamic": forkExec("/bin/true"),
	"fork+exec+wait, script":  forkExecScript,
}

// prepare returns the call of a loop.
func prepare(name, dir string) (call, error) {
	preparer, known := preparers[name]
	if !known {
		return nil, fmt.Errorf("no loop called %q", name)
	}
	return preparer(dir)
}

// cwd is AT_FDCWD as the register holds it.
const cwd = ^uintptr(99)

// cString returns a NUL-terminated string that the calls point to.
func cString(s string) uintptr {
	b, err := unix.ByteSliceFromString(s)
	if err != nil {
		panic(err)
	}
	kept = append(kept, b)
	return uintptr(unsafe.Pointer(&b[0]))
}

// kept keeps alive what only an address refers to. The heap does not move.
var kept [][]byte

// room returns memory for the kernel to write to.
func room(size int) uintptr {
	b := make([]byte, size)
	kept = append(kept, b)
	return uintptr(unsafe.Pointer(&b[0]))
}

// expecting makes a call of one system call that is to give errno.
func expecting(errno unix.Errno, nr uintptr, args ...uintptr) call {
	var a [6]uintptr
	copy(a[:], args)
	return func() unix.Errno {
		_, _, got := unix.RawSyscall6(nr, a[0], a[1], a[2], a[3], a[4], a[5])
		switch {
		case got == errno:
			return 0
		case got == 0:
			return unix.EBADMSG
		}
		return got
	}
}

func stat(path string, errno unix.Errno) (call, error) {
	return expecting(errno, sysFstatat, cwd, cString(path), room(256), 0), nil
}

func statOf(path string) func(string) (call, error) {
	return func(string) (call, error) { return stat(path, 0) }
}

func statBelow(path string) func(string) (call, error) {
	return func(dir string) (call, error) { return stat(filepath.Join(dir, path), 0) }
}

func statRelative(dir string) (call, error) {
	if err := unix.Chdir(filepath.Join(dir, "a/b/c")); err != nil {
		return nil, err
	}
	return stat("file", 0)
}

func statMissing(string) (call, error) { return stat("/usr/bin/no-such-file", unix.ENOENT) }

func access(string) (call, error) {
	return expecting(0, unix.SYS_FACCESSAT, cwd, cString("/usr/bin/env"), unix.R_OK), nil
}

func readlink(dir string) (call, error) {
	return expecting(0, unix.SYS_READLINKAT, cwd, cString(filepath.Join(dir, "link")), room(256), 256), nil
}

// renameat2 gives a file another name and the old one back.
func renameat2(dir string) (call, error) {
	name, other := cString(filepath.Join(dir, "a/b/c/file")), cString(filepath.Join(dir, "a/b/c/other"))
	there := expecting(0, unix.SYS_RENAMEAT2, cwd, name, cwd, other, unix.RENAME_NOREPLACE)
	back := expecting(0, unix.SYS_RENAMEAT2, cwd, other, cwd, name, unix.RENAME_NOREPLACE)
	return func() unix.Errno {
		if errno := there(); errno != 0 {
			return errno
		}
		return back()
	}, nil
}

func getcwd(string) (call, error) {
	return expecting(0, unix.SYS_GETCWD, room(unix.PathMax), unix.PathMax), nil
}

func getppid(string) (call, error) { return expecting(0, unix.SYS_GETPPID), nil }

func fstat(string) (call, error) {
	fd, err := unix.Open("/usr/bin/env", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	return expecting(0, unix.SYS_FSTAT, uintptr(fd), room(256)), err
}

func read(string) (call, error) {
	fd, err := unix.Open("/usr/bin/env", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	return expecting(0, unix.SYS_PREAD64, uintptr(fd), room(1), 1, 0), err
}

func openClose(string) (call, error) {
	path := cString("/usr/bin/env")
	return func() unix.Errno {
		fd, _, errno := unix.RawSyscall6(unix.SYS_OPENAT, cwd, path, unix.O_RDONLY|unix.O_CLOEXEC, 0, 0, 0)
		if errno != 0 {
			return errno
		}
		_, _, errno = unix.RawSyscall(unix.SYS_CLOSE, fd, 0, 0)
		return errno
	}, nil
}

func createUnlink(dir string) (call, error) {
	path := cString(filepath.Join(dir, fmt.Sprint("new-", unix.Getpid())))
	const flags = unix.O_WRONLY | unix.O_CREAT | unix.O_EXCL | unix.O_CLOEXEC
	return func() unix.Errno {
		fd, _, errno := unix.RawSyscall6(unix.SYS_OPENAT, cwd, path, flags, 0o644, 0, 0)
		if errno != 0 {
			return errno
		}
		if _, _, errno = unix.RawSyscall(unix.SYS_CLOSE, fd, 0, 0); errno != 0 {
			return errno
		}
		_, _, errno = unix.RawSyscall(unix.SYS_UNLINKAT, cwd, path, 0)
		return errno
	}, nil
}

package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// change tries everything that changes a file system below a directory, where
// it expects the file "file" and the directory "dir", and prints the name of
// each call with the errno it got.
func change(args []string) error {
	if len(args) != 1 {
		return errors.New("change needs a directory")
	}
	at := func(name string) string { return filepath.Join(args[0], name) }
	for _, try := range tries(at) {
		fmt.Println(try.name, errnoName(try.err))
	}
	return nil
}

type attempt struct {
	name string
	err  error
}

func tries(at func(string) string) []attempt {
	return []attempt{
		{"create", open(at("new"), unix.O_CREAT|unix.O_WRONLY)},
		{"write", open(at("file"), unix.O_WRONLY)},
		{"read-write", open(at("file"), unix.O_RDWR)},
		{"truncating-open", open(at("file"), unix.O_RDONLY|unix.O_TRUNC)},
		{"tmpfile", open(at("dir"), unix.O_TMPFILE|unix.O_RDWR)},
		{"truncate", unix.Truncate(at("file"), 0)},
		{"mkdir", unix.Mkdir(at("new"), 0o755)},
		{"mknod", unix.Mknod(at("new"), unix.S_IFIFO|0o644, 0)},
		{"symlink", unix.Symlink("target", at("new"))},
		{"link", unix.Link(at("file"), at("new"))},
		{"rename", unix.Rename(at("file"), at("new"))},
		{"unlink", unix.Unlink(at("file"))},
		{"rmdir", unix.Rmdir(at("dir"))},
		{"chmod", unix.Chmod(at("file"), 0o600)},
		{"chown", unix.Lchown(at("file"), -1, -1)},
		{"utimes", unix.UtimesNano(at("file"), []unix.Timespec{{Sec: 1}, {Sec: 1}})},
		{"fchmod", reading(at("file"), func(fd int) error { return unix.Fchmod(fd, 0o600) })},
		{"fchown", reading(at("file"), func(fd int) error { return unix.Fchown(fd, -1, -1) })},
		{"futimens", reading(at("file"), futimens)},
		{"bind", bindSocket(at("new"))},
		{"setxattr", unix.Setxattr(at("file"), "user.test", []byte("x"), 0)},
		{"access", unix.Access(at("file"), unix.W_OK)},
	}
}

func open(path string, flags int) error {
	fd, err := unix.Open(path, flags|unix.O_CLOEXEC, 0o644)
	if err == nil {
		err = unix.Close(fd)
	}
	return err
}

// reading gives f a descriptor that is open for reading only.
func reading(path string, f func(fd int) error) error {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return f(fd)
}

// futimens is utimensat without a path, which package unix does not offer: its
// own goes by way of /proc.
func futimens(fd int) error {
	if _, _, errno := unix.Syscall6(unix.SYS_UTIMENSAT, uintptr(fd), 0, 0, 0, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

func bindSocket(path string) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Bind(fd, &unix.SockaddrUnix{Name: path})
}

func errnoName(err error) string {
	var errno unix.Errno
	if !errors.As(err, &errno) {
		return "ok"
	}
	return unix.ErrnoName(errno)
}

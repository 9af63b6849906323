// Mounts works across and on the bindings /mnt (a directory), /mnt/sub/deep
// (one below it), /mnt/single (a file), /ro (read-only) and /dup (the directory
// of /mnt once more).
package main

import (
	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	kcall.Must(unix.Chdir("/w"))
	across()
	onTop()
	dots()
	links()
	readOnly()
	lists()
	identity()
}

func s(name string) kcall.Arg { return kcall.Str(name) }

func across() {
	for _, from := range []string{"/w/file", "/mnt/in", "/mnt/sub/deep/x", "/mnt/single", "/dup/in", "/w/dir", "/mnt/sub", "/ro/f"} {
		for _, to := range []string{"/w/to", "/mnt/to", "/mnt/sub/deep/to", "/dup/to", "/ro/to", "/to"} {
			kcall.Do("link", s(from), s(to))
			kcall.Do("rename", s(from), s(to))
			kcall.Do("rename", s(to), s(from))
			kcall.Do("renameat2", kcall.Cwd, s(from), kcall.Cwd, s(to), kcall.Flag(2, "EXCHANGE"))
			kcall.Do("symlink", s(from), s(to))
			kcall.Do(kcall.StatName(), s(to), kcall.Stat())
			kcall.Do("unlink", s(to))
		}
	}
}

// onTop tries to remove, move and replace what something is mounted on.
func onTop() {
	for _, point := range []string{"/mnt", "/mnt/single", "/mnt/sub/deep", "/ro", "/proc", "/"} {
		for _, end := range []string{"", "/", "/."} {
			p := s(point + end)
			kcall.Do("rmdir", p)
			kcall.Do("unlink", p)
			kcall.Do("unlinkat", kcall.Cwd, p, kcall.Flag(unix.AT_REMOVEDIR, "REMOVEDIR"))
			kcall.Do("rename", p, s("/w/elsewhere"))
			kcall.Do("rename", p, s(point+"2"))
			kcall.Do("rename", s("/w/dir"), p)
			kcall.Do("rename", s("/w/file"), p)
			kcall.Do("renameat2", kcall.Cwd, s("/w/dir"), kcall.Cwd, p, kcall.Flag(2, "EXCHANGE"))
			kcall.Do("renameat2", kcall.Cwd, p, kcall.Cwd, s("/w/nothere"), kcall.Flag(1, "NOREPLACE"))
			kcall.Do("link", p, s("/w/hard"))
			kcall.Do("mkdir", p, kcall.Oct(0o755))
			kcall.Do("symlink", s("x"), p)
			kcall.Do("openat", kcall.Cwd, p, kcall.Flag(unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, "CREAT|EXCL"), kcall.Oct(0o600))
			kcall.Do(kcall.LstatName(), p, kcall.Stat())
			kcall.Do("umount2", p, kcall.Int(0))
		}
	}
}

func dots() {
	for _, dir := range []string{"/mnt", "/mnt/sub", "/mnt/sub/deep", "/mnt/sub/deep/below", "/dup/sub", "/dup/sub/deep", "/ro"} {
		kcall.Do("chdir", s(dir))
		kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
		for _, up := range []string{"..", "../..", "../../..", "../../../.."} {
			kcall.Do(kcall.StatName(), s(up), kcall.Stat())
			kcall.Do("chdir", s(up))
			kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
			kcall.Do("chdir", s(dir))
		}
		fd, _ := kcall.Do("openat", kcall.Cwd, s("."), kcall.Flag(unix.O_PATH, "PATH"), kcall.Int(0))
		kcall.Do("chdir", s("/"))
		kcall.Do(kcall.FstatatName(), kcall.Fd(fd, dir), s("../marker"), kcall.Stat(), kcall.Int(0))
		kcall.Do("fchdir", kcall.Fd(fd, dir))
		kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
		kcall.Do("chdir", s(".."))
		kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
		kcall.Must(unix.Close(fd))
	}
	kcall.Must(unix.Chdir("/w"))
}

// links goes through symbolic links into, out of and within bindings.
func links() {
	for _, name := range []string{
		"/w/tomnt", "/w/tomnt/in", "/w/tomnt/../w/file", "/w/todeep/x", "/w/todeep/../in", "/mnt/out", "/mnt/out/file", "/mnt/rel", "/mnt/up",
		"/mnt/updir/file", "/mnt/sub/deep/home", "/dup/out", "/dup/rel", "/dup/up", "/dup/sub/deep/x", "/mnt/sub/deep/../../single", "/w/tosingle", "/ro/abs", "/ro/link",
	} {
		kcall.Do(kcall.StatName(), s(name), kcall.Stat())
		kcall.Do(kcall.LstatName(), s(name), kcall.Stat())
		kcall.Do("readlinkat", kcall.Cwd, s(name), kcall.Text(99), kcall.Int(99))
		fd, errno := kcall.Do("openat", kcall.Cwd, s(name), kcall.Flag(unix.O_RDONLY, "RDONLY"), kcall.Int(0))
		if errno == 0 {
			buf := make([]byte, 32)
			n, err := unix.Read(fd, buf)
			kcall.Printf("   %q %s", buf[:max(n, 0)], kcall.Result(err))
			kcall.Must(unix.Close(fd))
		}
		if _, errno := kcall.Do("chdir", s(name)); errno == 0 {
			kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
		}
		kcall.Must(unix.Chdir("/w"))
	}
}

func readOnly() {
	for _, p := range []string{"/ro/f", "/ro/new", "/ro/d", "/ro", "/ro/toout", "/w/toro"} {
		for _, flags := range []kcall.Arg{
			kcall.Flag(unix.O_WRONLY, "WRONLY"), kcall.Flag(unix.O_RDONLY|unix.O_TRUNC, "TRUNC"), kcall.Flag(unix.O_CREAT, "CREAT"),
			kcall.Flag(unix.O_CREAT|unix.O_EXCL, "EXCL"), kcall.Flag(unix.O_TMPFILE|unix.O_RDWR, "TMPFILE"), kcall.Flag(unix.O_RDONLY, "RDONLY"), kcall.Flag(unix.O_PATH, "PATH"),
		} {
			fd, errno := kcall.Do("openat", kcall.Cwd, s(p), flags, kcall.Oct(0o600))
			if errno == 0 {
				kcall.Must(unix.Close(fd))
			}
		}
		for _, call := range []string{"mkdir", "chmod", "truncate"} {
			kcall.Do(call, s(p), kcall.Oct(0o600))
		}
		kcall.Do("unlink", s(p))
		kcall.Do("rmdir", s(p))
		kcall.Do("chown", s(p), kcall.Int(-1), kcall.Int(-1))
		kcall.Do("utimensat", kcall.Cwd, s(p), kcall.Null, kcall.Int(0))
		kcall.Do("access", s(p), kcall.Flag(2, "W_OK"))
		kcall.Do("access", s(p), kcall.Flag(4, "R_OK"))
		kcall.Do("faccessat2", kcall.Cwd, s(p), kcall.Flag(2, "W_OK"), kcall.Flag(unix.AT_EACCESS, "EACCESS"))
		kcall.Do("mknod", s(p), kcall.Oct(unix.S_IFIFO|0o600), kcall.Int(0))
		kcall.Do("symlink", s("x"), s(p))
		kcall.Do("link", s(p), s("/ro/hard"))
		kcall.Do("rename", s(p), s("/ro/renamed"))
		kcall.Do("setxattr", s(p), s("user.k"), kcall.In([]byte("v"), "v"), kcall.Int(1), kcall.Int(0))
		kcall.Do("removexattr", s(p), s("user.k"))
	}
	byDescriptor()
}

// byDescriptor tries to write through descriptors of a read-only binding.
func byDescriptor() {
	fd, _ := kcall.Do("openat", kcall.Cwd, s("/ro/f"), kcall.Flag(unix.O_RDONLY, "RDONLY"), kcall.Int(0))
	kcall.Do("fchmod", kcall.Fd(fd, "/ro/f"), kcall.Oct(0o600))
	kcall.Do("fchown", kcall.Fd(fd, "/ro/f"), kcall.Int(-1), kcall.Int(-1))
	kcall.Do("fsetxattr", kcall.Fd(fd, "/ro/f"), s("user.k"), kcall.In([]byte("v"), "v"), kcall.Int(1), kcall.Int(0))
	kcall.Do("utimensat", kcall.Fd(fd, "/ro/f"), kcall.Null, kcall.Null, kcall.Int(0))
	kcall.Must(unix.Close(fd))
	dir, _ := kcall.Do("openat", kcall.Cwd, s("/ro"), kcall.Flag(unix.O_PATH, "PATH"), kcall.Int(0))
	kcall.Do("openat", kcall.Fd(dir, "/ro"), s("f"), kcall.Flag(unix.O_RDWR, "RDWR"), kcall.Int(0))
	kcall.Do("mkdirat", kcall.Fd(dir, "/ro"), s("new"), kcall.Oct(0o700))
	kcall.Do("openat", kcall.Cwd, s("/proc/self/fd/"+string(rune('0'+dir))+"/f"), kcall.Flag(unix.O_RDWR, "RDWR"), kcall.Int(0))
	kcall.Must(unix.Close(dir))
}

func lists() {
	for _, dir := range []string{"/mnt", "/mnt/sub", "/mnt/sub/deep", "/dup", "/dup/sub", "/ro", "/w", "/mnt/.."} {
		fd := kcall.Must1(unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY, 0))
		kcall.Println(dir+":", kcall.DirEntries(fd, "single", "deep", "mnt", "dup", "ro", "proc", "null"))
		kcall.Must(unix.Close(fd))
	}
}

// identity tells which of the objects are the same one.
func identity() {
	names := []string{"/mnt", "/dup", "/mnt/in", "/dup/in", "/mnt/sub/deep", "/dup/sub/deep", "/mnt/single", "/mnt/..", "/dup/..", "/mnt/sub/deep/..", "/"}
	seen := map[[2]uint64]string{}
	for _, name := range names {
		var st unix.Stat_t
		kcall.Must(unix.Stat(name, &st))
		key := [2]uint64{uint64(st.Dev), st.Ino}
		if first, ok := seen[key]; ok {
			kcall.Println(name, "is", first)
			continue
		}
		seen[key] = name
		kcall.Println(name, "is new")
	}
	for _, name := range names {
		kcall.Do("statx", kcall.Cwd, s(name), kcall.Int(0), kcall.Hidden(unix.STATX_BASIC_STATS), kcall.Statx())
		kcall.Do("statfs", s(name), kcall.Statfs())
	}
}

package kcall

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func xattrCalls() []PathCall {
	attr, value := Str("user.k"), func() Arg { return In([]byte("value"), "value") }
	var calls []PathCall
	for _, l := range []string{"", "l"} {
		calls = append(calls,
			plain(l+"setxattr", true, attr, value(), Int(5), Int(0)),
			plain(l+"setxattr", true, attr, value(), Int(5), Flag(unix.XATTR_REPLACE, "REPLACE")),
			PathCall{Name: l + "getxattr", Args: func(p Arg) []Arg { return []Arg{p, attr, Text(20), Int(20)} }},
			PathCall{Name: l + "listxattr", Args: func(p Arg) []Arg { return []Arg{p, Text(200), Int(200)} }},
			plain(l+"removexattr", true, attr))
	}
	for _, f := range []Arg{noFlags, noFollow, emptyPath} {
		calls = append(calls,
			PathCall{Name: "setxattrat", Change: true, Args: func(p Arg) []Arg { return []Arg{Cwd, p, f, attr, xattrArgs(), Int(16)} }},
			PathCall{Name: "getxattrat", Args: func(p Arg) []Arg { return []Arg{Cwd, p, f, attr, xattrArgs(), Int(16)} }},
			PathCall{Name: "listxattrat", Args: func(p Arg) []Arg { return []Arg{Cwd, p, f, Text(200), Int(200)} }},
			at("removexattrat", true, f, attr))
	}
	return calls
}

// xattrArgs is a struct xattr_args with room for five bytes.
func xattrArgs() Arg {
	value := []byte("value")
	a := &struct {
		value       uint64
		size, flags uint32
	}{uint64(uintptr(unsafe.Pointer(&value[0]))), 5, 0}
	return Arg{word: uintptr(unsafe.Pointer(a)), text: "{value}", keep: [2]any{value, a}}
}

func otherCalls() []PathCall {
	calls := []PathCall{
		plain("chdir", false),
		{Name: "execve", Args: func(p Arg) []Arg { return []Arg{p, Ptrs([]string{"x"}, "argv"), Ptrs(nil, "envp")} }},
		{Name: "execveat", Args: func(p Arg) []Arg { return []Arg{Cwd, p, Ptrs([]string{"x"}, "argv"), Ptrs(nil, "envp"), noFlags} }},
		{Name: "execveat", Args: func(p Arg) []Arg { return []Arg{Cwd, p, Ptrs([]string{"x"}, "argv"), Ptrs(nil, "envp"), noFollow} }},
	}
	for _, f := range []Arg{Flag(unix.IN_MODIFY, "MODIFY"), Flag(unix.IN_MODIFY|unix.IN_DONT_FOLLOW, "DONT_FOLLOW"), Flag(unix.IN_MODIFY|unix.IN_ONLYDIR, "ONLYDIR")} {
		calls = append(calls, PathCall{Name: "inotify_add_watch", Args: func(p Arg) []Arg { return []Arg{Fd(inotify(), "inotify"), p, f} }})
	}
	for _, f := range []Arg{noFlags, Flag(unix.AT_SYMLINK_FOLLOW, "FOLLOW"), emptyPath} {
		calls = append(calls, PathCall{Name: "name_to_handle_at", Args: func(p Arg) []Arg {
			return []Arg{Cwd, p, In(handle(), "handle"), In(make([]byte, 4), "mount"), f}
		}})
	}
	for _, f := range []Arg{noFlags, noFollow, emptyPath} {
		calls = append(calls,
			PathCall{Name: "file_getattr", Args: func(p Arg) []Arg { return []Arg{Cwd, p, In(make([]byte, 24), "attr"), Int(24), f} }})
	}
	return calls
}

var inotifyFd = -1

// inotify returns one descriptor for the whole program. A watch that stays on
// it does no harm: nobody reads its events.
func inotify() int {
	if inotifyFd < 0 {
		inotifyFd = Must1(unix.InotifyInit1(unix.IN_CLOEXEC))
	}
	return inotifyFd
}

// handle is a struct file_handle with room for 128 bytes.
func handle() []byte {
	h := make([]byte, 136)
	h[0] = 128
	return h
}

// rootCalls need a privilege that no guest has: what matters is that they
// fail as they do in a chroot, and change nothing.
func rootCalls() []PathCall {
	put := Str("put_old")
	calls := []PathCall{
		plain("acct", false), plain("swapon", false, Int(0)), plain("swapoff", false),
		plain("chroot", false), plain("umount2", false, Int(0)), plain("umount", false), plain("uselib", false),
		{Name: "pivot_root", Args: func(p Arg) []Arg { return []Arg{p, put} }},
		{Name: "mount", Args: func(p Arg) []Arg { return []Arg{Str("none"), p, Str("tmpfs"), Int(0), Null} }},
		{Name: "mount", Args: func(p Arg) []Arg { return []Arg{p, Str("dir"), Null, Flag(unix.MS_BIND, "BIND"), Null} }},
		{Name: "open_tree", Fd: true, Args: func(p Arg) []Arg { return []Arg{Cwd, p, Flag(unix.OPEN_TREE_CLONE, "CLONE")} }},
		{Name: "move_mount", Args: func(p Arg) []Arg { return []Arg{Cwd, p, Cwd, Str("dir"), noFlags} }},
		{Name: "fspick", Args: func(p Arg) []Arg { return []Arg{Cwd, p, noFlags} }},
		{Name: "mount_setattr", Args: func(p Arg) []Arg { return []Arg{Cwd, p, noFlags, In(make([]byte, 32), "attr"), Int(32)} }},
	}
	for i := range calls {
		calls[i].Root = true
	}
	return calls
}

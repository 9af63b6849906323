package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// thread is an OS thread whose ids, root and mounts are its own, once init has
// run on it.
type thread struct {
	init  func()
	calls chan func()
}

// do runs f on the thread.
func (o *thread) do(f func()) {
	if o.calls == nil {
		o.calls = make(chan func())
		go o.serve()
		o.do(o.init)
	}
	done := make(chan string)
	o.calls <- func() {
		defer func() {
			problem := ""
			if r := recover(); r != nil {
				problem = fmt.Sprintf("%v\n%s", r, debug.Stack())
			}
			done <- problem
		}()
		f()
	}
	if problem := <-done; problem != "" {
		panic(problem)
	}
}

func (o *thread) serve() {
	runtime.LockOSThread() // for ever: the thread ends with the goroutine
	for f := range o.calls {
		f()
	}
}

func (o *thread) stop() {
	if o.calls != nil {
		close(o.calls)
	}
}

// user is a thread without privileges, so that permissions count.
var user = thread{init: func() {
	if os.Getuid() == 0 {
		setID(ordinary)
	}
}}

// oracle is the kernel itself: a thread in a mount namespace of its own goes
// into real chroots with real bind mounts.
type oracle struct {
	thread
	host int // the real root
}

var theOracle oracle

func init() { theOracle.init = theOracle.enterNamespace }

// canChroot reports that this process may ask the oracle.
func canChroot() bool { return os.Getuid() == 0 }

func (o *oracle) enterNamespace() {
	try("unshare", unix.Unshare(unix.CLONE_NEWNS|unix.CLONE_FS))
	try("mount", unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""))
	fd, err := unix.Open("/", unix.O_PATH|unix.O_CLOEXEC, 0)
	try("open", err)
	o.host = fd
}

func (o *oracle) stop() {
	if o.calls != nil {
		unix.Close(o.host)
		o.thread.stop()
	}
}

func try(what string, err error) {
	if err != nil {
		panic(fmt.Sprintf("%s: %v", what, err))
	}
}

// with runs f in the chroot of w, in the directory cwd, without privileges.
func (o *oracle) with(w *world, cwd string, f func()) {
	o.do(func() {
		defer o.unmount(o.mount(w))
		o.enter(w)
		defer o.leave()
		try("chdir "+cwd, unix.Chdir(cwd))
		setID(ordinary)
		defer setID(0)
		f()
	})
}

func (o *oracle) enter(w *world) {
	try("chdir", unix.Chdir(filepath.Join(w.top, "root")))
	try("chroot", unix.Chroot("."))
	try("chdir", unix.Chdir("/"))
}

func (o *oracle) leave() {
	try("fchdir", unix.Fchdir(o.host))
	try("chroot", unix.Chroot("."))
}

// mount makes the bindings real. The sources are opened before anything covers
// them. It returns where the mounts are, the last first.
func (o *oracle) mount(w *world) (points []int) {
	var sources []int
	for _, b := range w.bindings {
		fd, err := unix.Open(b.Host, unix.O_PATH|unix.O_CLOEXEC, 0)
		try("open "+b.Host, err)
		defer unix.Close(fd)
		sources = append(sources, fd)
	}
	for i, b := range w.bindings {
		point := o.open(w, b.Guest)
		try("mount "+b.Guest, unix.Mount(fdPath(sources[i]), fdPath(point), "", unix.MS_BIND, ""))
		unix.Close(point)
		points = append([]int{o.open(w, b.Guest)}, points...)
	}
	return points
}

// open opens a guest path.
func (o *oracle) open(w *world, guest string) int {
	o.enter(w)
	defer o.leave()
	fd, err := unix.Open(guest, unix.O_PATH|unix.O_CLOEXEC, 0)
	try("open "+guest, err)
	return fd
}

func (o *oracle) unmount(points []int) {
	for _, fd := range points {
		name, err := os.Readlink(fdPath(fd))
		try("readlink", err)
		unix.Close(fd)
		try("umount "+name, unix.Unmount(name, unix.MNT_DETACH|unix.UMOUNT_NOFOLLOW))
	}
}

// fdPath names a descriptor by the thread's own procfs, as the threads of this
// process have different roots.
func fdPath(fd int) string { return fmt.Sprintf("/proc/thread-self/fd/%d", fd) }

// judge returns what the chroot makes of path, in the terms in which the walker
// said got. The walker's place is still open.
func judge(k *Walker, path string, mode Mode, got outcome) outcome {
	switch mode {
	case NoFollow, Entry:
		return kernelOpen(path, unix.O_PATH|unix.O_NOFOLLOW)
	case Parent:
		return kernelParent(path)
	case Create:
		return kernelCreate(k, path, got)
	}
	return kernelOpen(path, unix.O_PATH)
}

func kernelOpen(path string, flags int) outcome {
	fd, err := unix.Open(path, flags|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return outcome{errno: err.(unix.Errno)}
	}
	defer unix.Close(fd)
	at, e := inodeAt(fd, rawsys.Empty)
	return outcome{at: at, errno: e}
}

// kernelParent opens the directory of the last component.
func kernelParent(path string) outcome {
	trimmed := strings.TrimRight(path, "/")
	slash := strings.LastIndexByte(trimmed, '/') + 1
	dir, name := trimmed[:slash], trimmed[slash:]
	switch {
	case trimmed == "":
		dir, name = "/", "."
	case dir == "":
		dir = "."
	}
	o := kernelOpen(dir, unix.O_PATH|unix.O_DIRECTORY)
	if o.errno == 0 {
		o.name = name
	}
	return o
}

// kernelCreate opens path with O_CREAT. What that makes must be where the walker
// says the name is free.
func kernelCreate(k *Walker, path string, got outcome) outcome {
	const create = unix.O_CREAT | unix.O_WRONLY | unix.O_NONBLOCK
	if got.errno == 0 && got.name == "" {
		return kernelOpen(path, unix.O_PATH)
	}
	if got.errno != 0 {
		return kernelOpen(path, create)
	}
	if kernelOpen(path, unix.O_PATH).errno != unix.ENOENT {
		return kernelOpen(path, unix.O_PATH)
	}
	o := kernelOpen(path, create)
	if o.errno == unix.EACCES {
		return got // the directory cannot be written to: not for the lookup to know
	}
	if made, e := inodeAt(k.Place.FD, k.Place.Name); o.errno != 0 || e != 0 || made != o.at {
		return o
	}
	rawsys.Unlinkat(k.Place.FD, k.Place.Name, 0)
	return got
}

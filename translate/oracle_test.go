package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// oracle asks the kernel itself: a thread of its own, in a mount namespace of its
// own, that goes into real chroots with real bind mounts.
type oracle struct {
	calls chan func()
	host  int // the real root
}

var theOracle oracle

// canChroot reports that this process may ask the oracle.
func canChroot() bool { return os.Getuid() == 0 }

// do runs f on the oracle's thread.
func (o *oracle) do(f func()) {
	if o.calls == nil {
		o.calls = make(chan func())
		go o.serve()
		o.do(o.enterNamespace)
	}
	done := make(chan any)
	o.calls <- func() {
		defer func() { done <- recover() }()
		f()
	}
	if problem := <-done; problem != nil {
		panic(problem)
	}
}

func (o *oracle) serve() {
	runtime.LockOSThread() // for ever
	for f := range o.calls {
		f()
	}
}

func (o *oracle) enterNamespace() {
	try("unshare", unix.Unshare(unix.CLONE_NEWNS|unix.CLONE_FS))
	try("mount", unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""))
	fd, err := unix.Open("/", unix.O_PATH|unix.O_CLOEXEC, 0)
	try("open", err)
	o.host = fd
}

func (o *oracle) stop() {
	if o.calls != nil {
		o.do(func() { unix.Close(o.host) })
		close(o.calls)
	}
}

func try(what string, err error) {
	if err != nil {
		panic(fmt.Sprintf("%s: %v", what, err))
	}
}

// back leaves a chroot.
func (o *oracle) back() {
	try("fchdir", unix.Fchdir(o.host))
	try("chroot", unix.Chroot("."))
}

// with runs f on the oracle's thread in the chroot of w, in the directory cwd.
func (o *oracle) with(w *world, cwd string, f func()) {
	o.do(func() {
		defer o.unmount(o.mount(w))
		o.enter(w)
		defer o.back()
		try("chdir "+cwd, unix.Chdir(cwd))
		setID(ordinary)
		defer setID(0)
		f()
	})
}

func (o *oracle) enter(w *world) {
	try("chdir", unix.Chdir(filepath.Join(w.top, "root")))
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
		o.enter(w)
		fd, err := unix.Open(b.Guest, unix.O_PATH|unix.O_CLOEXEC, 0)
		try("open "+b.Guest, err)
		o.back()
		try("mount "+b.Guest, unix.Mount(fdPath(sources[i]), fdPath(fd), "", unix.MS_BIND, ""))
		unix.Close(fd)
		o.enter(w)
		fd, err = unix.Open(b.Guest, unix.O_PATH|unix.O_CLOEXEC, 0)
		try("open "+b.Guest, err)
		o.back()
		points = append([]int{fd}, points...)
	}
	return points
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

// judge checks, in the chroot, what a walker made of path.
func (w *world) judge(t testing.TB, how, path string, mode Mode, got outcome) {
	t.Helper()
	var want outcome
	switch mode {
	case Follow:
		want = kernelOpen(path, unix.O_PATH)
	case NoFollow, Entry:
		want = kernelOpen(path, unix.O_PATH|unix.O_NOFOLLOW)
	case Parent:
		want = kernelParent(path)
	case Create:
		want = w.kernelCreate(path, got)
	}
	if got != want {
		t.Errorf("%s, mode %d, %q: got %s, chroot has %s", how, mode, path, w.tell(got), w.tell(want))
	}
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
	dir, name := trimmed[:strings.LastIndexByte(trimmed, '/')+1], trimmed[strings.LastIndexByte(trimmed, '/')+1:]
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

// kernelCreate compares a file that O_CREAT makes with the one that the walker
// would: whether there, or in which directory and by which name.
func (w *world) kernelCreate(path string, got outcome) outcome {
	if got.errno == 0 && got.name == "" {
		return kernelOpen(path, unix.O_PATH)
	}
	before := kernelOpen(path, unix.O_PATH)
	o := kernelOpen(path, unix.O_CREAT|unix.O_WRONLY|unix.O_NONBLOCK)
	if o.errno != 0 {
		if o.errno == unix.EACCES && got.errno == 0 {
			return got // the directory cannot be written to, which is not the lookup's to know
		}
		return o
	}
	if before.errno != unix.ENOENT {
		return before
	}
	made := o.at
	host := "" // where the file came to be
	filepath.WalkDir(strings.TrimSuffix(w.hostOf(got.at), "/"), func(p string, _ os.DirEntry, err error) error {
		return err
	})
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	try("open "+path, err)
	theOracle.asHost(func() { host, err = os.Readlink(fdPath(fd)) })
	unix.Close(fd)
	try("readlink", err)
	var st unix.Stat_t
	theOracle.asHost(func() {
		err = unix.Lstat(filepath.Dir(host), &st)
		if check, e := inodeAt(rawsys.AtFDCWD, append([]byte(host), 0)); e != 0 || check != made {
			err = fmt.Errorf("%s is not what was made", host)
		}
		os.Remove(host)
	})
	try("stat "+host, err)
	return outcome{at: inode{st.Dev, st.Ino}, name: filepath.Base(host)}
}

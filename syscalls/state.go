package syscalls

import (
	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// Kernel is what all guests of a run share.
type Kernel struct {
	Table        *translate.Table
	Features     Features
	Release      string // uname's release, "" for the host's
	Hostname     string // uname's nodename, "" for the host's
	Qemu         []string
	TracerID     int                 // the tracer's process id, as the host's /proc names it
	TracerThread int                 // the id of its thread that traces
	Find         func(tid int) *Task // the guest with that process or thread id, or nil
	fdDir        []byte              // "/proc/<TracerID>/fd/"
	bindBase     int                 // where the descriptor numbers for names of sockets begin
	bindSpan     int
	nextBind     int
	bound        map[string]string // the kernel's names of sockets to the guest's
	running      map[fileID]int    // programs that guests run
	umask        uint32            // of the tracer's own thread
}

// Features are the kernel features that handlers may use; each has a fallback.
type Features struct {
	Openat2, Faccessat2, Statx, Clone3, PidfdGetfd bool
}

// NewKernel completes k.
func NewKernel(k Kernel) *Kernel {
	k.fdDir = append(rawsys.AppendInt([]byte("/proc/"), k.TracerID), "/fd/"...)
	k.bound = map[string]string{}
	k.running = map[fileID]int{}
	k.bindBase, k.bindSpan = bindRange()
	k.umask = rawsys.Umask(0)
	rawsys.Umask(k.umask)
	return &k
}

// FS is what CLONE_FS shares (clone(2)): root, working directory, umask.
type FS struct {
	Root, Cwd *translate.Dir
	RootLoc   string // guest path of Root as the outermost guest names it
	Umask     uint32
	refs      int
}

// NewFS returns a context that holds one use of root and cwd each.
func NewFS(root, cwd *translate.Dir, umask uint32) *FS {
	root.Refs++
	cwd.Refs++
	return &FS{Root: root, Cwd: cwd, RootLoc: "/", Umask: umask, refs: 1}
}

func (f *FS) copy() *FS {
	g := NewFS(f.Root, f.Cwd, f.Umask)
	g.RootLoc = f.RootLoc
	return g
}

func (f *FS) release() {
	if f.refs--; f.refs == 0 {
		f.Root.Release()
		f.Cwd.Release()
	}
}

// setCwd makes the directory at fd, which it takes over, the working directory.
func (f *FS) setCwd(fd int, m *translate.Mount) {
	f.Cwd.Release()
	f.Cwd = &translate.Dir{FD: fd, Mount: m, Refs: 1}
}

// Image is the program that an address space was made from.
type Image struct {
	FD      int // O_PATH descriptor of the program, -1 if unknown
	refs    int
	id      fileID
	running map[fileID]int // of the Kernel
}

// fileID tells files apart.
type fileID struct{ dev, ino uint64 }

func (i *Image) release() {
	if i.refs--; i.refs > 0 || i.FD < 0 {
		return
	}
	rawsys.Close(i.FD)
	if i.running[i.id]--; i.running[i.id] == 0 {
		delete(i.running, i.id)
	}
}

// TakeImage returns the program of a plan as the Image of the address space made
// from it.
func (k *Kernel) TakeImage(p *Plan) *Image {
	i := &Image{FD: p.File, refs: 1, id: p.id, running: k.running}
	k.running[i.id]++
	p.File = -1
	return i
}

// busyText reports that the file p is a program that some guest runs. Of a
// dynamic program the kernel does not know, as it is mapped and not executed.
func (c *Call) busyText(p *translate.Place) bool {
	if rawsys.Fstatat(p.FD, p.Path(), &c.stat, nofollowIt) != 0 {
		return false
	}
	return c.running[fileID{c.stat.Dev, c.stat.Ino}] > 0
}

// Process is what the threads of a process share.
type Process struct {
	ID         int
	pidfd      int                // -1 until needed
	dirs       map[int32]*openDir // descriptors of directories that need to be remembered
	undumpable bool               // what prctl(PR_GET_DUMPABLE) says
	refs       int
}

func (p *Process) release() {
	if p.refs--; p.refs == 0 && p.pidfd >= 0 {
		rawsys.Close(p.pidfd)
	}
}

// openDir is what cannot be told from a guest's directory descriptor alone.
type openDir struct {
	mount   *translate.Mount // through which it was opened
	spliced int              // how many missing mount points its reader has seen
	last    uint64           // the offset of the last entry read
}

// dir returns what is known of a directory descriptor.
func (p *Process) dir(fd int32) *openDir {
	d := p.dirs[fd]
	if d == nil {
		d = &openDir{}
		if p.dirs == nil {
			p.dirs = map[int32]*openDir{}
		}
		p.dirs[fd] = d
	}
	return d
}

// mountOf returns the mount through which fd was opened, or nil.
func (p *Process) mountOf(fd int32) *translate.Mount {
	if d := p.dirs[fd]; d != nil {
		return d.mount
	}
	return nil
}

// fork returns the process that p makes by a fork.
func (p *Process) fork(id int) *Process {
	child := &Process{ID: id, pidfd: -1, refs: 1, undumpable: p.undumpable}
	for fd, d := range p.dirs {
		*child.dir(fd) = *d
	}
	return child
}

// Task is one guest thread.
type Task struct {
	TID     int
	Process *Process
	FS      *FS
	Image   *Image
	Plan    *Plan // an execve under way
	Stopped bool  // by job control
	held    [8]int
	nheld   int
	saved   saved
}

// saved is what a handler wants to know again at the exit stop.
type saved struct {
	addr  uint64
	n     uint64
	whole []byte             // of a socket: all of its name
	names [maxNamed]struct { // headers whose msg_name and msg_namelen were changed
		at   uint64
		name [12]byte
	}

	sizeAddr uint64
	dir      *translate.Mount

	mounts []*translate.Mount
	open   *openDir
}

// NewTask returns the first guest thread.
func NewTask(tid int, fs *FS) *Task {
	return &Task{TID: tid, Process: &Process{ID: tid, pidfd: -1, refs: 1}, FS: fs, Image: &Image{FD: -1, refs: 1}}
}

// Child returns the thread that t made by a clone with the given CLONE_* flags.
func (t *Task) Child(tid int, flags uint64) *Task {
	child := &Task{TID: tid, Process: t.Process, FS: t.FS, Image: t.Image}
	t.Image.refs++
	if flags&unix.CLONE_THREAD != 0 {
		t.Process.refs++
	} else {
		child.Process = t.Process.fork(tid)
	}
	if flags&unix.CLONE_FS != 0 {
		t.FS.refs++
	} else {
		child.FS = t.FS.copy()
	}
	return child
}

// UnshareFS gives t a file-system context of its own.
func (t *Task) UnshareFS() {
	old := t.FS
	t.FS = old.copy()
	old.release()
}

// Executed makes t what its thread is after a successful execve: alone in its
// process, under the process's id, with the file-system context of its own.
func (t *Task) Executed(image *Image) {
	t.Image.release()
	t.Image = image
	if t.FS.refs > 1 {
		t.UnshareFS()
	}
}

// Release gives up all that t holds. The thread is gone.
func (t *Task) Release() {
	t.Drop()
	if t.Plan != nil {
		t.Plan.Release()
		t.Plan = nil
	}
	t.FS.release()
	t.Image.release()
	t.Process.release()
}

// hold keeps fd open until the thread's next stop, by when the guest's call
// that used it has ended.
func (t *Task) hold(fd int) {
	t.held[t.nheld] = fd
	t.nheld++
}

// Drop closes what hold kept. The tracer calls it at each syscall stop.
func (t *Task) Drop() {
	for t.nheld > 0 {
		t.nheld--
		rawsys.Close(t.held[t.nheld])
	}
}

func closeFD(fd int) { rawsys.Close(fd) }

// bindRange returns the descriptor numbers that give sockets their names: the
// upper half of what there may be.
func bindRange() (base, span int) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0, 1
	}
	half := int(min(limit.Cur, 1<<16) / 2)
	return half, max(half-1, 1)
}

package tracer

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"

	"uproot/internal/sigpass"
	"uproot/syscalls"
	"uproot/translate"
)

// Run runs the command of cfg as a guest and returns its exit status: its own,
// or 128 and the number of the signal that killed it. It returns when all
// guests have ended. An error means that the command did not run; its
// ExitStatus method, if it has one, gives uproot's exit status.
//
// The calling goroutine is bound to its thread from then on: ptrace(2) belongs to
// the thread, and so does its umask.
func Run(cfg Config) (int, error) {
	runtime.LockOSThread()
	if err := sigpass.Catch(forwarded...); err != nil {
		return statusFailed, fmt.Errorf("cannot catch signals: %w", err)
	}
	t, err := newTracer(&cfg)
	if err != nil {
		return statusFailed, err
	}
	defer t.kernel.Table.Close()
	return t.run()
}

// forwarded are the signals that reach the main command when they are sent to
// uproot.
var forwarded = []unix.Signal{
	unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2, unix.SIGWINCH,
}

// run runs the main command until the last guest has ended.
func (t *tracer) run() (int, error) {
	cwd, err := t.resolver.workingDirectory(t.cfg, t.kernel.Table)
	if err != nil {
		return statusFailed, err
	}
	t.resolver.cwd = cwd
	c, err := t.resolver.find(t.cfg)
	if err != nil {
		return exitStatus(err), err
	}
	if err := t.launch(c, cwd); err != nil {
		return statusFailed, err
	}
	sigpass.To(t.main)
	t.tellSetup(c)
	if err := t.loop(); err != nil {
		return statusFailed, err
	}
	if err := t.launchError(c); err != nil {
		return exitStatus(err), err
	}
	return t.status, nil
}

// exitStatus returns the exit status that tells of err.
func exitStatus(err error) int {
	var e *commandError
	if errors.As(err, &e) {
		return e.status
	}
	return statusFailed
}

func newTracer(cfg *Config) (*tracer, error) {
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return nil, fmt.Errorf("cannot give the tracer an umask of its own: %w", err)
	}
	features, err := detect(cfg.Disable)
	if err != nil {
		return nil, err
	}
	unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) // guests reach their files through /proc/TRACER/fd
	keepDescriptors(features)
	t := &tracer{cfg: cfg, features: features, tracees: map[int]*tracee{}, early: map[int]bool{}}
	t.raiseLimit()
	if t.slots, err = newSlots(); err != nil {
		return nil, err
	}
	table, err := translate.Open(cfg.Root, cfg.Bindings, features.Openat2)
	if err != nil {
		return nil, err
	}
	return t, t.setKernel(table)
}

func (t *tracer) setKernel(table *translate.Table) error {
	id, err := ownID()
	if err != nil {
		return err
	}
	f := t.features
	t.kernel = syscalls.NewKernel(syscalls.Kernel{
		Table: table, TracerID: id, TracerThread: unix.Gettid(), Release: t.cfg.KernelRelease, Hostname: t.cfg.Hostname, Qemu: t.cfg.Qemu,
		Find: t.find,
		Features: syscalls.Features{
			Openat2: f.Openat2, Faccessat2: f.Faccessat2, Statx: f.Statx, Clone3: f.Clone3, PidfdGetfd: f.Pidfd,
		},
	})
	t.call = syscalls.NewCall(t.kernel)
	root := &translate.Dir{FD: table.Root().FD, Mount: table.Root(), Refs: 1}
	t.resolver = &resolver{
		walker: &translate.Walker{Table: table, Openat2: f.Openat2, Proc: beforeGuests{}}, root: root, cwd: root,
	}
	return nil
}

// find returns the guest with the given process or thread id.
func (t *tracer) find(tid int) *syscalls.Task {
	if tr := t.tracees[tid]; tr != nil {
		return tr.task
	}
	return nil
}

// beforeGuests is what procfs lookups see before there is a guest.
type beforeGuests struct{}

func (beforeGuests) Self() (int, int)          { return os.Getpid(), os.Getpid() }
func (beforeGuests) Guest(int) bool            { return false }
func (beforeGuests) RootOf(int) *translate.Dir { return nil }
func (beforeGuests) ExeOf(int) int             { return -1 }

// ownID returns this process's id as procfs names it, which may be another
// than getpid(2) says in a namespace.
func ownID() (int, error) {
	text, err := os.Readlink("/proc/self")
	if err != nil {
		return 0, fmt.Errorf("/proc is not there: %w; uproot needs the host's procfs", err)
	}
	id := 0
	if _, err := fmt.Sscan(text, &id); err != nil {
		return 0, fmt.Errorf("/proc/self is %q: %w", text, err)
	}
	return id, nil
}

// keepDescriptors keeps all descriptors but the standard three from guests.
func keepDescriptors(f *Features) {
	const closeRangeCloexec = 4
	if f.CloseRange && unix.CloseRange(3, ^uint(0)>>1, closeRangeCloexec) == nil {
		return
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return
	}
	for _, e := range entries {
		fd := 0
		if _, err := fmt.Sscan(e.Name(), &fd); err == nil && fd > 2 {
			unix.CloseOnExec(fd)
		}
	}
}

// raiseLimit lets the tracer hold a descriptor or two for each guest. Guests
// keep the limit that uproot was started with.
func (t *tracer) raiseLimit() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return
	}
	t.nofile = &limit
	raised := unix.Rlimit{Cur: limit.Max, Max: limit.Max}
	unix.Prlimit(0, unix.RLIMIT_NOFILE, &raised, nil)
}

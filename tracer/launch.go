package tracer

import (
	"encoding/binary"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"uproot/syscalls"
	"uproot/translate"
)

// launch starts the main command and seizes it before it does anything.
func (t *tracer) launch(command *command, cwd *translate.Dir) error {
	ready, failure, err := pipes()
	if err != nil {
		return err
	}
	g, err := t.firstGuest(command, cwd, ready[0], failure[1])
	if err != nil {
		return err
	}
	pid, e := fork(g)
	if e != 0 {
		return fmt.Errorf("cannot fork: %w", e)
	}
	unix.Close(ready[0])
	unix.Close(failure[1])
	t.failure = failure[0]
	if err := t.seize(pid); err != nil {
		unix.Kill(pid, unix.SIGKILL)
		return err
	}
	root := &translate.Dir{FD: t.kernel.Table.Root().FD, Mount: t.kernel.Table.Root(), Refs: 1}
	mask := unix.Umask(0)
	unix.Umask(mask)
	t.main = pid
	t.tracees[pid] = &tracee{
		tid: pid, task: syscalls.NewTask(pid, syscalls.NewFS(root, cwd, uint32(mask))), mm: &space{},
		slot: t.slots.take(), shared: t.slots, features: t.features,
	}
	unix.Write(ready[1], []byte{1})
	unix.Close(ready[1])
	return nil
}

func (t *tracer) seize(pid int) error {
	if e := ptrace(unix.PTRACE_SEIZE, pid, 0, traceOptions); e != 0 {
		return fmt.Errorf("cannot trace the command: %w; %s", e, ptraceAdvice())
	}
	if t.features.Seccomp {
		return nil
	}
	var status uint32 // without a filter every syscall has to be asked for
	ptrace(unix.PTRACE_INTERRUPT, pid, 0, 0)
	if _, e := wait(&status); e != 0 {
		return fmt.Errorf("cannot stop the command: %w", e)
	}
	ptrace(unix.PTRACE_SYSCALL, pid, 0, 0)
	return nil
}

func pipes() (a, b [2]int, err error) {
	for _, p := range []*[2]int{&a, &b} {
		if err := unix.Pipe2(p[:], unix.O_CLOEXEC); err != nil {
			return a, b, fmt.Errorf("cannot make a pipe: %w", err)
		}
	}
	return a, b, nil
}

func (t *tracer) firstGuest(c *command, cwd *translate.Dir, ready, failure int) (*firstGuest, error) {
	g := &firstGuest{ready: ready, failure: failure, cwd: cwd.FD, nofile: t.nofile}
	if t.features.Seccomp {
		filter, err := t.kernel.Filter()
		if err != nil {
			return nil, fmt.Errorf("cannot assemble the seccomp filter: %w", err)
		}
		g.filter = sockFprog(filter)
	}
	g.sigmask = threadSigmask()
	var err error
	if g.path, err = syscall.BytePtrFromString(c.path); err != nil {
		return nil, fmt.Errorf("the command's path %q has a NUL in it", c.path)
	}
	argv, err := syscall.SlicePtrFromStrings(c.argv)
	if err != nil {
		return nil, fmt.Errorf("an argument has a NUL in it")
	}
	envp, err := syscall.SlicePtrFromStrings(t.cfg.Env)
	if err != nil {
		return nil, fmt.Errorf("an environment variable has a NUL in it")
	}
	g.argv, g.envp = &argv[0], &envp[0]
	return g, nil
}

// launchError returns why the main command did not come to life, or nil.
func (t *tracer) launchError(c *command) error {
	defer unix.Close(t.failure)
	var b [8]byte
	if n, _ := unix.Read(t.failure, b[:]); n != len(b) {
		return nil
	}
	step, e := binary.LittleEndian.Uint32(b[:]), unix.Errno(binary.LittleEndian.Uint32(b[4:]))
	switch step {
	case stepExec:
		return t.execError(c, e)
	case stepFilter:
		return fmt.Errorf("cannot install the seccomp filter: %w; UPROOT_DISABLE=seccomp does without, slowly", e)
	case stepCwd:
		return fmt.Errorf("cannot enter the working directory %s: %w", t.cfg.Cwd, e)
	}
	return fmt.Errorf("cannot start the command: %w", e)
}

// ptraceAdvice tells what may forbid ptrace here.
func ptraceAdvice() string {
	b, err := os.ReadFile("/proc/sys/kernel/yama/ptrace_scope")
	if err == nil && len(b) > 0 && b[0] >= '2' {
		return "the kernel's Yama module forbids it: set kernel.yama.ptrace_scope to 0 or 1 (sysctl)"
	}
	return "a seccomp policy may forbid ptrace(2) here: in a container, allow it (--cap-add SYS_PTRACE or --security-opt seccomp=unconfined)"
}

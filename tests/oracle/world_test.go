package oracle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// uproot is the program under test.
var uproot string

// bind is a file or directory below a world's outside that the guest sees at
// a path of its own.
type bind struct {
	Host     string // below the world's outside, or absolute
	Guest    string
	ReadOnly bool
}

// world is all that a guest program finds, and the command that starts it.
type world struct {
	tree    string // see plant
	outside string // another tree, beside the root, which binds may show
	binds   []bind
	cwd     string // "/w" if empty
	argv    []string
	env     []string
	deep    int // how many bytes longer the root's path is made
	scrub   func(string) string
}

// outcome is what a run leaves: the output of the guest, its exit status and
// the trees.
type outcome []string

// runAs returns the user that guests run as.
func runAs() int {
	if os.Getuid() == 0 {
		return guestID
	}
	return os.Getuid()
}

// base is what every world has. The guest program itself is planted by
// [world.build].
const base = `
d 0755 /bin
d 1777 /tmp
d 0755 /w
d 0755 /proc
f 0666 /dev/null
`

// build makes the trees of a world below dir and returns the root and the
// bindings in terms of the host.
func (w world) build(dir string) (root string, binds []bind, err error) {
	root = dir + "/root"
	for n := w.deep; n > 0; n -= 101 {
		dir += "/" + strings.Repeat("d", 100)
		root = dir + "/root"
	}
	outside := dir + "/outside"
	for top, text := range map[string]string{root: base + w.tree, outside: w.outside} {
		if err := os.MkdirAll(top, 0o755); err != nil {
			return "", nil, err
		}
		if err := plant(top, text); err != nil {
			return "", nil, err
		}
		if os.Getuid() != 0 {
			continue
		}
		if err := give(top, guestID); err != nil {
			return "", nil, err
		}
	}
	for _, b := range w.binds {
		if !strings.HasPrefix(b.Host, "/") {
			b.Host = outside + "/" + b.Host
		}
		binds = append(binds, b)
	}
	return root, binds, nil
}

// run makes the world and runs its command in it, under uproot or under a
// real chroot.
func (w world) run(t *testing.T, native bool) outcome {
	t.Helper()
	dir, err := os.MkdirTemp(home, "world")
	if err != nil {
		t.Fatal(err)
	}
	defer removeAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	root, binds, err := w.build(dir)
	if err != nil {
		t.Fatal("cannot make the tree: ", err)
	}
	cmd, err := w.command(root, binds, native)
	if err != nil {
		t.Fatal(err)
	}
	lines := execute(t, cmd)
	for _, top := range []string{root, filepath.Dir(root) + "/outside"} {
		shot, err := snapshot(top)
		if err != nil {
			shot = append(shot, fmt.Sprintf("cannot read the tree: %v", err))
		}
		lines = append(append(lines, "--- "+filepath.Base(top)), shot...)
	}
	return w.scrubbed(lines)
}

func (w world) scrubbed(lines []string) outcome {
	if w.scrub == nil {
		return lines
	}
	var kept outcome
	for _, l := range lines {
		if l = w.scrub(l); l != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func (w world) command(root string, binds []bind, native bool) (*exec.Cmd, error) {
	cwd := w.cwd
	if cwd == "" {
		cwd = "/w"
	}
	// The Go runtime would open its control group's files now and then.
	env := append([]string{"PATH=/bin", "HOME=/w", "LANG=C", "GODEBUG=containermaxprocs=0,updatemaxprocs=0"}, w.env...)
	if disable := os.Getenv("UPROOT_DISABLE"); disable != "" {
		env = append(env, "UPROOT_DISABLE="+disable)
	}
	if native {
		return nativeCommand(plan{root, binds, cwd, w.argv, env, runAs()})
	}
	args := []string{"-r", root, "-w", cwd}
	for _, b := range binds {
		spec := b.Host + ":" + b.Guest
		if b.ReadOnly {
			spec += ":ro"
		}
		args = append(args, "-b", spec)
	}
	cmd := exec.Command(uproot, append(args, w.argv...)...)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: guestID, Gid: guestID}
	}
	return cmd, nil
}

// execute runs a command, kills its process group if it hangs, and returns
// its output and how it ended.
func execute(t *testing.T, cmd *exec.Cmd) []string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Dir = "/"
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), *patience)
	defer stop()
	killed := context.AfterFunc(ctx, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err := cmd.Wait()
	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	if stderr.Len() > 0 {
		lines = append(lines, "--- stderr")
		lines = append(lines, strings.Split(stderr.String(), "\n")...)
	}
	if !killed() {
		return append(lines, "killed: it hung")
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return append(lines, "--- "+err.Error())
	}
	return append(lines, "--- exit "+exitStatus(cmd.ProcessState))
}

// exitStatus tells a death by signal as a shell and uproot tell it.
func exitStatus(state *os.ProcessState) string {
	status := state.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return fmt.Sprint(128 + int(status.Signal()))
	}
	return fmt.Sprint(status.ExitStatus())
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// tool is one way to run a command on the root file system.
type tool struct {
	name string
	// command returns a command that is not started yet. dir is a guest path.
	command func(ctx context.Context, dir string, argv []string) *exec.Cmd
	start   func(*exec.Cmd) error
}

// run runs a command of the tool's to its end.
func (t tool) run(cmd *exec.Cmd) error {
	if err := t.start(cmd); err != nil {
		return err
	}
	return cmd.Wait()
}

// chooseTools returns the tools that were asked for. Those that cannot be had
// are named on standard error and left out, but one must remain.
func chooseTools(ctx context.Context, o options, w *world) ([]tool, error) {
	var chosen []tool
	for _, name := range o.tools {
		t, err := newTool(ctx, name, o, w)
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: without %s: %v\n", name, err)
			continue
		}
		chosen = append(chosen, t)
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("none of the tools %s can be had", strings.Join(o.tools, ", "))
	}
	return chosen, nil
}

func newTool(ctx context.Context, name string, o options, w *world) (tool, error) {
	t := tool{name: name, start: (*exec.Cmd).Start}
	switch name {
	case "native":
		if os.Getuid() != 0 {
			return t, errors.New("chroot(2) needs root")
		}
		t.command = w.chroot
		return t, nil
	case "proot":
		return w.proot(ctx, t, o.proot)
	case "uproot":
		path, err := w.copyTool(o.uproot)
		t.command = w.tracer(path)
		return t, err
	}
	return t, errors.New("no such tool; there are native, proot and uproot")
}

// proot completes the tool that is PRoot.
func (w *world) proot(ctx context.Context, t tool, name string) (tool, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return t, err
	}
	t.command = w.tracer(path)
	if needsOldKernel(ctx, w, t) {
		fmt.Fprintln(os.Stderr, "bench: this PRoot does not know statx; it gets a kernel without the newer calls")
		t.start = startOnOldKernel
	}
	return t, nil
}

// chroot runs a command without any help.
func (w *world) chroot(ctx context.Context, dir string, argv []string) *exec.Cmd {
	cmd := w.ordinary(exec.CommandContext(ctx, argv[0], argv[1:]...))
	cmd.SysProcAttr.Chroot = w.rootfs
	cmd.Dir = dir
	return cmd
}

// tracer runs a command under uproot or PRoot: they share the command line.
func (w *world) tracer(path string) func(context.Context, string, []string) *exec.Cmd {
	return func(ctx context.Context, dir string, argv []string) *exec.Cmd {
		args := append([]string{"-r", w.rootfs, "-b", "/dev", "-b", "/proc", "-w", dir}, argv...)
		cmd := w.ordinary(exec.CommandContext(ctx, path, args...))
		cmd.Dir = "/"
		return cmd
	}
}

// ordinary makes a command run as an ordinary user, in the guest's environment.
func (w *world) ordinary(cmd *exec.Cmd) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: ordinaryID, Gid: ordinaryID}
	}
	cmd.Env = w.env
	return cmd
}

// copyTool puts a copy of an executable where every user may run it.
func (w *world) copyTool(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	copied := filepath.Join(w.toolDir, filepath.Base(path))
	return copied, os.WriteFile(copied, data, 0o755)
}

package oracle

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// planEnv carries a plan to the test program that runs as the launcher.
const planEnv = "ORACLE_PLAN"

// plan is what the launcher has to do: real bind mounts, a real chroot, an
// ordinary user, the guest.
type plan struct {
	Root  string
	Binds []bind
	Cwd   string
	Argv  []string
	Env   []string
	ID    int
}

// nativeCommand returns the command that runs a guest under a real chroot: the
// test program again, in a mount namespace of its own.
func nativeCommand(p plan) (*exec.Cmd, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	cmd.Env = []string{planEnv + "=" + string(data)}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS, Setpgid: true, Pdeathsig: unix.SIGKILL}
	return cmd, nil
}

// enter carries a plan out. It only returns if that failed.
func enter(data string) error {
	var p plan
	if err := json.Unmarshal([]byte(data), &p); err != nil {
		return err
	}
	runtime.LockOSThread()
	if err := mounts(p); err != nil {
		return err
	}
	if err := unix.Chroot(p.Root); err != nil {
		return fmt.Errorf("chroot %s: %w", p.Root, err)
	}
	if err := unix.Chdir(p.Cwd); err != nil {
		return fmt.Errorf("chdir %s: %w", p.Cwd, err)
	}
	if err := become(p.ID); err != nil {
		return err
	}
	return unix.Exec(p.Argv[0], p.Argv, p.Env)
}

func mounts(p plan) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	for _, b := range p.Binds {
		if err := unix.Mount(b.Host, p.Root+b.Guest, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
			return fmt.Errorf("bind %s to %s: %w", b.Host, b.Guest, err)
		}
		if !b.ReadOnly {
			continue
		}
		if err := unix.Mount("", p.Root+b.Guest, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			return fmt.Errorf("make %s read-only: %w", b.Guest, err)
		}
	}
	return nil
}

func become(id int) error {
	if err := syscall.Setgroups(nil); err != nil {
		return fmt.Errorf("setgroups: %w", err)
	}
	if err := syscall.Setresgid(id, id, id); err != nil {
		return fmt.Errorf("setresgid: %w", err)
	}
	if err := syscall.Setresuid(id, id, id); err != nil {
		return fmt.Errorf("setresuid: %w", err)
	}
	return nil
}

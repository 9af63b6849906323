package tracer

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/internal/image"
	"uproot/internal/rawsys"
	"uproot/translate"
)

// command is the main command as execve takes it.
type command struct {
	path string // guest path
	argv []string
}

// resolver looks up guest paths before there are guests.
type resolver struct {
	walker *translate.Walker
	root   *translate.Dir
	cwd    *translate.Dir
}

// lookup returns the place of a guest path; it must be released.
func (r *resolver) lookup(guest string) (*translate.Place, error) {
	if guest == "" {
		return nil, unix.ENOENT
	}
	e := r.walker.Lookup(&translate.Request{Root: r.root, Start: r.cwd, Path: []byte(guest)})
	if e != 0 {
		return nil, e
	}
	return &r.walker.Place, nil
}

// executable tells whether the guest path is a file that could be executed.
func (r *resolver) executable(guest string) error {
	p, err := r.lookup(guest)
	if err != nil {
		return err
	}
	defer p.Release()
	var st unix.Stat_t
	if e := rawsys.Fstat(p.FD, &st); e != 0 {
		return e
	}
	if st.Mode&unix.S_IFMT == unix.S_IFDIR {
		return unix.EISDIR
	}
	return unix.Faccessat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", p.FD), unix.X_OK, 0)
}

// workingDirectory resolves -w. Without it, it is where uproot was called if
// the guest sees that directory, else "/".
func (r *resolver) workingDirectory(cfg *Config, t *translate.Table) (*translate.Dir, error) {
	guest := cfg.Cwd
	if guest == "" {
		guest = visibleCwd(t)
	}
	p, err := r.lookup(guest)
	if err != nil {
		return nil, fmt.Errorf("working directory %s in the guest: %w; name another with -w", guest, err)
	}
	defer p.Release()
	var st unix.Stat_t
	if e := rawsys.Fstat(p.FD, &st); e != 0 || st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return nil, fmt.Errorf("working directory %s in the guest is not a directory; name another with -w", guest)
	}
	d := &translate.Dir{Mount: p.Mount, FD: p.Take()}
	return d, nil
}

// visibleCwd returns the guest path of uproot's own working directory, or "/".
func visibleCwd(t *translate.Table) string {
	fd, err := unix.Open(".", unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return "/"
	}
	defer unix.Close(fd)
	var host, out [2 * translate.PathMax]byte
	if loc, _ := t.LocateFD(fd, nil, host[:], out[:]); loc != nil {
		return string(loc)
	}
	return "/"
}

// find returns the command to run: as given, or found in the guest's PATH; the
// guest's shell if none is given.
func (r *resolver) find(cfg *Config) (*command, error) {
	argv := cfg.Argv
	if len(argv) == 0 {
		argv = []string{r.shell(cfg.Env)}
	}
	name := argv[0]
	if name == "" {
		return nil, notFound("the command is an empty word")
	}
	if strings.Contains(name, "/") {
		return &command{name, argv}, nil
	}
	denied := ""
	search := variable(cfg.Env, "PATH")
	for _, dir := range strings.Split(search, ":") {
		full := path.Join(dir, name)
		if dir == "" {
			full = "./" + name
		}
		err := r.executable(full)
		if err == nil {
			return &command{full, argv}, nil
		}
		if errors.Is(err, unix.EACCES) {
			denied = full
		}
	}
	if denied != "" {
		return nil, cannotRun("%s in the guest is not executable; chmod +x it", denied)
	}
	return nil, notFound("%s is not in the guest's PATH (%s)", name, search)
}

// shell returns $SHELL if the guest has it, else /bin/sh, as chroot(8) does.
func (r *resolver) shell(env []string) string {
	if sh := variable(env, "SHELL"); sh != "" && r.executable(sh) == nil {
		return sh
	}
	return "/bin/sh"
}

func variable(env []string, name string) string {
	for i := len(env) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(env[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// execError explains why the command could not be executed.
func (t *tracer) execError(c *command, e unix.Errno) error {
	host := t.hostOf(c.path)
	switch e {
	case unix.ENOENT:
		if interp := t.missingInterpreter(c.path); interp != "" {
			return notFound("%s in the guest (%s) needs the interpreter %s, which the guest does not have; install it there",
				c.path, host, interp)
		}
		return notFound("%s does not exist in the guest (root directory %s)", c.path, t.cfg.Root)
	case unix.ENOTDIR:
		return cannotRun("%s in the guest goes through what is no directory (root directory %s)", c.path, t.cfg.Root)
	case unix.EACCES:
		return cannotRun("%s in the guest (%s) may not be executed: %s", c.path, host, t.whyNotExecutable(c.path))
	case unix.ENOEXEC:
		return cannotRun("%s in the guest (%s) is %s", c.path, host, t.foreignKind(c.path))
	}
	return cannotRun("%s in the guest (%s) cannot be run: %v", c.path, host, e)
}

// hostOf returns the host path of a guest path, for messages.
func (t *tracer) hostOf(guest string) string {
	p, err := t.resolver.lookup(guest)
	if err != nil {
		return "root directory " + t.cfg.Root
	}
	defer p.Release()
	host, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", p.FD))
	if err != nil {
		return "root directory " + t.cfg.Root
	}
	return host + " on the host"
}

func (t *tracer) whyNotExecutable(guest string) string {
	if errors.Is(t.resolver.executable(guest), unix.EISDIR) {
		return "it is a directory"
	}
	return "its mode forbids it, or that of its interpreter or of a directory above it; chmod +x it"
}

// parse reads the program at a guest path.
func (t *tracer) parse(guest string, im *image.Image) unix.Errno {
	p, err := t.resolver.lookup(guest)
	if err != nil {
		return unix.ENOENT
	}
	defer p.Release()
	f, err := os.Open(fmt.Sprintf("/proc/self/fd/%d", p.FD))
	if err != nil {
		return unix.EACCES
	}
	defer f.Close()
	return im.Parse(f, machinesHere)
}

// missingInterpreter returns the interpreter that a program or script names and
// the guest lacks, or "".
func (t *tracer) missingInterpreter(guest string) string {
	var im image.Image
	for depth := 0; depth <= image.MaxRewrites; depth++ {
		if t.parse(guest, &im) != 0 || im.Interp == nil {
			return ""
		}
		guest = string(im.Interp)
		p, err := t.resolver.lookup(guest)
		if err != nil {
			return guest
		}
		p.Release()
	}
	return ""
}

// foreignKind says what a file is that is no program here.
func (t *tracer) foreignKind(guest string) string {
	var im image.Image
	t.parse(guest, &im)
	if im.Format == image.ELF {
		return fmt.Sprintf("a program for another CPU (%s); name an emulator with -q", machineName(im.Machine))
	}
	return "neither a program nor a script that begins with #!"
}

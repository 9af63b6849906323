package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"uproot/tracer"
)

// nameMax is what a field of struct utsname holds besides its NUL, see uname(2).
const nameMax = 64

// option is one option of the command line and all that is said about it.
type option struct {
	short  string   // its letters, in the order in which they are shown
	long   []string // its long names; the first is the usual one
	arg    string   // what stands for its value in the help; "" if it takes none
	group  string   // heading in --help and the manual
	usage  string   // for --help: lines of the right column, without a full stop
	manual string   // for the manual: paragraphs in the markup of roffText
	brief  string   // for the shells' menus: a few words
	values hint     // what a shell offers as its value
	set    func(line *commandLine, value string)
}

// name is the one name that the flag parser knows an option by.
func (o *option) name() string {
	if len(o.long) > 0 {
		return o.long[0]
	}
	return o.short[:1]
}

// commandLine is what the options say, not yet checked: checking waits until
// all are read, so that --help works beside a mistake.
type commandLine struct {
	help, version bool
	root          string
	recommended   []string // host paths to bind before all of bindings; nil without -R and -S
	bindings      []string
	cwd           *string // nil, like those below, if the option was not given
	env           []string
	clearEnv      bool
	qemu          *string
	kernelRelease *string
	hostname      *string
	killOnExit    bool
	verbose       *string
}

// flags returns table as the flag parser wants it, filling line.
func flags(table []option, line *commandLine) []cli.Flag {
	list := make([]cli.Flag, len(table))
	for i := range table {
		list[i] = &cli.GenericFlag{
			Name:     table[i].name(),
			Usage:    table[i].usage,
			Category: table[i].group,
			Value:    &setter{&table[i], line},
		}
	}
	return list
}

// setter is the flag parser's handle on one option.
type setter struct {
	option *option
	line   *commandLine
}

// Set implements flag.Value.
func (s *setter) Set(value string) error {
	s.option.set(s.line, value)
	return nil
}

// String implements flag.Value; no option has a default worth printing.
func (s *setter) String() string { return "" }

// IsBoolFlag tells the flag package that the option may stand alone.
func (s *setter) IsBoolFlag() bool { return s.option.arg == "" }

// config checks what the options say and resolves it against h.
func (l *commandLine) config(h host, argv []string) (tracer.Config, error) {
	c := tracer.Config{Argv: argv, KillOnExit: l.killOnExit, Disable: disabled(h)}
	for _, step := range []func(*tracer.Config, host) error{
		l.setRoot, l.setBindings, l.setCwd, l.setEnv, l.setQemu, l.setNames, l.setVerbose,
	} {
		if err := step(&c, h); err != nil {
			return tracer.Config{}, err
		}
	}
	return c, nil
}

func (l *commandLine) setRoot(c *tracer.Config, h host) (err error) {
	if c.Root, err = h.absolute(l.root); err != nil {
		return fmt.Errorf("root %q: %w", l.root, err)
	}
	return nil
}

func (l *commandLine) setBindings(c *tracer.Config, h host) error {
	if l.recommended != nil {
		c.Bindings = recommendedBindings(l.recommended, c.Root, h)
	}
	for _, spec := range l.bindings {
		b, err := parseBinding(spec, h)
		if err != nil {
			return err
		}
		c.Bindings = append(c.Bindings, b)
	}
	return nil
}

func (l *commandLine) setCwd(c *tracer.Config, h host) (err error) {
	if l.cwd == nil {
		return nil
	}
	if c.Cwd, err = h.absolute(*l.cwd); err != nil {
		return fmt.Errorf("working directory %q: %w", *l.cwd, err)
	}
	return nil
}

func (l *commandLine) setEnv(c *tracer.Config, h host) (err error) {
	c.Env, err = environment(h, l.clearEnv, l.env)
	return err
}

func (l *commandLine) setQemu(c *tracer.Config, h host) error {
	if l.qemu == nil {
		return nil
	}
	words, err := splitWords(*l.qemu)
	if err == nil {
		c.Qemu, err = h.command(words)
	}
	if err != nil {
		return fmt.Errorf("emulator %q: %w", *l.qemu, err)
	}
	return nil
}

func (l *commandLine) setNames(c *tracer.Config, _ host) (err error) {
	if c.KernelRelease, err = utsName("kernel release", l.kernelRelease); err != nil {
		return err
	}
	c.Hostname, err = utsName("host name", l.hostname)
	return err
}

func (l *commandLine) setVerbose(c *tracer.Config, _ host) error {
	if l.verbose == nil {
		return nil
	}
	level, err := strconv.Atoi(*l.verbose)
	if err != nil {
		return fmt.Errorf("verbosity %q is not a number; write -v 0, -v 1 or -v 2", *l.verbose)
	}
	c.Verbose = max(level, 0)
	return nil
}

// utsName checks a string that uname(2) is to tell; nil is not given.
func utsName(what string, value *string) (string, error) {
	switch {
	case value == nil:
		return "", nil
	case *value == "":
		return "", fmt.Errorf("the %s is empty; leave the option out to keep the host's", what)
	case len(*value) > nameMax:
		return "", fmt.Errorf("the %s %q has %d bytes and uname(2) has room for %d; shorten it", what, *value, len(*value), nameMax)
	}
	return *value, nil
}

// disabled returns the kernel features that UPROOT_DISABLE lists.
func disabled(h host) []string {
	var names []string
	list, _ := h.getenv("UPROOT_DISABLE")
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uproot/tracer"
	"uproot/translate"
)

// testHost is a host on which nothing depends on the machine.
func testHost() host {
	return host{
		environ: []string{"HOME=/home/u", "PATH=/usr/bin", "TERM=xterm", "EMPTY="},
		getwd:   func() (string, error) { return "/home/u/work", nil },
		lookPath: func(command string) (string, error) {
			if command == "qemu-arm" {
				return "/usr/bin/qemu-arm", nil
			}
			return "", errors.New("not found")
		},
	}
}

// runWith calls uproot with the tracer replaced by instead.
func runWith(t *testing.T, h host, words []string, instead func(tracer.Config) (int, error)) (status int, stdout, stderr string) {
	t.Helper()
	saved := run
	run = instead
	defer func() { run = saved }()
	var out, errs bytes.Buffer
	status = uproot(words, h, &out, &errs)
	return status, out.String(), errs.String()
}

// configOf returns what words come to.
func configOf(t *testing.T, h host, words ...string) tracer.Config {
	t.Helper()
	var got *tracer.Config
	status, stdout, stderr := runWith(t, h, words, func(c tracer.Config) (int, error) {
		got = &c
		return 0, nil
	})
	if got == nil || status != 0 || stdout+stderr != "" {
		t.Fatalf("%q: status %d, stdout %q, stderr %q", words, status, stdout, stderr)
	}
	return *got
}

// config is what a line without options comes to, changed by change.
func config(change func(c *tracer.Config)) tracer.Config {
	c := tracer.Config{Root: "/", Argv: []string{}, Env: testHost().environ}
	change(&c)
	return c
}

func TestConfig(t *testing.T) {
	for _, tc := range []struct {
		line string
		want func(c *tracer.Config)
	}{
		{"", func(c *tracer.Config) {}},
		{"ls -l --help", func(c *tracer.Config) { c.Argv = []string{"ls", "-l", "--help"} }},
		{"-r debian ls -r x", func(c *tracer.Config) {
			c.Root = "/home/u/work/debian"
			c.Argv = []string{"ls", "-r", "x"}
		}},
		{"-r /a/../b/", func(c *tracer.Config) { c.Root = "/a/../b" }},
		{"--rootfs=/a -r/b", func(c *tracer.Config) { c.Root = "/b" }},
		{"-b /a --mount=/b:/c:ro -m/d", func(c *tracer.Config) {
			c.Bindings = []translate.Binding{
				{Host: "/a", Guest: "/a"},
				{Host: "/b", Guest: "/c", ReadOnly: true},
				{Host: "/d", Guest: "/d"},
			}
		}},
		{"-b /a,/b:/c,/d", func(c *tracer.Config) {
			c.Bindings = []translate.Binding{{Host: "/a,/b", Guest: "/c,/d"}}
		}},
		{"-w /src", func(c *tracer.Config) { c.Cwd = "/src" }},
		{"--pwd src/./x", func(c *tracer.Config) { c.Cwd = "/home/u/work/src/x" }},
		{"--cwd=.", func(c *tracer.Config) { c.Cwd = "/home/u/work" }},
		{"--kill-on-exit", func(c *tracer.Config) { c.KillOnExit = true }},
		{"-v 2", func(c *tracer.Config) { c.Verbose = 2 }},
		{"-v -1", func(c *tracer.Config) {}},
		{"-v2 --verbose=1", func(c *tracer.Config) { c.Verbose = 1 }},
		{"-k 6.1.0 --hostname box", func(c *tracer.Config) { c.KernelRelease, c.Hostname = "6.1.0", "box" }},
		{"-q qemu-arm", func(c *tracer.Config) { c.Qemu = []string{"/usr/bin/qemu-arm"} }},
		{"-q ./qemu", func(c *tracer.Config) { c.Qemu = []string{"/home/u/work/qemu"} }},
		{"-e A=b --env=HOME=/root", func(c *tracer.Config) {
			c.Env = []string{"HOME=/root", "PATH=/usr/bin", "TERM=xterm", "EMPTY=", "A=b"}
		}},
		{"doctor.sh", func(c *tracer.Config) { c.Argv = []string{"doctor.sh"} }},
		{"-- doctor", func(c *tracer.Config) { c.Argv = []string{"doctor"} }},
		{"./doctor", func(c *tracer.Config) { c.Argv = []string{"./doctor"} }},
		{"-r / man ls", func(c *tracer.Config) { c.Argv = []string{"man", "ls"} }},
		{"help", func(c *tracer.Config) { c.Argv = []string{"help"} }},
		{"-b /x:/x bind --help", func(c *tracer.Config) {
			c.Bindings = []translate.Binding{{Host: "/x", Guest: "/x"}}
			c.Argv = []string{"bind", "--help"}
		}},
		{"-- ls --generate-bash-completion", func(c *tracer.Config) {
			c.Argv = []string{"ls", "--generate-bash-completion"}
		}},
	} {
		got := configOf(t, testHost(), strings.Fields(tc.line)...)
		if diff := cmp.Diff(config(tc.want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.line, diff)
		}
	}
}

func TestConfigWithSpaces(t *testing.T) {
	got := configOf(t, testHost(), "-q", "qemu-arm -g '1 2'", "-w", "/ a ", "-e", " X = y ", "sh", "-c", "a  b")
	want := config(func(c *tracer.Config) {
		c.Qemu = []string{"/usr/bin/qemu-arm", "-g", "1 2"}
		c.Cwd = "/ a "
		c.Env = append(c.Env, " X = y ")
		c.Argv = []string{"sh", "-c", "a  b"}
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func optional(paths ...string) []translate.Binding {
	var list []translate.Binding
	for _, p := range paths {
		list = append(list, translate.Binding{Host: p, Guest: p, Optional: true})
	}
	return list
}

func TestRecommendedBindings(t *testing.T) {
	bindingsR := optional("/etc/host.conf", "/etc/hosts", "/etc/hosts.equiv", "/etc/mtab", "/etc/netgroup",
		"/etc/networks", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/resolv.conf", "/etc/localtime",
		"/dev", "/sys", "/proc", "/tmp", "/run", "/var/run/dbus/system_bus_socket", "/home/u", "/debian")
	bindingsS := optional("/etc/host.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/resolv.conf",
		"/dev", "/sys", "/proc", "/tmp", "/run/shm", "/home/u", "/debian")
	own := translate.Binding{Host: "/x", Guest: "/tmp"}
	for _, tc := range []struct {
		line     string
		root     string
		bindings []translate.Binding
	}{
		{"-R /debian", "/debian", bindingsR},
		{"-S /debian", "/debian", bindingsS},
		{"-b /x:/tmp -R/debian", "/debian", append(bindingsR[:len(bindingsR):len(bindingsR)], own)},
		{"-R /other -r /debian", "/debian", bindingsR},
		{"-R /other -S /debian", "/debian", bindingsS},
		{"-S /", "/", bindingsS[:len(bindingsS)-1]},
	} {
		got := configOf(t, testHost(), strings.Fields(tc.line)...)
		want := config(func(c *tracer.Config) { c.Root, c.Bindings = tc.root, tc.bindings })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.line, diff)
		}
	}
}

func TestRecommendedHome(t *testing.T) {
	for _, environ := range [][]string{nil, {"HOME="}, {"HOME=/"}, {"HOME=here"}} {
		h := testHost()
		h.environ = environ
		got := configOf(t, h, "-S", "/debian").Bindings
		last := got[len(got)-2:]
		if diff := cmp.Diff(optional("/run/shm", "/debian"), last); diff != "" {
			t.Errorf("%q (-want +got):\n%s", environ, diff)
		}
	}
}

func TestDisable(t *testing.T) {
	h := testHost()
	h.environ = append(h.environ, "UPROOT_DISABLE= openat2,,seccomp ,")
	got := configOf(t, h, "ls").Disable
	if diff := cmp.Diff([]string{"openat2", "seccomp"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEnvironment(t *testing.T) {
	path := "PATH=" + defaultPath
	for _, tc := range []struct {
		clear   bool
		changes []string
		want    []string
	}{
		{false, nil, []string{"HOME=/home/u", "PATH=/usr/bin", "TERM=xterm", "EMPTY="}},
		{false, []string{"PATH", "NOT_THERE"}, []string{"HOME=/home/u", "PATH=/usr/bin", "TERM=xterm", "EMPTY="}},
		{false, []string{"TERM=", "X=a=b", "X=c"}, []string{"HOME=/home/u", "PATH=/usr/bin", "TERM=", "EMPTY=", "X=c"}},
		{true, nil, []string{path, "HOME=/", "TERM=xterm"}},
		{true, []string{"HOME", "EMPTY", "NOT_THERE", "A=1,2"}, []string{path, "HOME=/home/u", "TERM=xterm", "EMPTY=", "A=1,2"}},
	} {
		h := testHost()
		got, err := environment(h, tc.clear, tc.changes)
		if err != nil {
			t.Errorf("%v %q: %v", tc.clear, tc.changes, err)
		} else if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%v %q (-want +got):\n%s", tc.clear, tc.changes, diff)
		}
		if diff := cmp.Diff(testHost().environ, h.environ); diff != "" {
			t.Errorf("%v %q changed the host's environment:\n%s", tc.clear, tc.changes, diff)
		}
	}
}

func TestClearEnvWithoutTerm(t *testing.T) {
	got, err := environment(host{}, true, nil)
	if diff := cmp.Diff([]string{"PATH=" + defaultPath, "HOME=/"}, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

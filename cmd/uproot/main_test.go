package main

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"testing"

	"uproot/tracer"
)

// statusError is an error of the tracer that sets the exit status.
type statusError int

func (e statusError) Error() string   { return fmt.Sprintf("status %d wanted", int(e)) }
func (e statusError) ExitStatus() int { return int(e) }

func TestExitStatus(t *testing.T) {
	for _, tc := range []struct {
		status int
		err    error
		want   int
		stderr string
	}{
		{0, nil, 0, ""},
		{7, nil, 7, ""},
		{143, nil, 143, ""},
		{0, errors.New("no seccomp"), 125, "uproot: no seccomp\n"},
		{0, statusError(127), 127, "uproot: status 127 wanted\n"},
		{1, fmt.Errorf("ls: %w", statusError(126)), 126, "uproot: ls: status 126 wanted\n"},
		{0, errors.New("a\nb"), 125, "uproot: a\\nb\n"},
	} {
		status, stdout, stderr := runWith(t, testHost(), []string{"ls"},
			func(tracer.Config) (int, error) { return tc.status, tc.err })
		if status != tc.want || stderr != tc.stderr || stdout != "" {
			t.Errorf("%d, %v: status %d, stdout %q, stderr %q", tc.status, tc.err, status, stdout, stderr)
		}
	}
}

func TestUserErrors(t *testing.T) {
	long := strings.Repeat("x", 65)
	for _, tc := range []struct {
		words []string
		want  string
	}{
		{[]string{"--nothing"}, "unknown option --nothing; 'uproot --help' lists them"},
		{[]string{"-r"}, "option -r lacks its value; write -r DIR"},
		{[]string{"-r", ""}, `root "": the path is empty; name a file or directory`},
		{[]string{"-R", ""}, `root "": the path is empty; name a file or directory`},
		{[]string{"-w", ""}, `working directory "": the path is empty; name a file or directory`},
		{[]string{"-b", "/a:b"}, `binding "/a:b": the guest's path "b" is not absolute; write "/b"`},
		{[]string{"-b", "/a\n:b"}, `binding "/a\n:b": the guest's path "b" is not absolute; write "/b"`},
		{[]string{"-e", "=x"}, `environment variable "=x" has no name; write NAME=VALUE, or NAME to copy the host's`},
		{[]string{"-v", "x"}, `verbosity "x" is not a number; write -v 0, -v 1 or -v 2`},
		{[]string{"-v", ""}, `verbosity "" is not a number; write -v 0, -v 1 or -v 2`},
		{[]string{"-k", ""}, "the kernel release is empty; leave the option out to keep the host's"},
		{[]string{"--hostname", long}, `the host name "` + long + `" has 65 bytes and uname(2) has room for 64; shorten it`},
		{[]string{"-q", ""}, `emulator "": the command is empty; name a program of the host`},
		{[]string{"-q", "qemu-no -x"}, `emulator "qemu-no -x": "qemu-no" is not in $PATH; install it or write its path`},
		{[]string{"-q", "a 'b"}, `emulator "a 'b": a quote or backslash is left open; close it`},
		{[]string{"man", "ls"}, `man takes no argument, but was given "ls"; write 'uproot -- man ...' for the guest's own man`},
		{[]string{"completion"}, "completion takes one argument; write uproot completion bash|zsh|fish"},
		{[]string{"completion", "csh"}, `no completion for the shell "csh"; write bash, zsh or fish`},
		{[]string{"doctor", "-x"}, "flag provided but not defined: -x; 'uproot --help' lists the options"},
	} {
		status, stdout, stderr := runWith(t, testHost(), tc.words, func(tracer.Config) (int, error) {
			t.Errorf("%q: the tracer was called", tc.words)
			return 0, nil
		})
		if status != 125 || stdout != "" || stderr != "uproot: "+tc.want+"\n" {
			t.Errorf("%q: status %d, stdout %q, stderr %q, want %q", tc.words, status, stdout, stderr, tc.want)
		}
	}
}

// noRun fails the test when something that only prints starts the guest.
func noRun(t *testing.T) func(tracer.Config) (int, error) {
	return func(tracer.Config) (int, error) {
		t.Error("the tracer was called")
		return 0, nil
	}
}

func TestVersion(t *testing.T) {
	for _, words := range [][]string{{"-V"}, {"--version", "ls"}, {"--about"}, {"-Vb", "wrong:wrong"}} {
		status, stdout, stderr := runWith(t, testHost(), words, noRun(t))
		if status != 0 || !strings.HasPrefix(stdout, "uproot "+version+" (linux/") || stderr != "" {
			t.Errorf("%q: status %d, stdout %q, stderr %q", words, status, stdout, stderr)
		}
	}
}

func TestRevision(t *testing.T) {
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123"}
	modified := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for want, settings := range map[string][]debug.BuildSetting{
		"":                                   {modified},
		", commit 0123456789ab":              {commit, {Key: "vcs.modified", Value: "false"}},
		", commit 0123456789ab with changes": {modified, commit},
	} {
		if got := revision(settings); got != want {
			t.Errorf("%v: %q, want %q", settings, got, want)
		}
	}
}

func TestDoctor(t *testing.T) {
	saved := doctor
	defer func() { doctor = saved }()
	doctor = func(w io.Writer, disable []string) error {
		_, err := fmt.Fprintf(w, "without %q\n", disable)
		return err
	}
	h := testHost()
	h.environ = append(h.environ, "UPROOT_DISABLE=openat2")
	status, stdout, stderr := runWith(t, h, []string{"doctor"}, noRun(t))
	if status != 0 || stdout != "without [\"openat2\"]\n" || stderr != "" {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	doctor = func(io.Writer, []string) error { return statusError(126) }
	status, _, stderr = runWith(t, h, []string{"doctor"}, noRun(t))
	if status != 126 || stderr != "uproot: status 126 wanted\n" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

// brokenPipe is a standard output that takes nothing.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestOutputErrors(t *testing.T) {
	for _, line := range []string{"--help", "--version", "man", "man --help", "completion bash"} {
		var stderr strings.Builder
		status := uproot(strings.Fields(line), testHost(), brokenPipe{}, &stderr)
		if status != 125 || !strings.Contains(stderr.String(), io.ErrClosedPipe.Error()) {
			t.Errorf("%s: status %d, stderr %q", line, status, stderr.String())
		}
	}
}

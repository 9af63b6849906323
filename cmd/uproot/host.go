package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// host is what the command line is read against: everything outside of the
// words themselves that decides what they mean.
type host struct {
	environ  []string                             // as in environ(7)
	getwd    func() (string, error)               // the working directory
	lookPath func(command string) (string, error) // finds a command in $PATH
}

func thisHost() host {
	return host{environ: os.Environ(), getwd: os.Getwd, lookPath: exec.LookPath}
}

// getenv returns the value of an environment variable and whether there is one.
func (h host) getenv(name string) (value string, ok bool) {
	for _, entry := range h.environ {
		if value, ok = strings.CutPrefix(entry, name+"="); ok {
			return value, true
		}
	}
	return "", false
}

// absolute makes path absolute against the working directory. It keeps "..":
// only the kernel knows where that leads when a symlink comes before it.
func (h host) absolute(path string) (string, error) {
	if path == "" {
		return "", errors.New("the path is empty; name a file or directory")
	}
	if filepath.IsAbs(path) {
		return tidy(path), nil
	}
	wd, err := h.getwd()
	if err != nil {
		return "", fmt.Errorf("%q is relative and the working directory is not known (%w); write an absolute path", path, err)
	}
	return tidy(wd + "/" + path), nil
}

// command resolves the first of words, a host command, to an absolute path.
func (h host) command(words []string) ([]string, error) {
	if len(words) == 0 {
		return nil, errors.New("the command is empty; name a program of the host")
	}
	name := words[0]
	if !strings.Contains(name, "/") {
		found, err := h.lookPath(name)
		if err != nil {
			return nil, fmt.Errorf("%q is not in $PATH; install it or write its path", name)
		}
		name = found
	}
	name, err := h.absolute(name)
	if err != nil {
		return nil, err
	}
	return append([]string{name}, words[1:]...), nil
}

// tidy drops the repeated slashes, "." and last slash of an absolute path:
// whatever can go without asking a file system.
func tidy(path string) string {
	var b strings.Builder
	for name := range strings.SplitSeq(path, "/") {
		if name != "" && name != "." {
			b.WriteString("/" + name)
		}
	}
	if b.Len() == 0 {
		return "/"
	}
	return b.String()
}

package main

import (
	"fmt"
	"strings"
)

// defaultPath is the guest's $PATH after --clear-env.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// environment returns the guest's environment: the host's, or after
// --clear-env the least that programs count on, with the changes of -e applied
// in order.
func environment(h host, clearEnv bool, changes []string) ([]string, error) {
	env := h.environ
	if clearEnv {
		env = clearedEnvironment(h)
	}
	env = append([]string(nil), env...)
	for _, change := range changes {
		name, value, given := strings.Cut(change, "=")
		if name == "" {
			return nil, fmt.Errorf("environment variable %q has no name; write NAME=VALUE, or NAME to copy the host's", change)
		}
		if !given {
			var exists bool
			if value, exists = h.getenv(name); !exists {
				continue
			}
		}
		env = assign(env, name, value)
	}
	return env, nil
}

func clearedEnvironment(h host) []string {
	env := []string{"PATH=" + defaultPath, "HOME=/"}
	if term, ok := h.getenv("TERM"); ok {
		env = append(env, "TERM="+term)
	}
	return env
}

// assign sets name where it stands, or at the end.
func assign(env []string, name, value string) []string {
	for i, entry := range env {
		if strings.HasPrefix(entry, name+"=") {
			env[i] = name + "=" + value
			return env
		}
	}
	return append(env, name+"="+value)
}

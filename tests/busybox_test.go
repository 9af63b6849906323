package tests

import (
	"strings"
	"testing"
)

func TestShellBasics(t *testing.T) {
	t.Parallel()
	w := busybox(t)
	for name, test := range map[string]struct{ script, want string }{
		"working directory":      {"pwd", "/"},
		"change directory":       {"cd /home/tester; pwd; cd ..; pwd; cd /tmp/../etc; pwd", "/home/tester\n/home\n/etc"},
		"above the root":         {"cd ../../..; pwd; ls / > /tmp/a; ls /../.. > /tmp/b; cmp /tmp/a /tmp/b && echo same", "/\nsame"},
		"pipe":                   {"echo one two | tr a-z A-Z | wc -w", "2"},
		"redirection":            {"echo text > /tmp/f; cat < /tmp/f; echo more >> /tmp/f; wc -l < /tmp/f", "text\n2"},
		"here document":          {"cat <<-x\n\tdocument\n\tx\n", "document"},
		"command substitution":   {`echo "$(echo a; echo b)" | tail -n 1`, "b"},
		"absolute symbolic link": {"ln -s /etc/os-release /tmp/l; cat /tmp/l; readlink /tmp/l", "NAME=busybox\n/etc/os-release"},
		"glob":                   {"cd /etc; echo p* os*", "passwd os-release"},
		"subshell":               {"x=1; (x=2; cd /etc); echo $x; pwd", "1\n/"},
		"script":                 {"printf '#!/bin/sh -e\\necho $0 $*\\n' > /tmp/s; chmod +x /tmp/s; /tmp/s a b", "/tmp/s a b"},
		"find":                   {"find /etc -type f | sort", "/etc/os-release\n/etc/passwd"},
		"named pipe":             {"mkfifo /tmp/p; echo through > /tmp/p & cat /tmp/p", "through"},
		"archive":                {"cd /; tar cf /tmp/etc.tar etc; mkdir /tmp/x; tar xf /tmp/etc.tar -C /tmp/x; ls /tmp/x/etc", "os-release\npasswd"},
		"status of a pipe":       {"false | true; echo $?", "0"},
		"mode and time":          {"touch -d @86400 /tmp/t; chmod 604 /tmp/t; stat -c '%a %Y' /tmp/t", "604 86400"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimSpace(w.sh(t, "rm -rf /tmp/*\n"+test.script)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Without a command the guest's shell is started: $SHELL if the guest has it,
// else /bin/sh.
func TestDefaultCommand(t *testing.T) {
	for name, shell := range map[string]string{"SHELL": "/bin/ash", "no such SHELL": "/nonexistent/zsh"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := busybox(t).withEnv("SHELL=" + shell)
			w.command().input("echo from the shell; exit 6\n").do(t).exits(t, 6).prints(t, "from the shell")
		})
	}
}

func TestWorkingDirectoryOption(t *testing.T) {
	t.Parallel()
	w := busybox(t)
	for _, option := range [][]string{{"-w", "/etc"}, {"-w/etc"}, {"--pwd", "/etc"}, {"--cwd=/etc"}} {
		w.with(option...).run(t, "/bin/pwd").exits(t, 0).prints(t, "/etc")
	}
}

// A path that the guest prints never tells where its root lies on the host.
func TestHostPathIsNotSeen(t *testing.T) {
	t.Parallel()
	w := busybox(t).with("-b", "/proc", "-w", "/home/tester")
	out := w.sh(t, `
		pwd; /bin/pwd; readlink /proc/self/cwd; readlink /proc/self/root; readlink /proc/self/exe
		exec 3< /etc/passwd; readlink /proc/$$/fd/3; realpath ../tester/./..; cat /proc/self/maps`)
	if strings.Contains(out, w.rootfs) {
		t.Errorf("the guest was told %s:\n%s", w.rootfs, out)
	}
	want := "/home/tester\n/home/tester\n/home/tester\n/\n/bin/busybox\n/etc/passwd\n/home\n"
	if !strings.HasPrefix(out, want) {
		t.Errorf("got %q, want it to begin with %q", out, want)
	}
}

package tests

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// prompt is the shell's in the terminal tests. The shell makes it from another
// text, so that no echo of what is typed looks like it.
const prompt = `ready-3> `

// bash starts an interactive bash in the Debian tree and waits for its prompt.
func bash(t testing.TB, w world) *terminal {
	t.Helper()
	term := w.withEnv("PS1=ready-$((1+2))> ", "HISTFILE=").terminal(t, "/bin/bash", "--norc", "--noprofile", "-i")
	term.expect(prompt)
	return term
}

// leave ends the shell and with it uproot.
func (term *terminal) leave() {
	term.t.Helper()
	term.send("exit 12\r")
	term.ends(12)
}

// ask types a command and returns what it printed between two marks.
func (term *terminal) ask(command string) string {
	term.t.Helper()
	term.send("echo \"<$((20+3)) $(%s) $((40+5))>\"\r", command)
	return term.expect(`<23 ([^$]*) 45>`)[1]
}

func TestTerminalInterrupt(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	term.send("sleep 1000\r")
	awaitForeground(term, "sleep")
	term.send("\x03")
	term.expect(prompt)
	if got := term.ask("echo $?"); got != "130" {
		t.Errorf("status after Ctrl-C: %s", got)
	}
	term.send("cat\r")
	awaitForeground(term, "cat")
	term.send("typed\r")
	term.expect("typed\r\ntyped\r\n")
	term.send("\x04")
	term.expect(prompt)
	term.send("sleep 1000\r")
	awaitForeground(term, "sleep")
	term.send("\x1c")
	term.expect("Quit")
	term.leave()
}

// cwd returns the guest path that scratch made the working directory.
func (w world) cwd() string { return w.options[len(w.options)-1] }

// awaitForeground waits until the terminal's foreground process is the named.
func awaitForeground(term *terminal, name string) {
	term.t.Helper()
	eventually(term.t, name+" in the foreground", func() bool {
		pgrp, err := foregroundGroup(term.master)
		if err != nil {
			return false
		}
		p, _ := readProcess("/proc/" + strconv.Itoa(pgrp))
		return p.name == name
	})
}

func TestTerminalJobControl(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	term.send("sh -c 'while :; do echo x >> progress; done'\r")
	progress := in.host(in.cwd() + "/progress")
	awaitFile(t, progress)
	term.send("\x1a")
	term.expect(`\[\d\]\+ +Stopped`)
	job, err := strconv.Atoi(term.ask("jobs -p %%"))
	if err != nil {
		t.Fatal(err)
	}
	isStopped(t, job, progress)
	term.send("bg\r")
	term.expect(`\[\d\]\+ sh -c`)
	progresses(t, progress)
	term.send("fg\r")
	awaitForeground(term, "sh")
	progresses(t, progress)
	term.send("\x1a")
	term.expect(`Stopped`)
	isStopped(t, job, progress)
	term.send("kill -KILL %%%%; while kill -0 %d 2>/dev/null; do sleep 0.05; done; echo gone-$((1+1))-\r", job)
	term.expect(`gone-2-`)
	term.leave()
}

// isStopped fails the test unless a guest that has been told to stop stays so
// and its file as long as it is. A tracee shows as t where others show T.
func isStopped(t testing.TB, pid int, file string) {
	t.Helper()
	before := size(t, file)
	for range 20 {
		time.Sleep(10 * time.Millisecond)
		if s := stateOf(pid); s != 'T' && s != 't' {
			t.Fatalf("a stopped process is in state %c", s)
		}
	}
	if after := size(t, file); after != before {
		t.Errorf("a stopped process went on writing: %d, then %d bytes", before, after)
	}
}

// awaitStopped waits until the shell has been told that its first job stopped.
// The state in /proc would not do: every traced process is in t now and then.
func (term *terminal) awaitStopped() {
	term.t.Helper()
	eventually(term.t, "Stopped in the list of jobs", func() bool { return strings.Contains(term.ask("jobs %1"), "Stopped") })
}

func progresses(t testing.TB, file string) {
	t.Helper()
	before := size(t, file)
	eventually(t, "growth of "+file, func() bool { return size(t, file) > before })
}

func size(t testing.TB, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// kill -STOP and -CONT work on a background job, and the shell hears of both.
func TestTerminalStopAndContinue(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	term.send("sh -c 'while :; do echo x >> progress; done' &\r")
	progress := in.host(in.cwd() + "/progress")
	awaitFile(t, progress)
	job, err := strconv.Atoi(term.ask("jobs -p %1"))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		term.send("kill -STOP %%1\r")
		term.awaitStopped()
		isStopped(t, job, progress)
		if got := term.ask("ps -o stat= -p " + strconv.Itoa(job)); !strings.HasPrefix(strings.ToUpper(got), "T") {
			t.Errorf("ps: state %q", got)
		}
		term.send("kill -CONT %%1\r")
		progresses(t, progress)
	}
	// From outside too, as by a person with kill(1).
	if err := syscall.Kill(job, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	term.awaitStopped()
	isStopped(t, job, progress)
	if err := syscall.Kill(job, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	progresses(t, progress)
	term.send("kill %%1; wait %%1; echo gone-$?-\r")
	term.expect(`gone-143-`)
	term.leave()
}

func TestTerminalResize(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	if got := term.ask("stty size"); got != "24 80" {
		t.Errorf("size %q", got)
	}
	term.resize(40, 100)
	if got := term.ask("stty size"); got != "40 100" {
		t.Errorf("size after a change %q", got)
	}
	term.send("trap 'echo resized-$((6*7))-$(stty size | tr \" \" x)-' WINCH; : > trapped\r") // no other command has the terminal now
	awaitFile(t, in.host(in.cwd()+"/trapped"))
	term.expect(prompt)
	if got := term.ask("echo $((1+1))"); got != "2" { // bash itself is in the foreground
		t.Errorf("sum %q", got)
	}
	term.resize(30, 90)
	// bash runs traps when a command ends or a line is read.
	term.send("true\r")
	term.expect(`resized-42-30x90-`)
	term.leave()
}

// When the terminal goes away the command is told, as by a closed window. The
// kernel tells the session's leader only, and that is uproot.
func TestTerminalHangup(t *testing.T) {
	t.Parallel()
	w := busybox(t).with("-b", "/dev")
	term := w.terminal(t, "/bin/sh", "-c", "trap 'echo > /tmp/hung-up; exit 3' HUP; echo > /tmp/ready; while :; do sleep 0.05; done")
	awaitFile(t, w.host("/tmp/ready"))
	_ = term.master.Close()
	term.ends(3)
	awaitFile(t, w.host("/tmp/hung-up"))
}

// Job control in a static shell.
func TestBusyboxTerminal(t *testing.T) {
	t.Parallel()
	w := busybox(t).with("-b", "/dev").withEnv("PS1=ready-3> ")
	term := w.terminal(t, "/bin/sh", "-i")
	term.expect(prompt)
	term.send("sleep 1000\r")
	awaitForeground(term, "sleep")
	term.send("\x1a")
	term.expect(`Stopped`)
	term.send("bg; jobs\r")
	term.expect(`Running`)
	term.send("fg\r")
	awaitForeground(term, "sleep")
	term.send("\x03")
	term.expect(prompt)
	term.leave()
}

package tracer

import (
	"testing"

	"golang.org/x/sys/unix"
)

func TestDecode(t *testing.T) {
	const stopped = 0x7f
	signal := func(s unix.Signal) uint32 { return uint32(s)<<8 | stopped }
	event := func(e uint32, s unix.Signal) uint32 { return e<<16 | signal(s) }
	for _, c := range []struct {
		status uint32
		want   stop
	}{
		{0, stop{kind: exited}},
		{7 << 8, stop{kind: exited, code: 7}},
		{255 << 8, stop{kind: exited, code: 255}},
		{uint32(unix.SIGKILL), stop{kind: killed, sig: unix.SIGKILL}},
		{uint32(unix.SIGSEGV) | 0x80, stop{kind: killed, sig: unix.SIGSEGV}}, // dumped core
		{signal(unix.SIGINT), stop{kind: signalStop, sig: unix.SIGINT}},
		{signal(unix.SIGSTOP), stop{kind: signalStop, sig: unix.SIGSTOP}},
		{signal(unix.SIGTRAP), stop{kind: signalStop, sig: unix.SIGTRAP}},
		{signal(64), stop{kind: signalStop, sig: 64}},
		{signal(unix.SIGTRAP | 0x80), stop{kind: syscallStop}},
		{event(unix.PTRACE_EVENT_SECCOMP, unix.SIGTRAP), stop{kind: seccompStop, sig: unix.SIGTRAP}},
		{event(unix.PTRACE_EVENT_FORK, unix.SIGTRAP), stop{kind: bornStop, sig: unix.SIGTRAP}},
		{event(unix.PTRACE_EVENT_VFORK, unix.SIGTRAP), stop{kind: bornStop, sig: unix.SIGTRAP}},
		{event(unix.PTRACE_EVENT_CLONE, unix.SIGTRAP), stop{kind: bornStop, sig: unix.SIGTRAP}},
		{event(unix.PTRACE_EVENT_EXEC, unix.SIGTRAP), stop{kind: execStop, sig: unix.SIGTRAP}},
		{event(unix.PTRACE_EVENT_EXIT, unix.SIGTRAP), stop{kind: ignoredStop, sig: unix.SIGTRAP}},
		{event(unix.PTRACE_EVENT_VFORK_DONE, unix.SIGTRAP), stop{kind: ignoredStop, sig: unix.SIGTRAP}},
		{event(eventStop, unix.SIGTRAP), stop{kind: trapStop, sig: unix.SIGTRAP}},
		{event(eventStop, unix.SIGSTOP), stop{kind: groupStop, sig: unix.SIGSTOP}},
		{event(eventStop, unix.SIGTSTP), stop{kind: groupStop, sig: unix.SIGTSTP}},
		{event(eventStop, unix.SIGTTIN), stop{kind: groupStop, sig: unix.SIGTTIN}},
		{event(eventStop, unix.SIGTTOU), stop{kind: groupStop, sig: unix.SIGTTOU}},
	} {
		if got := decode(c.status); got != c.want {
			t.Errorf("%#x: got %+v, want %+v", c.status, got, c.want)
		}
	}
}

func TestSlots(t *testing.T) {
	s, err := newSlots()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { unix.Munmap(s.mem); unix.Close(s.fd) }()
	seen := map[int32]bool{}
	for range slotCount {
		slot := s.take()
		if slot < 0 || seen[slot] || len(s.at(slot)) != slotSize {
			t.Fatalf("got slot %d", slot)
		}
		seen[slot] = true
	}
	if slot := s.take(); slot != -1 {
		t.Errorf("got slot %d of %d", slot, slotCount)
	}
	s.give(-1)
	s.give(17)
	if slot := s.take(); slot != 17 {
		t.Errorf("got %d, want the one given back", slot)
	}
}

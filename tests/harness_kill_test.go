package tests

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is what /proc/PID/stat tells of a process of the host.
type process struct {
	pid, parent int
	state       byte // as in ps(1): R, S, D, T, t, Z
	name        string
}

// processes lists what runs on the host.
func processes() []process {
	entries, _ := filepath.Glob("/proc/[0-9]*")
	var all []process
	for _, dir := range entries {
		if p, ok := readProcess(dir); ok {
			all = append(all, p)
		}
	}
	return all
}

// readProcess reads a stat file. The name in it may hold anything, so the
// other fields are counted from the last parenthesis.
func readProcess(dir string) (process, bool) {
	data, err := os.ReadFile(filepath.Join(dir, "stat"))
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if err != nil || open < 0 || end < open || len(data) < end+4 {
		return process{}, false
	}
	fields := strings.Fields(string(data[end+1:]))
	pid, _ := strconv.Atoi(filepath.Base(dir))
	parent, _ := strconv.Atoi(fields[1])
	return process{pid: pid, parent: parent, state: fields[0][0], name: string(data[open+1 : end])}, true
}

// stateOf returns the state of a process, 0 if there is none.
func stateOf(pid int) byte {
	p, _ := readProcess("/proc/" + strconv.Itoa(pid))
	return p.state
}

// dead tells that a process has ended, reaped or not.
func dead(pid int) bool {
	state := stateOf(pid)
	return state == 0 || state == 'Z' || state == 'X'
}

// marked lists the live processes whose environment holds a run's mark.
func marked(mark string) []int {
	var found []int
	for _, p := range processes() {
		environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", p.pid))
		if err == nil && bytes.Contains(environ, []byte(mark)) && !dead(p.pid) {
			found = append(found, p.pid)
		}
	}
	return found
}

// descendants lists pid and all below it.
func descendants(pid int) []int {
	all := processes()
	found := []int{pid}
	for i := 0; i < len(found); i++ {
		for _, p := range all {
			if p.parent == found[i] && !slices.Contains(found, p.pid) {
				found = append(found, p.pid)
			}
		}
	}
	return found
}

// killAll kills the known processes and all that bear the mark, until none is
// left of those.
func killAll(known []int, mark string) {
	victims := append(known, marked(mark)...)
	for range 100 {
		for _, victim := range victims {
			_ = syscall.Kill(victim, syscall.SIGKILL)
		}
		if victims = marked(mark); len(victims) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// describe names processes for a message.
func describe(pids []int) string {
	var b strings.Builder
	for _, pid := range pids {
		p, _ := readProcess("/proc/" + strconv.Itoa(pid))
		fmt.Fprintf(&b, "%d (%s, state %c, child of %d) ", pid, p.name, p.state, p.parent)
	}
	return b.String()
}

// eventually waits for a condition that must come true.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(timeout); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if condition() {
			return
		}
	}
	t.Fatalf("did not come true: %s", what)
}

// awaitFile waits for a guest to make a file.
func awaitFile(t testing.TB, hostPath string) {
	t.Helper()
	eventually(t, "the file "+hostPath, func() bool {
		_, err := os.Lstat(hostPath)
		return err == nil
	})
}

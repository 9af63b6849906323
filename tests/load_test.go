package tests

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestManyForks(t *testing.T) {
	long(t)
	busybox(t).run(t, "/bin/load", "forks", "5000").exits(t, 0).quiet(t).prints(t, "5000 forks")
}

func TestManyThreads(t *testing.T) {
	busybox(t).run(t, "/bin/load", "threads", "500").exits(t, 0).quiet(t).prints(t, "500 threads")
}

func TestDeepProcessTree(t *testing.T) {
	busybox(t).run(t, "/bin/load", "deep", "300").exits(t, 0).quiet(t).prints(t, "bottom")
}

// A thousand processes live at once, and uproot stays small.
func TestManyProcesses(t *testing.T) {
	const count, mostMemory = 1000, 40 << 10 // in KiB
	r := busybox(t).command("/bin/load", "alive", fmt.Sprint(count))
	r.cmd.Stdout = nil
	stdin, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.start(t)
	lines := bufio.NewReader(stdout)
	if line, _ := lines.ReadString('\n'); line != fmt.Sprintln(count, "alive") {
		t.Fatalf("printed %q\n%s", line, r.stderr.String())
	}
	if used := residentMemory(t, r.cmd.Process.Pid); used > mostMemory && !foreignBin() {
		t.Errorf("uproot uses %d KiB for %d processes, more than %d", used, count, mostMemory)
	}
	_ = stdin.Close()
	if line, _ := lines.ReadString('\n'); line != "all reaped\n" {
		t.Errorf("printed %q", line)
	}
	r.wait(t).exits(t, 0)
}

// residentMemory returns the resident set of a process of the host in KiB.
func residentMemory(t testing.TB, pid int) (kib int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kib); n == 1 {
			return kib
		}
	}
	t.Fatalf("no VmRSS in\n%s", status)
	return 0
}

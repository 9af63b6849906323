package main

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestLoops runs every loop on the host for an instant, alone and in company.
func TestLoops(t *testing.T) {
	dir := t.TempDir()
	w := &world{rootfs: "/", scratch: dir, dir: dir}
	if err := w.makeLoopFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, procs := range []int{1, 2} {
		for _, name := range loopNames {
			load := loopWorkload(name, procs, time.Millisecond)
			argv := load.argv(w)
			out, err := exec.Command(argv[0], argv[1:]...).Output()
			if err != nil {
				t.Errorf("%s: %v", load.name, err)
				continue
			}
			if micros, err := load.printed(string(out)); err != nil || micros <= 0 {
				t.Errorf("%s: printed %q (%v)", load.name, out, err)
			}
		}
	}
}

// TestOldKernel starts a program that has a newer call.
func TestOldKernel(t *testing.T) {
	dir := t.TempDir()
	w := &world{rootfs: "/", scratch: dir, dir: dir}
	if err := w.makeLoopFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	cmd := exec.Command(dir+"/bin/loops", "renameat2", dir)
	cmd.Stderr = &printed
	if err := (tool{start: startOnOldKernel}).run(cmd); err == nil || !strings.Contains(printed.String(), unix.ENOSYS.Error()) {
		t.Errorf("with the filter: %v, %q; want ENOSYS", err, printed.String())
	}
	if out, err := exec.Command(dir+"/bin/loops", "-time", "1ms", "renameat2", dir).CombinedOutput(); err != nil {
		t.Errorf("without the filter: %v, %q", err, out)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		samples []sample
		want    sample
		ok      bool
	}{
		{nil, 0, false},
		{[]sample{3}, 3, true},
		{[]sample{9, 1, 4}, 4, true},
		{[]sample{4, 1, 8, 2}, 3, true},
	} {
		if got, ok := median(c.samples); got != c.want || ok != c.ok {
			t.Errorf("median of %v: %v %v, want %v %v", c.samples, got, ok, c.want, c.ok)
		}
	}
}

func TestTable(t *testing.T) {
	results := []result{
		{workload: workload{name: "one", unit: "us"}, samples: map[string][]sample{
			"native": {2, 2, 50}, "uproot": {3, 9, 3},
		}},
		{
			workload: workload{name: "two", unit: "ms"}, samples: map[string][]sample{"native": {1500}},
			failures: map[string]error{"uproot": errors.New("it broke")},
		},
		{workload: workload{name: "three", unit: "ms"}, skipped: errMissing},
	}
	var out strings.Builder
	if err := writeTable(&out, []tool{{name: "native"}, {name: "uproot"}}, results); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(out.String(), "\n\n")
	want := `  workload  unit  native  uproot  uproot/native
  one         us    2.00    3.00           1.50
  two         ms    1500       -              -
  three       ms       -       -              -

failed: two under uproot: it broke

not measured: three: missing
`
	if got != want {
		t.Errorf("have\n%s\nwant\n%s", got, want)
	}
	if !anyFailed(results) || anyFailed(results[:1]) || anyFailed(results[2:]) {
		t.Error("only the second one failed")
	}
}

// TestFailures: work that was not done, or done otherwise, yields no number.
func TestFailures(t *testing.T) {
	host := func(line string) tool {
		start := (*exec.Cmd).Start
		return tool{line, func(ctx context.Context, _ string, _ []string) *exec.Cmd {
			return exec.CommandContext(ctx, "sh", "-c", line)
		}, start}
	}
	tools := []tool{host("echo a; echo b"), host("echo a; echo c"), host("echo a; echo b; echo why >&2; exit 1")}
	r := measure(t.Context(), &world{}, tools, command("work"), 2)
	if len(r.samples[tools[0].name]) != 2 || r.failures[tools[0].name] != nil {
		t.Errorf("sound: %v", r)
	}
	if err := r.failures[tools[1].name]; !errors.Is(err, errDiffers) || !strings.Contains(err.Error(), `line 2 of 3: "c"`) {
		t.Errorf("other output: %v", err)
	}
	if err := r.failures[tools[2].name]; err == nil || !strings.Contains(err.Error(), "why") {
		t.Errorf("exit status: %v", err)
	}
}

package tracer

import (
	"fmt"
	"os"
	"strings"

	"uproot/syscalls"
)

// tellSetup says what a run consists of (-v 1).
func (t *tracer) tellSetup(c *command) {
	if t.cfg.Verbose < 1 {
		return
	}
	for _, m := range t.kernel.Table.Mounts {
		note := ""
		if m.ReadOnly {
			note = " (read-only)"
		}
		fmt.Fprintf(os.Stderr, "uproot: %s is %s on the host%s\n", m.Guest, m.Host, note)
	}
	var missing []string
	for i := range features {
		if f := &features[i]; !*f.flag(t.features) {
			missing = append(missing, f.Name)
		}
	}
	if len(missing) > 0 {
		fmt.Fprintf(os.Stderr, "uproot: done without: %s\n", strings.Join(missing, ", "))
	}
	fmt.Fprintf(os.Stderr, "uproot: runs %s as process %d\n", c.path, t.main)
}

// tellCall says what became of a syscall (-v 2).
func (t *tracer) tellCall(tr *tracee, c *syscalls.Call, verdict syscalls.Verdict) {
	what := "is made by the guest"
	switch {
	case verdict == syscalls.Done:
		what = fmt.Sprintf("= %d", c.Ret)
	case c.Changed != 0:
		what = "is made by the guest, rewritten"
	}
	fmt.Fprintf(os.Stderr, "uproot: %d %s(%#x, %#x, %#x) %s\n", tr.tid, c.Row.Name,
		t.info.Args[0], t.info.Args[1], t.info.Args[2], what)
}

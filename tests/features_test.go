package tests

import (
	"strings"
	"testing"
)

// features are the kernel features that uproot can do without.
var features = []string{
	"openat2", "faccessat2", "statx", "clone3", "close_range", "pidfd",
	"get_syscall_info", "set_syscall_info", "process_vm", "seccomp",
}

// Every fallback does the same work: what a kernel lacks may cost time, nothing
// else.
func TestWithoutFeature(t *testing.T) {
	needUproot(t)
	long(t)
	cases := map[string]string{"everything": strings.Join(features, ",")}
	for _, feature := range features {
		cases[feature] = feature
	}
	for name, feature := range cases {
		t.Run(name, func(t *testing.T) {
			t.Run("busybox", func(t *testing.T) {
				t.Parallel()
				busyboxWithout(t, feature)
			})
			w := debian(t).without(feature)
			for _, s := range scenarios {
				if s.fallback {
					t.Run(s.name, func(t *testing.T) {
						t.Parallel()
						in, _ := w.scratch(t)
						s.run(t, in)
					})
				}
			}
		})
	}
}

// busyboxWithout goes through bindings, a static program, load and signals.
func busyboxWithout(t *testing.T, feature string) {
	t.Helper()
	w, hostDir := newBound(t)
	w = w.without(feature)
	w.run(t, "/bin/load", "threads", "50").exits(t, 0).prints(t, "50 threads")
	w.run(t, "/bin/load", "deep", "20").exits(t, 0).prints(t, "bottom")
	w.run(t, "/bin/load", "forks", "100").exits(t, 0).prints(t, "100 forks")
	w.run(t, "/bin/sh", "-c", "kill -TERM $$").exits(t, 143)
	in, dir := w.with("-b", "/dev/null").scratch(t)
	in.run(t, "/bin/probe", "work", dir).exits(t, 0).prints(t, "work done")
	for name, test := range bindingTests {
		if !strings.Contains(test.script, "rm ") && !strings.Contains(test.script, " > ") {
			in := w.bind(hostDir, test.binds...)
			fix := strings.NewReplacer("HOST", hostDir).Replace
			if got := strings.TrimSpace(in.sh(t, fix(test.script))); got != fix(test.want) {
				t.Errorf("%s: got %q, want %q", name, got, fix(test.want))
			}
		}
	}
	out := w.with("-b", hostDir+"/a:/ro:ro").run(t, "/bin/probe", "change", "/ro").exits(t, 0).stdout
	if !strings.Contains(out, "create EROFS") || strings.Contains(out, " ok\n") {
		t.Errorf("a read-only binding was changed:\n%s", out)
	}
}

package oracle

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// arches are the CPUs whose Go programs this machine runs.
var arches = []string{"amd64", "386"}

// built remembers every program that was built, by its command line.
var built sync.Map

type buildResult struct {
	path string
	err  error
}

// goGuest returns the static program of tests/guests/NAME for a CPU.
func goGuest(t *testing.T, name, arch string) string {
	t.Helper()
	return build(t, name+"-"+arch, func(to string) *exec.Cmd {
		cmd := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", to, "uproot/tests/guests/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+arch)
		return cmd
	})
}

func build(t *testing.T, tag string, command func(to string) *exec.Cmd) string {
	t.Helper()
	once, _ := built.LoadOrStore(tag, sync.OnceValue(func() buildResult {
		to := filepath.Join(home, "bin", tag)
		out, err := command(to).CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
		return buildResult{to, err}
	}))
	result := once.(func() buildResult)()
	if result.err != nil {
		t.Fatalf("cannot build %s: %v", tag, result.err)
	}
	return result.path
}

// checkGuest compares a Go guest for every CPU.
func checkGuest(t *testing.T, name string, w world, args ...string) {
	t.Helper()
	for _, arch := range arches {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			w := w
			w.tree += "x 0755 /bin/" + name + " " + goGuest(t, name, arch) + "\n"
			w.argv = append([]string{"/bin/" + name}, args...)
			check(t, w)
		})
	}
}

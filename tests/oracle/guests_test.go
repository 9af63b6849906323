package oracle

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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

// cGuest returns the program of tests/guests/c/NAME.c, built by a C compiler
// with some flags.
func cGuest(t *testing.T, name string, compiler ...string) string {
	t.Helper()
	if _, err := exec.LookPath(compiler[0]); err != nil {
		missing(t, compiler[0])
	}
	source, err := filepath.Abs("../guests/c/" + name + ".c")
	if err != nil {
		t.Fatal(err)
	}
	tag := strings.NewReplacer("/", "_", " ", "_").Replace(name + strings.Join(compiler, ""))
	return build(t, tag, func(to string) *exec.Cmd {
		// The guests hand bad pointers to the kernel on purpose. A 32-bit build
		// finds the kernel's headers among the 64-bit ones.
		args := []string{"-O1", "-Wall", "-Werror", "-Wno-nonnull", "-Wno-stringop-overread", "-Wno-infinite-recursion", "-o", to, source}
		args = append(args, compiler[1:]...)
		if slices.Contains(compiler, "-m32") {
			args = append(args, "-idirafter", "/usr/include/x86_64-linux-gnu")
		}
		return exec.Command(compiler[0], args...)
	})
}

// missing names a tool that a test needs. Where the tests are the gate, that
// is a failure.
func missing(t *testing.T, tool string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing", tool)
	}
	t.Skipf("%s is missing", tool)
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

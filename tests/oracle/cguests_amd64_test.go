package oracle

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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

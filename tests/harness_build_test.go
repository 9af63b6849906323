package tests

import (
	"fmt"
	"hash/fnv"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// builds remembers what has been compiled in this run of the tests.
var builds struct {
	sync.Mutex
	done map[string]error
}

// built returns an executable in runDir, made by build when first asked for.
func built(t testing.TB, name string, build func(output string) error) string {
	t.Helper()
	output := filepath.Join(runDir, name)
	builds.Lock()
	defer builds.Unlock()
	if builds.done == nil {
		builds.done = map[string]error{}
	}
	err, known := builds.done[name]
	if !known {
		err = build(output)
		builds.done[name] = err
	}
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// goProgram returns the static Go program probe for a CPU.
func goProgram(t testing.TB, goarch string) string {
	t.Helper()
	return built(t, "probe-"+goarch, func(output string) error {
		return goBuild(output, "./programs/probe", "CGO_ENABLED=0", "GOARCH="+goarch)
	})
}

// cProgram compiles a file of programs/c with a compiler of the host.
func cProgram(t testing.TB, source, compiler string, flags ...string) string {
	t.Helper()
	return cProgramOf(t, "gcc", source, compiler, flags...)
}

// cProgramOf is cProgram with the Debian package that the compiler comes from.
func cProgramOf(t testing.TB, debianPackage, source, compiler string, flags ...string) string {
	t.Helper()
	needProgram(t, compiler, debianPackage)
	args := append([]string{"-O1", "-Wall", "-Werror"}, flags...)
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(compiler + strings.Join(args, " ")))
	name := fmt.Sprintf("%s-%x", strings.TrimSuffix(source, ".c"), sum.Sum64())
	return built(t, name, func(output string) error {
		args := append(args, "-o", output, filepath.Join("programs/c", source))
		return tool(exec.Command(compiler, args...))
	})
}

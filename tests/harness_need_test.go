package tests

import (
	"os"
	"os/exec"
	"testing"
)

// need stops a test that cannot run here, naming what is missing. In CI that
// is a failure: there everything must be installed.
func need(t testing.TB, have bool, what string) {
	t.Helper()
	switch {
	case have:
	case os.Getenv("CI") == "true" && !foreignBin():
		t.Fatalf("missing, and CI may not skip: %s", what)
	default:
		t.Skipf("missing: %s", what)
	}
}

// needProgram stops a test if a program of the host is missing.
func needProgram(t testing.TB, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	need(t, err == nil, name+" (Debian package "+debianPackage+")")
	return path
}

// needUproot stops a test of what only uproot has when another program stands
// in for it.
func needUproot(t testing.TB) {
	t.Helper()
	if foreignBin() {
		t.Skip("UPROOT_TEST_BIN: not uproot")
	}
}

// long stops a test that is not part of the quick subset.
func long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short")
	}
}

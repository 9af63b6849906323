// Package doors holds no code: its test fails on an import through a wrong door.
package doors

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// doors says which packages of this module a package may import. A "/" at the
// end stands for all packages below.
var doors = map[string][]string{
	"uproot/arch":            {},
	"uproot/internal/rawsys": {},
	"uproot/internal/image":  {},
	"uproot/translate":       {"uproot/internal/rawsys"},
	"uproot/syscalls":        {"uproot/arch", "uproot/translate", "uproot/internal/"},
	"uproot/tracer":          {"uproot/syscalls", "uproot/arch", "uproot/translate", "uproot/internal/"},
	"uproot/cmd/uproot":      {"uproot/tracer", "uproot/translate", "uproot/cmd/uproot/"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	for _, cpu := range []string{"amd64", "arm64"} {
		seen := map[string]bool{}
		for _, p := range list(t, cpu) {
			seen[p.ImportPath] = true
			for _, bad := range wrong(p) {
				t.Errorf("%s: %s imports %s", cpu, p.ImportPath, bad)
			}
		}
		for name := range doors {
			if !seen[name] {
				t.Errorf("%s: there is no package %s", cpu, name)
			}
		}
	}
}

// wrong returns the imports of p that it may not have.
func wrong(p pkg) (bad []string) {
	allowed, walled := doors[p.ImportPath]
	for _, imported := range p.Imports {
		if !walled || !strings.HasPrefix(imported, "uproot/") {
			continue
		}
		if !slices.ContainsFunc(allowed, func(door string) bool {
			return imported == door || strings.HasSuffix(door, "/") && strings.HasPrefix(imported, door)
		}) {
			bad = append(bad, imported)
		}
	}
	return bad
}

func TestWrongDoorsAreFound(t *testing.T) {
	for _, c := range []struct {
		from, to string
		bad      bool
	}{
		{"uproot/arch", "uproot/translate", true},
		{"uproot/translate", "uproot/syscalls", true},
		{"uproot/translate", "uproot/internal/rawsys", false},
		{"uproot/syscalls", "uproot/tracer", true},
		{"uproot/cmd/uproot", "uproot/syscalls", true},
		{"uproot/cmd/uproot", "uproot/cmd/uproot/internal/x", false},
		{"uproot/tracer", "uproot/internal/image", false},
		{"uproot/arch", "fmt", false},
	} {
		if got := len(wrong(pkg{c.from, []string{c.to}})) > 0; got != c.bad {
			t.Errorf("%s importing %s: got %t", c.from, c.to, got)
		}
	}
}

func list(t *testing.T, cpu string) (all []pkg) {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "uproot/...")
	cmd.Env = append(cmd.Environ(), "GOARCH="+cpu)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

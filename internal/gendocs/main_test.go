package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCheckFindsChanges(t *testing.T) {
	top := t.TempDir()
	if err := os.Mkdir(filepath.Join(top, "docs"), 0o755); err != nil {
		t.Fatal(err)
	}
	if run(top, true) == nil {
		t.Error("check accepts a tree without the documents")
	}
	if err := run(top, false); err != nil {
		t.Fatal(err)
	}
	if err := run(top, true); err != nil {
		t.Errorf("check of fresh documents: %v", err)
	}
	for _, d := range documents {
		checkFindsChange(t, top, d)
	}
}

func checkFindsChange(t *testing.T, top string, d document) {
	t.Helper()
	path := filepath.Join(top, d.name)
	fresh, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(fresh, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	if run(top, true) == nil {
		t.Errorf("check accepts a changed %s", d.name)
	}
	if after, _ := os.ReadFile(path); len(after) != len(fresh)+1 {
		t.Errorf("check wrote %s", d.name)
	}
	if err := run(top, false); err != nil {
		t.Fatal(err)
	}
}

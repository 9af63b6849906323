package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"uproot/syscalls"
	"uproot/tracer"
)

// document is a file below the top of the tree and what renders it.
type document struct {
	name   string
	render func(io.Writer) error
}

var documents = []document{
	{"docs/syscalls.md", syscalls.WriteDoc},
	{"docs/kernel-features.md", tracer.FeatureTable},
}

func main() {
	check := flag.Bool("check", false, "write nothing; exit 1 if a document is out of date")
	top := flag.String("C", ".", "the top `directory` of the tree")
	flag.Parse()
	if err := run(*top, *check); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

func run(top string, check bool) error {
	for _, d := range documents {
		var want bytes.Buffer
		if err := d.render(&want); err != nil {
			return fmt.Errorf("render %s: %w", d.name, err)
		}
		if err := d.store(top, want.Bytes(), check); err != nil {
			return err
		}
	}
	return nil
}

// store writes the document, or says with check that it would change.
func (d document) store(top string, want []byte, check bool) error {
	path := filepath.Join(top, filepath.FromSlash(d.name))
	if !check {
		return os.WriteFile(path, want, 0o644)
	}
	have, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return fmt.Errorf("%s is out of date: run go run ./internal/gendocs", path)
	}
	return nil
}

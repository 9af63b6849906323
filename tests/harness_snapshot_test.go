package tests

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// snapshot describes every inode of a tree, one line each: what a run that may
// change nothing must leave the same.
func snapshot(t testing.TB, dir string) []string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		line, err := describeInode(path, d)
		lines = append(lines, strings.TrimPrefix(path, dir)+" "+line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func describeInode(path string, d fs.DirEntry) (string, error) {
	info, err := d.Info()
	if err != nil {
		return "", err
	}
	st := info.Sys().(*syscall.Stat_t)
	line := fmt.Sprintf("%v %d:%d %d links, size %d, mtime %d.%09d",
		info.Mode(), st.Uid, st.Gid, st.Nlink, st.Size, st.Mtim.Sec, st.Mtim.Nsec)
	switch info.Mode().Type() {
	case 0:
		data, err := os.ReadFile(path)
		return fmt.Sprintf("%s, content %x", line, sha256.Sum256(data)), err
	case fs.ModeSymlink:
		target, err := os.Readlink(path)
		return line + " -> " + target, err
	}
	return line, nil
}

// unchanged returns a function that fails the test if dir is not as it was when
// unchanged was called.
func unchanged(t testing.TB, dir string) (check func()) {
	t.Helper()
	return unchangedBut(t, dir)
}

// unchangedBut is unchanged without regard to some directories or files in dir.
func unchangedBut(t testing.TB, dir string, except ...string) (check func()) {
	t.Helper()
	before := outside(snapshot(t, dir), except)
	return func() {
		t.Helper()
		after := outside(snapshot(t, dir), except)
		if diff := difference(before, after); len(diff) > 0 {
			t.Fatalf("%s has changed:\n%s", dir, strings.Join(diff, "\n"))
		}
	}
}

// outside drops the lines of a snapshot that tell of the excepted paths.
func outside(lines, except []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool {
		return slices.ContainsFunc(except, func(path string) bool {
			return strings.HasPrefix(line, path+"/") || strings.HasPrefix(line, path+" ")
		})
	})
}

// difference lists the lines that only one of two snapshots has.
func difference(before, after []string) []string {
	var diff []string
	for _, line := range before {
		if !slices.Contains(after, line) {
			diff = append(diff, "- "+line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			diff = append(diff, "+ "+line)
		}
	}
	return diff
}

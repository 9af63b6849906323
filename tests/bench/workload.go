package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// workload is one line of the table.
type workload struct {
	name string
	unit string
	argv func(w *world) []string
	// setUp is called once, before all measurements; t is a tool that works.
	setUp func(ctx context.Context, w *world, t tool) error
	// before is called before each measurement.
	before func(ctx context.Context, w *world) error
	// printed takes the result from what the command printed; where it is nil,
	// the time counts and all tools have to print the same.
	printed func(stdout string) (float64, error)
	// once leaves out the start that only warms the caches.
	once bool
}

// errMissing is what setUp gives if the workload cannot be had here.
var errMissing = errors.New("missing")

// loopNames are the loops of the program loops.
var loopNames = []string{
	"stat of 1 component", "stat of 3 components", "stat of 6 components", "stat relative", "stat missing",
	"access", "open+close", "readlink", "create+unlink", "getcwd", "fstat", "read", "getppid",
	"fork+wait", "fork+exec+wait, static", "fork+exec+wait, dynamic", "fork+exec+wait, script",
}

// workloads returns all of them, in the order of the table.
func workloads(loop time.Duration) []workload {
	var all []workload
	for _, procs := range []int{1, 2, 4} {
		for _, name := range loopNames {
			all = append(all, loopWorkload(name, procs, loop))
		}
	}
	return append(all, programs()...)
}

func loopWorkload(name string, procs int, duration time.Duration) workload {
	title := name
	if procs > 1 {
		title = fmt.Sprintf("%s (%d processes)", name, procs)
	}
	return workload{
		name: title,
		unit: "us",
		argv: func(w *world) []string {
			return []string{
				w.dir + "/bin/loops", "-time", duration.String(), "-procs", strconv.Itoa(procs), name, w.dir,
			}
		},
		printed: func(stdout string) (float64, error) {
			return strconv.ParseFloat(strings.TrimSpace(stdout), 64)
		},
		once: true,
	}
}

// command is a workload that is a command and nothing else.
func command(name string, argv ...string) workload {
	return workload{name: name, unit: "ms", argv: func(*world) []string { return argv }}
}

// shell is a workload that is a line for the shell, in the scratch directory.
func shell(name, line string) workload {
	return command(name, "/bin/sh", "-ec", line)
}

// programs returns the workloads that are whole programs.
func programs() []workload {
	find := "-path /proc -prune -o -path /dev -prune -o -path /sys -prune -o -path /tmp -prune -o -print"
	return []workload{
		command("start, dynamic", "/bin/true"),
		{name: "start, static", unit: "ms", argv: func(w *world) []string { return []string{w.dir + "/bin/static"} }},
		command("find /", append([]string{"/usr/bin/find", "/"}, strings.Fields(find)...)...),
		command("ls -lR /usr", "/bin/ls", "-lR", "/usr"),
		command("du -s /usr", "/usr/bin/du", "-s", "/usr"),
		gitStatus(),
		command("python imports", "/usr/bin/python3", "-c",
			"import argparse, asyncio, csv, decimal, email, http.client, json, sqlite3, ssl, subprocess, unittest, xml.dom"),
		tarExtract(),
		removeTree(),
		configure(),
		build(),
	}
}

func gitStatus() workload {
	w := shell("git status", "cd repo && git status --short")
	w.setUp = func(ctx context.Context, world *world, t tool) error {
		return world.guest(ctx, t, `mkdir repo && cd repo && git init -q && cp -R /usr/include . &&
			git add . && git -c user.name=bench -c user.email=bench@localhost commit -qm all && touch new`)
	}
	return w
}

// makeTarball makes a tarball of about 2,400 files.
func makeTarball(ctx context.Context, w *world, t tool) error {
	return w.guest(ctx, t, "[ -e tree.tar ] || tar -cf tree.tar -C /usr include")
}

func tarExtract() workload {
	w := shell("tar x", "tar -xf tree.tar -C unpacked")
	w.setUp = makeTarball
	w.before = func(_ context.Context, w *world) error { return w.emptyDir("unpacked") }
	return w
}

func removeTree() workload {
	w := shell("rm -rf", "rm -rf unpacked/include")
	w.setUp = makeTarball
	w.before = func(ctx context.Context, w *world) error {
		if err := w.emptyDir("unpacked"); err != nil {
			return err
		}
		return w.host(ctx, "tar", "-xf", filepath.Join(w.scratch, "tree.tar"), "-C", filepath.Join(w.scratch, "unpacked"))
	}
	return w
}

func configure() workload {
	w := shell("./configure", "cd project && ./configure --quiet")
	w.setUp = findProject
	w.before = unpackProject
	w.once = true
	return w
}

func build() workload {
	w := shell("make -j2", "cd project && make -s -j2 >/dev/null && test -x src/dash")
	w.setUp = func(ctx context.Context, w *world, t tool) error {
		if err := findProject(ctx, w, t); err != nil {
			return err
		}
		if err := unpackProject(ctx, w); err != nil {
			return err
		}
		return w.guest(ctx, t, "cd project && ./configure --quiet && cd .. && tar -czf project.tar.gz project")
	}
	w.before = unpackProject
	w.once = true
	return w
}

// findProject puts the source of a real C project, dash, into the scratch
// directory. The cache has it if apt-get could fetch it.
func findProject(ctx context.Context, w *world, _ tool) error {
	found, err := filepath.Glob(filepath.Join(w.cache, "sources/dash_*.orig.tar.gz"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("%w: the source of dash in %s/sources; tests/prepare.sh fetches it", errMissing, w.cache)
	}
	if err := w.emptyDir("project"); err != nil {
		return err
	}
	return w.host(ctx, "sh", "-ec", `cd "$1"
		tar -xzf "$2" --strip-components=1 -C project && tar -czf project.tar.gz project`, "sh", w.scratch, found[0])
}

// unpackProject unpacks it afresh.
func unpackProject(ctx context.Context, w *world) error {
	if err := w.emptyDir("project"); err != nil {
		return err
	}
	return w.host(ctx, "tar", "-xzf", filepath.Join(w.scratch, "project.tar.gz"), "-C", w.scratch)
}

// guest runs a line for the shell in the scratch directory, under a tool.
func (w *world) guest(ctx context.Context, t tool, line string) error {
	cmd := t.command(ctx, w.dir, []string{"/bin/sh", "-ec", line})
	var printed strings.Builder
	cmd.Stdout, cmd.Stderr = &printed, &printed
	if err := t.run(cmd); err != nil {
		return fmt.Errorf("%q: %w: %s", line, err, lastLine(printed.String()))
	}
	return nil
}

// emptyDir makes an empty directory in the scratch directory. One that is there
// is put aside: ext4 is slow to create files for a while after many were removed.
func (w *world) emptyDir(name string) error {
	path := filepath.Join(w.scratch, name)
	w.aside++
	err := os.Rename(path, fmt.Sprintf("%s-aside-%d", path, w.aside))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return w.makeDir(path)
}

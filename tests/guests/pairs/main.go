// Pairs renames and links every kind of object to every other: which of two
// errors comes first is part of what a call does.
package main

import (
	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

const dir = "/w/d"

func main() {
	kcall.Fixture(dir)
	kcall.Must(unix.Chdir(dir))
	before := kcall.List(dir)
	objects := append(kcall.Objects,
		"spare", "spared", ".", "..", "/", "dir/..", "dir/.", "dir/", "file/", "empty/", "missing/", "todir/", "dangling/", "closed/", "closed/missing", "closed/x/", "/mnt/in", "/mnt", "/mnt/missing")
	for _, from := range objects {
		for _, to := range objects {
			for _, c := range calls(kcall.Str(from), kcall.Str(to)) {
				try(c, before)
			}
		}
	}
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe(dir)
}

type call struct {
	name string
	args []kcall.Arg
}

func calls(from, to kcall.Arg) []call {
	return []call{
		{"renameat", []kcall.Arg{kcall.Cwd, from, kcall.Cwd, to}},
		{"renameat2", []kcall.Arg{kcall.Cwd, from, kcall.Cwd, to, kcall.Flag(unix.RENAME_NOREPLACE, "NOREPLACE")}},
		{"renameat2", []kcall.Arg{kcall.Cwd, from, kcall.Cwd, to, kcall.Flag(unix.RENAME_EXCHANGE, "EXCHANGE")}},
		{"linkat", []kcall.Arg{kcall.Cwd, from, kcall.Cwd, to, kcall.Int(0)}},
		{"linkat", []kcall.Arg{kcall.Cwd, from, kcall.Cwd, to, kcall.Flag(unix.AT_SYMLINK_FOLLOW, "FOLLOW")}},
	}
}

func try(c call, before []kcall.Entry) {
	if _, errno := kcall.Do(c.name, c.args...); errno != 0 {
		return
	}
	if changes := kcall.Changes(before, kcall.List(dir)); len(changes) > 0 {
		kcall.Println("  " + kcall.Show(changes))
		kcall.Repair(dir, changes)
	}
}

// Slashes hands every kind of object, with every kind of ending, to every
// call that takes a path.
package main

import (
	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

const dir = "/w/d"

func main() {
	unix.Umask(0o022)
	kcall.Fixture(dir)
	kcall.Must(unix.Chdir(dir))
	before := kcall.List(dir)
	objects := append(kcall.Objects, ".", "..", "/", "dir/..", "todir/..")
	for _, c := range kcall.PathCalls() {
		for _, object := range objects {
			for _, end := range endings(c) {
				try(c, object+end, before)
			}
		}
	}
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe(dir)
}

// endings are fewer for the calls whose tree has to be made anew after each.
func endings(c kcall.PathCall) []string {
	if c.Change {
		return []string{"", "/", "/."}
	}
	return []string{"", "/", "/.", "//", "/.."}
}

// try makes one call on an untouched tree and tells what it changed.
func try(c kcall.PathCall, name string, before []kcall.Entry) {
	if c.Blocks && name == "fifo" {
		return
	}
	ret, errno := c.Do(kcall.Str(name))
	if errno != 0 {
		return
	}
	if c.Name == "chdir" {
		kcall.Must(unix.Chdir(dir))
	}
	if c.Fd {
		kcall.Do(kcall.FstatName(), kcall.Fd(ret, "opened"), kcall.Stat())
		kcall.Must(unix.Close(ret))
	}
	if !c.Change {
		return
	}
	if changes := kcall.Changes(before, kcall.List(dir)); len(changes) > 0 {
		kcall.Println("  " + kcall.Show(changes))
		kcall.Repair(dir, changes)
	}
}

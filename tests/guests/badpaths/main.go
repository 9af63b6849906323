// Badpaths hands every call pointers that lead nowhere, strings that end where
// memory does, empty paths, and paths and names that are too long.
package main

import (
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

const dir = "/w/d"

func main() {
	kcall.Fixture(dir)
	kcall.Must(unix.Chdir(dir))
	before := kcall.List(dir)
	for _, c := range kcall.PathCalls() {
		for _, p := range paths() {
			try(c, p, before)
		}
	}
	kcall.Must(unix.Chdir("/"))
	kcall.Wipe(dir)
}

func paths() []kcall.Arg {
	return append(kcall.BadPointers(),
		kcall.Str(""), kcall.PageEnd(""), kcall.PageEnd("file"), kcall.PageEnd("missing"), kcall.PageSpan("dir/inner"),
		kcall.Str(strings.Repeat("n", 255)), kcall.Str(strings.Repeat("n", 256)), kcall.Str(strings.Repeat("n", 256)+"/x"),
		kcall.Str(length("file", 4095)), kcall.Str(length("file", 4096)), kcall.PageCut(length("file", 4096)),
		kcall.Str(length("missing", 4095)), kcall.Str(length("missing", 4096)), kcall.PageEnd(length("file", 4095)),
		kcall.Str("/w/d/"+length("file", 4000)), kcall.Str("\xff\xfe"), kcall.Str("new\nline"),
	)
}

// length makes a path of so many bytes that leads to a name.
func length(name string, n int) string {
	pad := n - len(name)
	return strings.Repeat("./", pad/2) + strings.Repeat("/", pad%2) + name
}

func try(c kcall.PathCall, p kcall.Arg, before []kcall.Entry) {
	ret, errno := c.Do(p)
	if errno != 0 {
		return
	}
	if c.Fd {
		kcall.Must(unix.Close(ret))
	}
	if c.Name == "chdir" {
		kcall.Must(unix.Chdir(dir))
	}
	if changes := kcall.Changes(before, kcall.List(dir)); len(changes) > 0 {
		kcall.Println("  " + kcall.Show(changes))
		kcall.Repair(dir, changes)
	}
}

package oracle

import "testing"

func TestSlashes(t *testing.T)  { checkGuest(t, "slashes", world{}) }
func TestBadPaths(t *testing.T) { checkGuest(t, "badpaths", world{}) }
func TestLinks(t *testing.T)    { checkGuest(t, "links", world{}) }
func TestDirFds(t *testing.T)   { checkGuest(t, "dirfds", world{}) }

func TestNames(t *testing.T) {
	checkGuest(t, "names", world{binds: proc})
}

func TestPairs(t *testing.T) {
	checkGuest(t, "pairs", world{tree: "d 0755 /mnt\n", outside: "f 0644 /a/in inside\n", binds: []bind{{Host: "a", Guest: "/mnt"}}})
}

// A guest's path may be as long below a root that lies deep as anywhere else.
func TestNamesBelowDeepRoot(t *testing.T) {
	checkGuest(t, "names", world{binds: proc, deep: 2500})
}

// proc is what guests need that look at themselves and start others.
var proc = []bind{{Host: "/proc", Guest: "/proc"}, {Host: "/dev/null", Guest: "/dev/null"}}

func TestCwd(t *testing.T) { checkGuest(t, "cwd", world{binds: proc}) }

package translate

import (
	"strings"
	"testing"
)

// group is a tree, bindings over it, and lookups: "mode path => result", where
// the result is an errno or an inode's place in the tree, for names that are
// free that of their directory and the name.
type group struct {
	name     string
	tree     string
	bindings []string
	cwd      string
	lookups  string
}

const plainTree = `
root/etc/passwd
root/a/b/c/file
root/a/link -> b
root/a/abs -> /etc/passwd
root/a/up -> ../../../../etc
root/a/dangling -> missing
root/a/dangling2 -> nowhere/missing
root/a/self -> self
root/a/dot -> .
root/a/slash -> b/
root/a/fileslash -> ../etc/passwd/
root/a/chain -> link/c
root/a/escape -> /../../../etc/passwd
root/closed/inside 0644
root/closed/ 0
root/search/inside 0644
root/search/ 0111
root/list/inside 0644
root/list/ 0444
root/secret 0
`

var groups = []group{
	{"plain", plainTree, nil, "/", `
follow / => root
follow // => root
follow /. => root
follow /.. => root
follow /../../.. => root
follow . => root
follow .. => root
follow /a => root/a
follow a => root/a
follow a/ => root/a
follow a/b/c/file => root/a/b/c/file
follow a//b/./c/../c/file => root/a/b/c/file
follow a/b/c/file/ => ENOTDIR
follow a/b/c/file/. => ENOTDIR
follow a/b/c/file/.. => ENOTDIR
follow a/b/c/file/x => ENOTDIR
follow missing => ENOENT
follow missing/ => ENOENT
follow missing/x => ENOENT
follow missing/.. => ENOENT
follow a/link => root/a/b
follow a/link/c/file => root/a/b/c/file
follow a/link/.. => root/a
follow a/chain => root/a/b/c
follow a/chain/.. => root/a/b
follow a/abs => root/etc/passwd
follow a/abs/ => ENOTDIR
follow a/up => root/etc
follow a/up/passwd => root/etc/passwd
follow a/up/.. => root
follow a/escape => root/etc/passwd
follow a/dangling => ENOENT
follow a/dangling/ => ENOENT
follow a/self => ELOOP
follow a/self/x => ELOOP
follow a/dot/dot/dot/b => root/a/b
follow a/slash => root/a/b
follow a/fileslash => ENOTDIR
nofollow a/link => root/a/link
nofollow a/link/ => root/a/b
nofollow a/link/. => root/a/b
nofollow a/abs/ => ENOTDIR
nofollow a/self => root/a/self
nofollow a/self/ => ELOOP
nofollow a/dangling => root/a/dangling
nofollow a/dangling/ => ENOENT
nofollow a/b/.. => root/a
nofollow / => root
nofollow .. => root
nofollow missing => ENOENT
entry a/link => root/a/link
entry a/link/ => root/a/b
entry a => root/a
entry missing => ENOENT
entry .. => root
entry a/.. => root
parent a/new => root/a new
parent a/new/ => root/a new
parent a/link => root/a link
parent a/link/ => root/a link
parent a/link/new => root/a/b new
parent missing/new => ENOENT
parent a/abs/new => ENOTDIR
parent a/self/new => ELOOP
parent / => root .
parent // => root .
parent .. => root ..
parent a/.. => root/a ..
parent a/. => root/a .
parent a/b/../c => root/a c
create new => root new
create a/new => root/a new
create a/new/ => EISDIR
create a/dangling => root/a missing
create a/dangling2 => ENOENT
create a/dangling/ => EISDIR
create a/link => root/a/b
create a/abs => root/etc/passwd
create a/self => ELOOP
create a/fileslash => EISDIR
create a/slash => EISDIR
create missing/new => ENOENT
create a/escape => root/etc/passwd
create / => root
create a/. => root/a
create .. => root
follow closed => root/closed
follow closed/ => root/closed
follow closed/inside => EACCES
follow closed/missing => EACCES
follow closed/.. => EACCES
follow closed/. => EACCES
nofollow closed/inside => EACCES
parent closed/new => root/closed new
parent closed/x/new => EACCES
create closed/new => EACCES
create closed/new/ => EACCES
follow search/inside => root/search/inside
follow search/missing => ENOENT
follow search/.. => root
follow list/inside => EACCES
follow list/.. => EACCES
follow secret => root/secret
`},
	{"a working directory", plainTree, nil, "/a/b", `
follow c => root/a/b/c
follow . => root/a/b
follow .. => root/a
follow ../link => root/a/b
follow ../../.. => root
follow ../../../../etc/passwd => root/etc/passwd
follow ../abs => root/etc/passwd
follow /etc => root/etc
parent ../new => root/a new
create ../dangling => root/a missing
entry c => root/a/b/c
entry missing => ENOENT
`},
	{"bindings", `
root/mnt/under
root/usr/share/old
root/etc/hosts
root/etc/conf -> /mnt/sub/deep
root/into -> mnt/sub
root/intorel -> usr/../mnt/./sub/..
root/usr/mntlink -> ../mnt
host/data/sub/deep
host/data/up -> ..
host/data/abs -> /etc/hosts
host/data/rel -> ../etc/hosts
host/data/beside -> ../outside
host/outside/secret
host/hosts
host/share/new
host/share/nested/hidden
host/nested/shown
`, []string{"host/data:/mnt", "host/hosts:/etc/hosts", "host/share:/usr/share", "host/nested:/usr/share/nested"}, "/", `
follow /mnt => host/data
follow /mnt/ => host/data
follow mnt/sub/deep => host/data/sub/deep
follow /mnt/under => ENOENT
follow /mnt/.. => root
follow /mnt/../mnt/../etc/hosts => host/hosts
follow /mnt/sub/../.. => root
follow /mnt/sub/../../.. => root
follow /mnt/up => root
follow /mnt/up/mnt/up/mnt/sub => host/data/sub
follow /mnt/abs => host/hosts
follow /mnt/rel => host/hosts
follow /mnt/beside => ENOENT
follow /mnt/beside/secret => ENOENT
follow /etc/hosts => host/hosts
follow /etc/hosts/ => ENOTDIR
follow /etc/hosts/.. => ENOTDIR
follow /etc/conf => host/data/sub/deep
follow /into/deep => host/data/sub/deep
follow /into/.. => host/data
follow /intorel => host/data
follow /usr/mntlink/sub => host/data/sub
follow /usr/mntlink/../usr => root/usr
follow /usr/share/new => host/share/new
follow /usr/share/old => ENOENT
follow /usr/share/nested => host/nested
follow /usr/share/nested/shown => host/nested/shown
follow /usr/share/nested/hidden => ENOENT
follow /usr/share/nested/.. => host/share
follow /usr/share/nested/../.. => root/usr
nofollow /etc/hosts => host/hosts
nofollow /mnt => host/data
nofollow /mnt/up => host/data/up
nofollow /mnt/up/ => root
entry /mnt => host/data
entry mnt => host/data
entry /mnt/sub => host/data/sub
entry /etc/hosts => host/hosts
parent /mnt => root mnt
parent /mnt/new => host/data new
parent /mnt/up/new => root new
parent /etc/hosts => root/etc hosts
parent /etc/hosts/new => ENOTDIR
parent /usr/share/nested => host/share nested
parent /usr/share/nested/new => host/nested new
parent /mnt/.. => host/data ..
create /mnt/new => host/data new
create /mnt/beside => root outside
create /etc/hosts => host/hosts
create /etc/conf => host/data/sub/deep
create /mnt/up/new => root new
create /mnt => host/data
create /mnt/ => EISDIR
create /etc/hosts/ => EISDIR
create /usr/share/nested/new => host/nested new
`},
	{"a working directory in a binding", `
root/mnt/
root/etc/hosts
host/data/sub/deep
`, []string{"host/data:/mnt"}, "/mnt/sub", `
follow . => host/data/sub
follow .. => host/data
follow ../.. => root
follow ../../.. => root
follow ../../etc/hosts => root/etc/hosts
follow ../../mnt/sub/deep => host/data/sub/deep
parent ../new => host/data new
parent ../../new => root new
follow deep => host/data/sub/deep
`},
	{"names of bindings elsewhere", `
root/data/
root/x/data/file
root/y/data -> ../data
host/d/here
`, []string{"host/d:/data"}, "/", `
follow /data/here => host/d/here
follow /x/data/file => root/x/data/file
follow /y/data/here => host/d/here
follow /x/data/../../data/here => host/d/here
`},
	{"a binding over a closed directory", `
root/closed/ 0
host/open/file
`, []string{"host/open:/closed"}, "/", `
follow /closed/file => host/open/file
follow /closed/.. => root
`},
	{"a binding in a closed directory", `
root/closed/mnt/
root/closed/ 0
root/link -> closed/mnt
host/open/file
`, []string{"host/open:/closed/mnt"}, "/", `
follow /closed/mnt => EACCES
follow /closed/mnt/file => EACCES
follow /link/file => EACCES
nofollow /closed/mnt => EACCES
parent /closed/mnt/new => EACCES
`},
	{"a closed binding", `
root/mnt/
host/closed/file 0644
host/closed/ 0
`, []string{"host/closed:/mnt"}, "/", `
follow /mnt => host/closed
follow /mnt/file => EACCES
follow /mnt/.. => EACCES
follow /mnt/. => EACCES
parent /mnt/x => host/closed x
`},
	{"one directory at two places", `
root/one/
root/two/
host/shared/sub/file
host/shared/up -> ..
`, []string{"host/shared:/one", "host/shared/sub:/two"}, "/", `
follow /one/sub/file => host/shared/sub/file
follow /two/file => host/shared/sub/file
follow /two/.. => root
follow /one/sub/.. => host/shared
follow /one/up => root
`},
	{"a part of the root again", `
root/a/b/file
root/again/
`, []string{"root/a:/again"}, "/", `
follow /again/b/file => root/a/b/file
follow /again/.. => root
follow /again/b/../.. => root
follow /again/b/.. => root/a
follow /a/b/../.. => root
`},
}

func TestLookups(t *testing.T) {
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			w := newWorld(t, g.tree, g.bindings...)
			if g.cwd != "/" {
				w.chdir(t, g.cwd)
			}
			w.ask(g.cwd, func(ask bool) { w.run(t, g.lookups, ask) })
		})
	}
}

func (w *world) run(t *testing.T, lookups string, ask bool) {
	for line := range strings.Lines(lookups) {
		lookup, want, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if !ok {
			continue
		}
		mode, path, _ := strings.Cut(lookup, " ")
		if got := w.check(t, path, modeNames[mode], ask); got != want {
			t.Errorf("%s %s: got %s, want %s", mode, path, got, want)
		}
	}
}

package oracle

import "testing"

// bound has a directory, one inside it, a file, the same directory once more
// and a read-only one.
var bound = world{
	tree: `
f 0644 /w/file in w
f 0644 /w/dir/x x
l 0777 /w/tomnt /mnt
l 0777 /w/todeep ../mnt/sub/deep
l 0777 /w/tosingle /mnt/single
l 0777 /w/toro /ro/f
d 0755 /mnt
d 0755 /dup
d 0755 /ro
f 0644 /mnt/hidden is covered
f 0644 /marker above
`,
	outside: `
f 0644 /a/in inside a
f 0644 /a/single covered
f 0644 /a/marker in a
d 0755 /a/sub/deep
f 0644 /a/sub/deep/covered covered
f 0644 /a/sub/marker in sub
l 0777 /a/out /w
l 0777 /a/rel sub/marker
l 0777 /a/up ../w/file
l 0777 /a/updir ../w
f 0644 /b/x x of b
d 0755 /b/below
l 0777 /b/home /w/file
f 0600 /single a file of its own
f 0644 /r/f fixed
d 0755 /r/d
l 0777 /r/abs /ro/f
l 0777 /r/link f
l 0777 /r/toout /w/file
`,
	binds: append([]bind{
		{Host: "a", Guest: "/mnt"},
		{Host: "b", Guest: "/mnt/sub/deep"},
		{Host: "single", Guest: "/mnt/single"},
		{Host: "r", Guest: "/ro", ReadOnly: true},
		{Host: "a", Guest: "/dup"},
	}, proc...),
}

func TestMounts(t *testing.T) { checkGuest(t, "mounts", bound) }

func TestOpenHow(t *testing.T) { checkGuest(t, "openhow", bound) }

package oracle

import "testing"

var lookedAt = world{
	tree: `
f 0644 /w/file a file
l 0777 /w/link file
d 0755 /mnt
l 0777 /w/tomnt ../mnt
f 0644 /w/dir/inner in
`,
	outside: "f 0644 /a/in inside\n",
	binds:   append([]bind{{Host: "a", Guest: "/mnt"}}, proc...),
}

func TestProcSelf(t *testing.T) { checkGuest(t, "procself", lookedAt) }
func TestInotify(t *testing.T)  { checkGuest(t, "inotify", lookedAt) }

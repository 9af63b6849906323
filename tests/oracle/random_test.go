package oracle

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
)

var playground = world{
	tree: `
d 0755 /w/d
f 0644 /w/b content
l 0777 /w/c d
l 0777 /w/e /mnt
d 0755 /mnt
`,
	outside: `
d 0755 /a/sub
f 0644 /a/a in a
l 0777 /a/c ../w
f 0644 /b/b in b
d 0755 /b/a
`,
	binds: append([]bind{{Host: "a", Guest: "/mnt"}, {Host: "b", Guest: "/mnt/sub"}}, proc...),
}

// seeds is how many sequences share the steps: a tree that is used for long
// becomes one in which most calls fail.
const seeds = 8

// TestRandom compares random sequences. The seeds are new in every run, and
// printed: -seed N -steps M repeats one. Who cannot make the reference has
// recorded ones.
func TestRandom(t *testing.T) {
	first, count := *seed, 1
	if first == 0 {
		first, count = rand.Uint64N(1_000_000_000), seeds
	}
	if os.Getuid() != 0 || *update {
		first, count = 1, 2
	}
	for i := range uint64(count) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := playground
			t.Logf("-seed %d -steps %d", first+i, *steps/count)
			checkGuest(t, "randfs", w, fmt.Sprint(first+i), fmt.Sprint(*steps/count))
		})
	}
}

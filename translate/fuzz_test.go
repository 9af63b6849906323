package translate

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var (
	worlds = flag.Int("worlds", 100, "how many random trees FuzzWalk begins with")
	seed   = flag.Uint64("seed", 1, "what their randomness begins with")
)

// choices makes decisions out of fuzzed bytes.
type choices []byte

func (c *choices) below(n int) int {
	if len(*c) == 0 {
		return 0
	}
	v := int((*c)[0]) % n
	*c = (*c)[1:]
	return v
}

func (c *choices) name() string { return []string{"a", "b", "c", "d"}[c.below(4)] }

// path returns a path of few names, so that most of them exist.
func (c *choices) path(most int) string {
	var b strings.Builder
	if c.below(3) == 0 {
		b.WriteByte('/')
	}
	for i := range 1 + c.below(most) {
		if i > 0 {
			b.WriteString([]string{"/", "/", "/", "//"}[c.below(4)])
		}
		switch c.below(8) {
		case 0:
			b.WriteString("..")
		case 1:
			b.WriteString([]string{".", "..", "..", "missing"}[c.below(4)])
		default:
			b.WriteString(c.name())
		}
	}
	if c.below(5) == 0 {
		b.WriteByte('/')
	}
	return b.String()
}

// tree returns lines for grow.
func (c *choices) tree() string {
	made := map[string]bool{}
	dirs := []string{"root", "host", "host2"}
	var b strings.Builder
	for range 6 + c.below(24) {
		dir := dirs[c.below(len(dirs))]
		full := dir + "/" + c.name()
		if made[full] {
			continue
		}
		made[full] = true
		switch c.below(8) {
		case 0:
			fmt.Fprintf(&b, "%s\n", full)
		case 1, 2, 3:
			fmt.Fprintf(&b, "%s -> %s\n", full, c.path(4))
		case 4:
			if c.below(3) == 0 {
				fmt.Fprintf(&b, "%s/ %o\n", full, []int{0, 0o111, 0o444, 0o555}[c.below(4)])
				break
			}
			fallthrough
		default:
			fmt.Fprintf(&b, "%s/\n", full)
			dirs = append(dirs, full)
		}
	}
	return b.String() + "host/\nhost2/\n"
}

// bindings returns bindings, for newWorld, whose mount points are there: a chroot
// can have no others.
func (c *choices) bindings(t testing.TB, tree string) []string {
	top := t.TempDir()
	grow(t, top, "root/\n"+tree)
	var out []string
	for range c.below(4) {
		guest := "/" + c.name()
		if c.below(2) == 0 {
			guest += "/" + c.name()
		}
		host := []string{"host", "host2", "host/" + c.name()}[c.below(3)]
		taken := slices.ContainsFunc(out, func(b string) bool {
			_, other, _ := strings.Cut(b, ":")
			return strings.HasPrefix(other+"/", guest+"/") // a mount would cover it, a binding does not
		})
		if !taken && sameType(filepath.Join(top, host), filepath.Join(top, "root", guest)) {
			out = append(out, host+":"+guest)
		}
	}
	return out
}

func sameType(host, guest string) bool {
	for dir := filepath.Dir(guest); filepath.Base(dir) != "root"; dir = filepath.Dir(dir) {
		if st, err := os.Lstat(dir); err != nil || !st.IsDir() {
			return false
		}
	}
	a, err := os.Lstat(host)
	b, err2 := os.Lstat(guest)
	if err != nil || err2 != nil || a.Mode()&os.ModeSymlink != 0 {
		return false
	}
	return a.Mode().Type() == b.Mode().Type()
}

// FuzzWalk looks random paths up in random trees, with openat2, without it and
// in a real chroot: all must come to the same.
func FuzzWalk(f *testing.F) {
	random := rand.New(rand.NewPCG(*seed, 2))
	for range *worlds {
		seed := make([]byte, 600)
		for i := range seed {
			seed[i] = byte(random.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := choices(data)
		tree := c.tree()
		bindings := c.bindings(t, tree)
		w := newWorld(t, tree, bindings...)
		w.ask("/", func(ask bool) {
			for range 40 {
				w.check(t, c.path(6), Mode(c.below(5)), ask)
			}
		})
		if t.Failed() {
			t.Logf("bindings %q, tree\n%s", bindings, tree)
		}
	})
}

// A name for what must never be seen.
const trap = "outside"

// A directory that is swapped for a symlink to the outside, and one that is
// moved out and in again, while lookups go through them.
func TestRaces(t *testing.T) {
	for _, bound := range []bool{false, true} {
		t.Run(fmt.Sprintf("bound=%t", bound), func(t *testing.T) {
			var bindings []string
			if bound {
				bindings = []string{"host:/x/mnt"}
			}
			w := newWorld(t, `
root/x/mnt/
root/x/real/d/e/file
root/x/link -> ../../../../outside
root/x/hop -> swap/d
host/d/e/file
host/link -> ../../outside
host/swap/d/e/file
outside/d/e/file
outside/secret
`, bindings...)
			stop, done := make(chan bool), make(chan bool)
			go func() { w.stir(stop); close(done) }()
			w.hunt(t)
			close(stop)
			<-done
		})
	}
}

// stir changes the tree under the lookups' feet.
func (w *world) stir(stop chan bool) {
	in := func(name string) string { return filepath.Join(w.top, name) }
	unix.Symlink("../../outside", in("outside/swaplink"))
	for {
		select {
		case <-stop:
			return
		default:
		}
		os.Rename(in("root/x/real"), in("root/x/swap"))
		os.Rename(in("root/x/swap/d"), in("outside/moved"))
		os.Rename(in("outside/moved"), in("root/x/swap/d"))
		os.Rename(in("root/x/swap"), in("root/x/real"))
		os.Symlink("../../outside", in("root/x/swap"))
		os.Remove(in("root/x/swap"))
		unix.Renameat2(unix.AT_FDCWD, in("host/swap"), unix.AT_FDCWD, in("host/link"), unix.RENAME_EXCHANGE)
	}
}

// hunt looks up what would lead outside if a lookup could be raced.
func (w *world) hunt(t *testing.T) {
	paths := []string{
		"/x/swap/secret", "/x/swap/d/e/../../../secret", "/x/swap/d/../../../outside/secret", "/x/swap/../../outside/secret",
		"/x/hop/../secret", "/x/hop/e/../../../../../outside/secret", "/x/swap/d/e/file", "/x/swap",
		"/x/mnt/swap/secret", "/x/mnt/swap/d/../../../outside", "/x/mnt/link/../../../outside", "/x/mnt/swap/d/e/../../..",
	}
	rounds, found := 12000, 0
	if testing.Short() {
		rounds = 4000
	}
	for i := range rounds {
		for _, k := range w.walkers {
			path, mode := paths[i%len(paths)], Mode(i/len(paths)%5)
			if k.Lookup(w.request(path, mode)) != 0 {
				continue
			}
			found++
			w.checkInside(t, k, path)
			k.Place.Release()
		}
		if t.Failed() {
			return
		}
	}
	if found == 0 {
		t.Error("no lookup found anything")
	}
}

// checkInside fails if the place lies outside, and is not merely standing in the
// directory that was moved out meanwhile.
func (w *world) checkInside(t *testing.T, k *Walker, path string) {
	t.Helper()
	var buf [2 * PathMax]byte
	n, e := HostPath(k.Place.FD, buf[:])
	if e != 0 {
		return
	}
	host := string(buf[:n])
	rest, outside := strings.CutPrefix(host, filepath.Join(w.top, trap))
	if outside && !strings.HasPrefix(rest, "/moved") {
		t.Errorf("%q leads to %s %s", path, host, k.Place.Name)
	}
	if host == w.top || !strings.HasPrefix(host, w.top) {
		t.Errorf("%q leads to %s", path, host)
	}
}

// Who stands in a directory that is moved out of the root can go no further up:
// chroot(2) would let it out.
func TestMovedOut(t *testing.T) {
	for _, inner := range []bool{false, true} {
		w := newWorld(t, "root/jail/b/c/\nroot/x\noutside/x\n")
		away := "outside/b"
		if inner {
			away = "root/b"
			w.chdir(t, "/jail")
			w.root = w.cwd
			t.Cleanup(w.root.Release)
		}
		w.chdir(t, map[bool]string{false: "/jail/b/c", true: "/b/c"}[inner])
		must(t, os.Rename(filepath.Join(w.top, "root/jail/b"), filepath.Join(w.top, away)))
		for path, want := range map[string]string{
			"../../x": "ENOENT", "../..": "ENOENT", "../../../root/x": "ENOENT", ".": "root/jail/b/c", "../../../../../x": "ENOENT",
		} {
			if got := w.found(path); got != want {
				t.Errorf("inner %t, %s: got %s, want %s", inner, path, got, want)
			}
		}
	}
}

// found is check for what no mount shows.
func (w *world) found(path string) (all string) {
	for _, k := range w.walkers {
		o := outcome{errno: k.Lookup(w.request(path, Follow))}
		if o.errno == 0 {
			o.at, o.errno = inodeAt(k.Place.FD, k.Place.Path())
			k.Place.Release()
		}
		got := w.tell(o)
		if all != "" && got != all {
			return all + ", " + got
		}
		all = got
	}
	return all
}

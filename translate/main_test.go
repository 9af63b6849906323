package translate

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
)

// Lookups that fail must close what they opened as much as those that succeed,
// so all tests together must leave no descriptor behind.
func TestMain(m *testing.M) {
	flag.Parse()
	r, w, _ := os.Pipe() // has the runtime make the descriptors that it keeps
	r.Close()
	w.Close()
	before := openDescriptors()
	code := m.Run()
	theOracle.stop()
	user.stop()
	fuzzing := flag.Lookup("test.fuzz").Value.String() != ""
	if after := openDescriptors(); code == 0 && !fuzzing && !slices.Equal(before, after) {
		fmt.Fprintf(os.Stderr, "descriptors leak:\nbefore %q\nafter  %q\n", before, after)
		code = 1
	}
	os.Exit(code)
}

func openDescriptors() []string {
	dir, err := os.Open("/proc/self/fd")
	if err != nil {
		panic(err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		panic(err)
	}
	var out []string
	for _, n := range names {
		if n == fmt.Sprint(dir.Fd()) {
			continue
		}
		target, _ := os.Readlink("/proc/self/fd/" + n)
		out = append(out, n+" "+target)
	}
	slices.Sort(out)
	return out
}

package oracle

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// check runs a world under uproot and compares the outcome with that of the
// real chroot: run now if root starts the tests, recorded otherwise.
func check(t *testing.T, w world) {
	t.Helper()
	want := reference(t, w)
	if *update {
		return
	}
	got := w.run(t, *subject == "native")
	if report := differences(want, got); report != "" {
		t.Errorf("differs from the real chroot:\n%s", report)
		keepBoth(t, want, got)
	}
}

func reference(t *testing.T, w world) outcome {
	t.Helper()
	name := filepath.Join("testdata", strings.ReplaceAll(t.Name(), "/", "-")+".gz")
	if os.Getuid() != 0 {
		lines, err := recorded(name)
		if err != nil {
			t.Fatal("nothing recorded; run the tests as root, or with -update once: ", err)
		}
		return lines
	}
	lines := w.run(t, true)
	for _, l := range lines {
		if slices.Contains(broken, strings.SplitN(l, ":", 2)[0]) {
			t.Fatalf("the guest cannot be used as a reference: %s", l)
		}
	}
	if *update {
		if err := record(name, lines); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

// keepBoth writes both outcomes to files, for a closer look.
func keepBoth(t *testing.T, want, got outcome) {
	t.Helper()
	if *keep == "" {
		return
	}
	name := filepath.Join(*keep, strings.ReplaceAll(t.Name(), "/", "-"))
	for suffix, lines := range map[string]outcome{".chroot": want, ".uproot": got} {
		if err := os.WriteFile(name+suffix, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// broken are the beginnings of what is said when a guest could not do its work.
var broken = []string{"cannot prepare", "killed", "cannot enter the chroot", "this program is for ordinary users"}

func recorded(name string) (outcome, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(unpacked)
	return strings.Split(string(data), "\n"), err
}

func record(name string, lines outcome) error {
	var b bytes.Buffer
	packed, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	_, err = io.WriteString(packed, strings.Join(lines, "\n"))
	if err := errors.Join(err, packed.Close()); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}

// most is how many differences one report lists.
const most = 60

// differences lists the lines in which two outcomes differ, or is empty.
func differences(want, got outcome) string {
	var b strings.Builder
	count := 0
	for _, e := range edits(want, got) {
		if count++; count > most {
			continue
		}
		fmt.Fprintf(&b, "%s\n", e)
	}
	if count > most {
		fmt.Fprintf(&b, "and %d more lines\n", count-most)
	}
	return b.String()
}

// edits pairs the lines of two outcomes. It looks ahead a little where they
// part, which is enough to find the common thread again.
func edits(want, got outcome) []string {
	const window = 40
	var list []string
	for len(want) > 0 && len(got) > 0 {
		if want[0] == got[0] {
			want, got = want[1:], got[1:]
			continue
		}
		i, j := rejoin(want, got, window)
		list = append(list, prefixed("chroot: ", want[:i])...)
		list = append(list, prefixed("uproot: ", got[:j])...)
		want, got = want[i:], got[j:]
	}
	list = append(list, prefixed("chroot: ", want)...)
	return append(list, prefixed("uproot: ", got)...)
}

// rejoin finds the nearest place at which both sides go on with the same
// line.
func rejoin(want, got outcome, window int) (i, j int) {
	for sum := 1; sum < 2*window; sum++ {
		for i = 0; i <= sum; i++ {
			j = sum - i
			if i < len(want) && j < len(got) && want[i] == got[j] {
				return i, j
			}
		}
	}
	return min(len(want), 1), min(len(got), 1)
}

func prefixed(prefix string, lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, prefix+l)
	}
	return out
}

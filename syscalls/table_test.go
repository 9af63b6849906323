package syscalls

import (
	"bufio"
	"bytes"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"uproot/arch"
)

// sysnumFiles are the files of golang.org/x/sys/unix that hold the numbers.
var sysnumFiles = [arch.ABIs]string{
	arch.AMD64: "zsysnum_linux_amd64.go",
	arch.ARM64: "zsysnum_linux_arm64.go",
	arch.I386:  "zsysnum_linux_386.go",
	arch.ARM:   "zsysnum_linux_arm.go",
}

var sysnumLine = regexp.MustCompile(`^\s+SYS_(\w+)\s*=\s*(\d+)$`)

// notSyscalls are constants named like syscalls that are none:
// __NR_SYSCALL_MASK is a mask for numbers.
var notSyscalls = map[string]bool{"syscall_mask": true}

// kernelNumbers returns the syscalls of each ABI by name, from x/sys.
func kernelNumbers(t *testing.T) [arch.ABIs]map[string]int {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/sys").Output()
	if err != nil {
		t.Fatalf("find golang.org/x/sys: %v", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "unix")
	var numbers [arch.ABIs]map[string]int
	for abi, file := range sysnumFiles {
		numbers[abi] = parseSysnum(t, filepath.Join(dir, file))
	}
	return numbers
}

func parseSysnum(t *testing.T, path string) map[string]int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	numbers := map[string]int{}
	for s := bufio.NewScanner(f); s.Scan(); {
		m := sysnumLine.FindStringSubmatch(s.Text())
		if m == nil || notSyscalls[strings.ToLower(m[1])] {
			continue
		}
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		numbers[strings.ToLower(m[1])] = n
	}
	// Every Linux of the last ten years has more.
	if len(numbers) < 300 {
		t.Fatalf("%s: only %d numbers found", path, len(numbers))
	}
	return numbers
}

func TestTableHasEverySyscall(t *testing.T) {
	for abi, numbers := range kernelNumbers(t) {
		for name, n := range numbers {
			r, _ := Lookup(arch.ABI(abi), n)
			if r == nil || r.Name != name {
				t.Errorf("%v %d: want the row of %s, got %v", arch.ABI(abi), n, name, r)
			}
		}
	}
}

func TestTableHasNoOtherNumbers(t *testing.T) {
	kernel := kernelNumbers(t)
	for i := range Table {
		r := &Table[i]
		for abi, n := range r.Nr {
			if n < 0 || abi == int(arch.ARM) && n > armPrivate {
				continue
			}
			if want, ok := kernel[abi][r.Name]; !ok || n != want {
				t.Errorf("%v has no %s with number %d", arch.ABI(abi), r.Name, n)
			}
		}
	}
}

// The numbers of arch/arm/include/uapi/asm/unistd.h.
func TestArmPrivateNumbers(t *testing.T) {
	for i, name := range []string{"breakpoint", "cacheflush", "usr26", "usr32", "set_tls", "get_tls"} {
		r, _ := Lookup(arch.ARM, 0xf0001+i)
		if r == nil || r.Name != name {
			t.Errorf("%#x: want the row of %s, got %v", 0xf0001+i, name, r)
		}
	}
}

func TestNumbersAreUnique(t *testing.T) {
	for abi := range arch.ABI(arch.ABIs) {
		rows := map[int]string{}
		for i := range Table {
			n, name := Table[i].Nr[abi], Table[i].Name
			if other, taken := rows[n]; taken && n >= 0 {
				t.Errorf("%v: %s and %s both have number %d", abi, other, name, n)
			}
			rows[n] = name
		}
	}
}

// A row's index travels in the 16 bits of SECCOMP_RET_DATA.
func TestIndexFits(t *testing.T) {
	if len(Table) > 1000 || len(Table) > math.MaxUint16 {
		t.Errorf("the table has %d rows", len(Table))
	}
}

func TestLookup(t *testing.T) {
	for i := range Table {
		for abi, n := range Table[i].Nr {
			if n < 0 {
				continue
			}
			r, index := Lookup(arch.ABI(abi), n)
			if r != &Table[i] || index != i {
				t.Errorf("%v %d: want row %d (%s), got %d", arch.ABI(abi), n, i, Table[i].Name, index)
			}
		}
	}
}

func TestLookupOfUnknownNumbers(t *testing.T) {
	const x32 = 1 << 30
	unknown := []int{-1, math.MinInt, 472, 511, 512, 520, x32, x32 | 257, armPrivate - 1, armPrivate, armPrivate + 7, armPrivate + 8, math.MaxInt}
	for abi := range arch.ABI(arch.ABIs) {
		for _, n := range unknown {
			if r, i := Lookup(abi, n); r != nil || i != -1 {
				t.Errorf("%v %d: got row %d", abi, n, i)
			}
		}
	}
	if r, _ := Lookup(arch.AMD64, armPrivate+2); r != nil {
		t.Errorf("amd64 has arm's %s", r.Name)
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	allocs := testing.AllocsPerRun(100, func() {
		Lookup(arch.AMD64, 257)
		Lookup(arch.ARM, armPrivate+5)
		Lookup(arch.I386, 4096)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestRowsAreWhole(t *testing.T) {
	for i := range Table {
		r := &Table[i]
		if !slices.ContainsFunc(r.Nr[:], func(n int) bool { return n >= 0 }) {
			t.Errorf("%s has no number", r.Name)
		}
		handled := r.Policy == Answer || r.Policy == Rewrite || r.Policy == Watch
		if !handled && r.Policy != Pass && r.Policy != Refuse {
			t.Errorf("%s has no policy", r.Name)
		}
		if r.Policy != Refuse && handled != (r.Handle != nil) {
			t.Errorf("%s: handler %t, policy %s", r.Name, r.Handle != nil, policyNames[r.Policy])
		}
		if handled == (r.Why != "") {
			t.Errorf("%s: reason %q, policy %s", r.Name, r.Why, policyNames[r.Policy])
		}
		if (r.Policy == Refuse) != (r.Errno > 0) {
			t.Errorf("%s: errno %d, policy %s", r.Name, r.Errno, policyNames[r.Policy])
		}
		if w := r.When; w != nil && (!handled || w.Arg > 5 || w.Mask == 0) {
			t.Errorf("%s: when %+v, policy %s", r.Name, *w, policyNames[r.Policy])
		}
	}
}

// namesPath are the kinds through which a name of the file system goes in or
// out: no row that has one may pass untouched.
var namesPath = []Kind{
	Path, PathNoFollow, PathCreate, DirFD, OutPath,
	Sockaddr, OutSockaddr, MsgHdr, OutMsgHdr, MMsgHdr, OutMMsgHdr,
}

func TestNoPathPasses(t *testing.T) {
	for i := range Table {
		r := &Table[i]
		if r.Policy == Pass && slices.ContainsFunc(r.Args[:], func(k Kind) bool { return slices.Contains(namesPath, k) }) {
			t.Errorf("%s passes with a path", r.Name)
		}
	}
}

func TestKindPositions(t *testing.T) {
	for i := range Table {
		checkKindPositions(t, &Table[i])
	}
}

func checkKindPositions(t *testing.T, r *Row) {
	t.Helper()
	hasDir := slices.Contains(r.Args[:], DirFD)
	for i, k := range r.Args {
		before := Other
		if i > 0 {
			before = r.Args[i-1]
		}
		switch {
		case isPath(k) && hasDir && before != DirFD:
			t.Errorf("%s: no directory before path %d", r.Name, i)
		case before == DirFD && !isPath(k):
			t.Errorf("%s: no path after directory %d", r.Name, i-1)
		case k == SockLen && before != OutSockaddr:
			t.Errorf("%s: no address before its length %d", r.Name, i)
		case k == AtFlags && !slices.ContainsFunc(r.Args[:i], isPath):
			t.Errorf("%s: no path before the flags %d", r.Name, i)
		case (k == OutStat64 || k == OutStatfs64 || k == OutOldStat) && (r.Nr[arch.AMD64] >= 0 || r.Nr[arch.ARM64] >= 0):
			t.Errorf("%s: a 64-bit ABI has no %s", r.Name, kindNames[k])
		}
	}
	if r.Args[5] == DirFD {
		t.Errorf("%s: no path after directory 5", r.Name)
	}
}

func isPath(k Kind) bool { return k == Path || k == PathNoFollow || k == PathCreate }

// What a call implies must agree with the kind of its path.
func TestImpliedFlags(t *testing.T) {
	for i := range Table {
		r := &Table[i]
		if r.Flags != 0 && slices.Contains(r.Args[:], AtFlags) {
			t.Errorf("%s implies flags and takes them", r.Name)
		}
		if (r.Flags == noFollow) != (r.Args[0] == PathNoFollow && r.Name != "link" && r.Name != "readlink") {
			t.Errorf("%s implies %#x", r.Name, r.Flags)
		}
	}
}

func TestDocHasEveryRow(t *testing.T) {
	var doc bytes.Buffer
	if err := WriteDoc(&doc); err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(doc.String()) {
		columns := strings.Split(strings.TrimSpace(line), " | ")
		if len(columns) > 1 && columns[0] != "| name" {
			names = append(names, strings.TrimPrefix(columns[0], "| "))
		}
	}
	var want []string
	for i := range Table {
		want = append(want, Table[i].Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("the document has the rows %v", names)
	}
	for _, line := range []string{
		"| openat | 257 | 56 | 295 | 322 | rewrite | 0 directory, 1 path, 2 open flags, 3 mode |\n",
		"| cacheflush |  |  |  | 0xf0002 | pass |",
		"| io_uring_setup | 425 | 425 | 425 | 425 | refuse ENOSYS |",
	} {
		if !strings.Contains(doc.String(), line) {
			t.Errorf("the document lacks %q", line)
		}
	}
}

func TestDocNamesEveryKind(t *testing.T) {
	for i := range Table {
		for _, k := range Table[i].Args {
			if k != Other && (int(k) >= len(kindNames) || kindNames[k] == "") {
				t.Errorf("%s: kind %d has no name", Table[i].Name, k)
			}
		}
	}
}

// fullDisk is a writer that fails.
type fullDisk struct{ err error }

func (w fullDisk) Write([]byte) (int, error) { return 0, w.err }

func TestWriteDocReportsErrors(t *testing.T) {
	want := errors.New("no space left")
	if err := WriteDoc(fullDisk{want}); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

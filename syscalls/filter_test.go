package syscalls

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"uproot/arch"
)

var update = flag.Bool("update", false, "write the golden files anew")

// kernels are runs whose filters differ.
func kernels(t *testing.T) map[string]*Kernel {
	t.Helper()
	plain, readOnly := newGuest(t, "etc/passwd"), newGuest(t, "mnt/x", "mnt2:/mnt:ro", "mnt2:/missing")
	return map[string]*Kernel{
		"plain": plain.k, "bound": readOnly.k,
		"named": NewKernel(Kernel{Table: plain.k.Table, Release: "5.0", Find: plain.k.Find}),
	}
}

// verdict runs the filter as the kernel would.
func verdict(t *testing.T, vm *bpf.VM, audit uint32, nr uint32, args *[6]uint64) uint32 {
	t.Helper()
	// The VM reads words as they come over a network, the kernel as they are.
	b := binary.BigEndian.AppendUint32(nil, nr)
	b = binary.BigEndian.AppendUint32(b, audit)
	b = append(b, make([]byte, 8)...)
	for _, v := range args {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
		b = binary.BigEndian.AppendUint32(b, uint32(v>>32))
	}
	got, err := vm.Run(b)
	if err != nil {
		t.Fatalf("%#x %d: %v", audit, nr, err)
	}
	return uint32(got)
}

func machineOf(t *testing.T, k *Kernel) *bpf.VM {
	t.Helper()
	raw, err := k.Filter()
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 4096 { // BPF_MAXINSNS
		t.Errorf("%d instructions", len(raw))
	}
	prog, ok := bpf.Disassemble(raw)
	if !ok {
		t.Fatal("the filter holds something unknown")
	}
	vm, err := bpf.NewVM(prog)
	if err != nil {
		t.Fatal(err)
	}
	return vm
}

// argumentsFor returns values for the arguments that could matter to a row.
func argumentsFor(r *Row) [][6]uint64 {
	all := [][6]uint64{{}, {^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}}
	if r == nil || r.When == nil {
		return all
	}
	for bit := range 64 {
		var one, others [6]uint64
		one[r.When.Arg] = 1 << bit
		others[r.When.Arg] = ^r.When.Mask &^ (1 << bit)
		all = append(all, one, others)
	}
	return all
}

func wanted(row *Row, e unix.Errno) uint32 {
	switch {
	case e != 0:
		return retErrno | uint32(e)
	case row != nil:
		return retTrace
	}
	return retAllow
}

func TestFilterAgreesWithDecide(t *testing.T) {
	numbersToTry := []int{-1, math.MinInt32, math.MaxInt32, 1 << 30, 1<<30 | 2, 1<<30 | 520, 511, 512, 513, 1024, 0xeffff, 0x10000}
	for nr := range 600 {
		numbersToTry = append(numbersToTry, nr)
	}
	for i := range 16 {
		numbersToTry = append(numbersToTry, armPrivate-4+i)
	}
	for name, k := range kernels(t) {
		vm := machineOf(t, k)
		for _, abi := range []arch.ABI{arch.Native, arch.Compat} {
			for _, nr := range numbersToTry {
				r, _ := Lookup(abi, nr)
				for _, args := range argumentsFor(r) {
					want := wanted(k.Decide(abi, nr, &args))
					got := verdict(t, vm, abi.Audit(), uint32(nr), &args)
					if got&^0xffff != want&^0xffff || want&^0xffff != retTrace && got != want {
						t.Errorf("%s, %v %d %#x: filter %#x, Decide %#x", name, abi, nr, args, got, want)
					}
				}
			}
		}
	}
}

func TestFilterStopsBatchEnd(t *testing.T) {
	vm := machineOf(t, newGuest(t, "x").k)
	for _, abi := range []arch.ABI{arch.Native, arch.Compat} {
		if got := verdict(t, vm, abi.Audit(), arch.BatchEnd, &[6]uint64{}); got&^0xffff != retTrace {
			t.Errorf("%v: got %#x", abi, got)
		}
	}
}

// An ABI that the table does not know, or not on this CPU, gets no call through.
func TestFilterRefusesOtherABIs(t *testing.T) {
	vm := machineOf(t, newGuest(t, "x").k)
	for _, audit := range []uint32{0, unix.AUDIT_ARCH_RISCV64, unix.AUDIT_ARCH_PPC64, math.MaxUint32} {
		for nr := range uint32(500) {
			if got := verdict(t, vm, audit, nr, &[6]uint64{}); got != retErrno|uint32(unix.ENOSYS) {
				t.Fatalf("%#x %d: got %#x", audit, nr, got)
			}
		}
	}
}

// close, read, write and fstat are never stopped; what takes a path always is.
func TestHotCallsPass(t *testing.T) {
	for name, k := range kernels(t) {
		vm := machineOf(t, k)
		for i := range Table {
			r := &Table[i]
			n := r.Nr[arch.Native]
			if n < 0 {
				continue
			}
			got := verdict(t, vm, arch.Native.Audit(), uint32(n), &[6]uint64{})
			if slices.Contains([]string{"read", "write", "close", "fstat", "lseek", "mmap", "futex", "getppid"}, r.Name) && got != retAllow {
				t.Errorf("%s: %s gets %#x", name, r.Name, got)
			}
			if slices.ContainsFunc(r.Args[:], isPath) && got == retAllow {
				t.Errorf("%s: %s passes", name, r.Name)
			}
		}
	}
}

func TestFilterText(t *testing.T) {
	raw, err := newGuest(t, "x").k.Filter()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for i, r := range raw {
		fmt.Fprintf(&b, "%d\t%v\n", i, r.Disassemble())
	}
	name := filepath.Join("testdata", "filter_"+runtime.GOARCH+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("the filter is not that of %s; look at what -update changes", name)
	}
}

func TestTracerNumbersAreTheTables(t *testing.T) {
	for abi := range arch.ABI(arch.ABIs) {
		n := arch.Numbers[abi]
		mmap := "mmap"
		if n.PageMmap {
			mmap = "mmap2"
		}
		for name, nr := range map[string]int{
			"clone": n.Clone, "clone3": n.Clone3, "vfork": n.Vfork, "openat": n.Openat, mmap: n.Mmap, "close": n.Close,
			"prctl": n.Prctl, "brk": n.Brk, "getrandom": n.Getrandom,
		} {
			r, _ := Lookup(abi, nr)
			if nr < 0 {
				if i := slices.IndexFunc(Table, func(r Row) bool { return r.Name == name && r.Nr[abi] >= 0 }); i >= 0 {
					t.Errorf("%v has %s", abi, name)
				}
				continue
			}
			if r == nil || r.Name != name {
				t.Errorf("%v: %s is not %d", abi, name, nr)
			}
		}
		if r, _ := Lookup(abi, arch.BatchEnd); r != nil {
			t.Errorf("%v: %s has the number that ends batches", abi, r.Name)
		}
	}
}

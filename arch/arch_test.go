package arch

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"math"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

var abis = []ABI{AMD64, ARM64, I386, ARM}

func TestABINames(t *testing.T) {
	for abi, want := range map[ABI]struct {
		name  string
		word  int
		audit uint32
	}{
		AMD64: {"x86_64", 8, unix.AUDIT_ARCH_X86_64},
		ARM64: {"aarch64", 8, unix.AUDIT_ARCH_AARCH64},
		I386:  {"i386", 4, unix.AUDIT_ARCH_I386},
		ARM:   {"arm", 4, unix.AUDIT_ARCH_ARM},
	} {
		if abi.String() != want.name || abi.PointerSize() != want.word || abi.Audit() != want.audit {
			t.Errorf("got %s, %d bytes, %#x; want %v", abi, abi.PointerSize(), abi.Audit(), want)
		}
		if back, ok := AuditABI(want.audit); !ok || back != abi {
			t.Errorf("%#x: got %s", want.audit, back)
		}
	}
	for _, audit := range []uint32{0, 1, 0xc000003f, math.MaxUint32} {
		if abi, ok := AuditABI(audit); ok {
			t.Errorf("%#x is taken for %s", audit, abi)
		}
	}
}

func TestNativeAndCompat(t *testing.T) {
	if Native.PointerSize() != int(unsafe.Sizeof(uintptr(0))) {
		t.Errorf("%s is native", Native)
	}
	if Compat.PointerSize() != 4 {
		t.Errorf("%s is the 32-bit ABI", Compat)
	}
}

func TestMachine(t *testing.T) {
	for m, want := range map[elf.Machine]ABI{elf.EM_X86_64: AMD64, elf.EM_386: I386, elf.EM_AARCH64: ARM64, elf.EM_ARM: ARM} {
		abi, runs := Machine(m)
		if abi != want || runs != (abi == Native || abi == Compat) {
			t.Errorf("%v: got %s, %t", m, abi, runs)
		}
	}
	if _, runs := Machine(elf.EM_RISCV); runs {
		t.Error("RISC-V runs")
	}
}

// struct ptrace_syscall_info of linux/ptrace.h.
func TestSyscallInfoLayout(t *testing.T) {
	var i SyscallInfo
	for name, at := range map[string][2]uintptr{
		"arch": {unsafe.Offsetof(i.Arch), 4}, "instruction_pointer": {unsafe.Offsetof(i.PC), 8},
		"stack_pointer": {unsafe.Offsetof(i.SP), 16}, "nr": {unsafe.Offsetof(i.Nr), 24},
		"args": {unsafe.Offsetof(i.Args), 32}, "ret_data": {unsafe.Offsetof(i.Data), 80},
	} {
		if at[0] != at[1] {
			t.Errorf("%s is at %d, want %d", name, at[0], at[1])
		}
	}
	if i.Nr = uint64(math.MaxUint64 - 1); i.Ret() != -2 {
		t.Errorf("got %d", i.Ret())
	}
}

func TestBatchTable(t *testing.T) {
	calls := []BatchCall{{1, 2, 3, 4, 5, 6, 7}, {BatchEnd, 0xffffffff, LastFD & math.MaxUint32}}
	for _, abi := range abis {
		b := EncodeBatch(nil, abi, calls)
		word := abi.PointerSize()
		for i := range calls {
			for j, want := range calls[i] {
				if got := wordAt(b[(7*i+j)*word:], word); got != want {
					t.Errorf("%s: word %d of call %d is %#x, want %#x", abi, j, i, got, want)
				}
			}
		}
		end := b[14*word:]
		if word == 4 && (len(end) != 28 || binary.LittleEndian.Uint32(end) != BatchEnd || !bytes.Equal(end[4:], make([]byte, 24))) {
			t.Errorf("%s: ends in %x", abi, end)
		}
		if word == 8 && len(end) != 0 {
			t.Errorf("%s: %d bytes too many", abi, len(end))
		}
	}
}

func wordAt(b []byte, size int) uint64 {
	if size == 4 {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

// Results come back with their sign, as errnos are negative.
func TestBatchResults(t *testing.T) {
	for _, abi := range abis {
		want := []int64{-2, 0, 7}
		calls := []BatchCall{{^uint64(1)}, {0}, {7}}
		b := EncodeBatch(nil, abi, calls)
		got := make([]BatchCall, 3)
		DecodeBatch(b, abi, got)
		for i := range got {
			if int64(got[i][0]) != want[i] {
				t.Errorf("%s: result %d is %d, want %d", abi, i, int64(got[i][0]), want[i])
			}
		}
	}
}

// Batch code lies where code of the guest was: it must be whole instructions,
// short, and free of addresses.
func TestBatchCode(t *testing.T) {
	for _, abi := range []ABI{Native, Compat} {
		code := BatchCode(abi)
		if len(code) < 15 || len(code) > 256 {
			t.Errorf("%s: %d bytes", abi, len(code))
		}
	}
}

// What the tracer lends lies behind the code of a slot.
func TestSlotLayout(t *testing.T) {
	const page = 4096
	for _, abi := range []ABI{Native, Compat} {
		base := SlotsBase(abi)
		if base%(2<<20) != 0 && base%page != 0 {
			t.Errorf("%s: slots at %#x", abi, base)
		}
		if abi.PointerSize() == 4 && base > math.MaxUint32-16<<20 {
			t.Errorf("%s: slots at %#x", abi, base)
		}
		if !SlotReturns(abi) {
			continue
		}
		slot := bytes.Repeat([]byte{0xaa}, 1024)
		FillSlot(slot, &[6]uint64{1, 2, 3, 4, 5, 6}, 7)
		if !bytes.Equal(slot[SlotData:], bytes.Repeat([]byte{0xaa}, 1024-SlotData)) {
			t.Errorf("%s: code reaches into the data", abi)
		}
	}
}

func TestStackTop(t *testing.T) {
	for _, abi := range []ABI{Native, Compat} {
		if StackTop(abi, 0x7ffc12345000&(1<<(8*min(abi.PointerSize(), 6))-1)) {
			t.Errorf("%s: a random stack is taken for one that is not", abi)
		}
		if ProgramPages(abi) < 1 || BrkPages(abi) < 1 || ProgramBase(abi, 0x7ffc12345000)%page4k != 0 {
			t.Errorf("%s: %d, %d, %#x", abi, ProgramPages(abi), BrkPages(abi), ProgramBase(abi, 0x7ffc12345000))
		}
	}
}

const page4k = 4096

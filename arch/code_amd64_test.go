package arch

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/arch/x86/x86asm"
)

type line struct {
	pc   int
	inst x86asm.Inst
}

func disassemble(t *testing.T, code []byte, bits int) (lines []line) {
	t.Helper()
	for pc := 0; pc < len(code); {
		inst, err := x86asm.Decode(code[pc:], bits)
		if err != nil {
			t.Fatalf("at %d: %v", pc, err)
		}
		lines = append(lines, line{pc, inst})
		pc += inst.Len
	}
	return lines
}

func text(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(x86asm.IntelSyntax(l.inst, uint64(l.pc), nil) + "\n")
	}
	return b.String()
}

func TestBatchText(t *testing.T) {
	const want = `mov rax, qword ptr [r12]
mov rdi, qword ptr [r12+0x8]
mov rsi, qword ptr [r12+0x10]
mov rdx, qword ptr [r12+0x18]
mov r10, qword ptr [r12+0x20]
mov r8, qword ptr [r12+0x28]
mov r9, qword ptr [r12+0x30]
cmp rdi, -0x1
cmovz rdi, r15
cmp r8, -0x1
cmovz r8, r15
syscall
cmp qword ptr [r12], 0x101
cmovz r15, rax
mov qword ptr [r12], rax
add r12, 0x38
dec r13
jnz 0x0
mov eax, 0x7570726f
syscall
int 0x3
`
	code := BatchCode(AMD64)
	code = bytes.TrimRight(code, "\xcc") // the linker pads functions with int3
	if got := text(disassemble(t, code, 64)); got != want {
		t.Errorf("got\n%s", got)
	}
}

// The batch code compares with the number of openat, which must be the one.
func TestBatchKnowsOpenat(t *testing.T) {
	if !strings.Contains(text(disassemble(t, BatchCode(AMD64), 64)), "cmp qword ptr [r12], 0x101\n") || Numbers[AMD64].Openat != 0x101 {
		t.Errorf("openat is %d", Numbers[AMD64].Openat)
	}
}

func TestCompatBatchText(t *testing.T) {
	lines := disassemble(t, BatchCode(I386), 32)
	const want = `pop eax
pop ebx
pop ecx
pop edx
pop esi
pop edi
pop ebp
int 0x80
mov dword ptr [esp-0x1c], eax
jmp 0x0
`
	if got := text(lines); got != want {
		t.Errorf("got\n%s", got)
	}
}

// Every register that an argument is passed in is loaded with what the guest had
// there, and the last, rcx, with the way back.
func TestSlotText(t *testing.T) {
	slot := make([]byte, 256)
	args := [6]uint64{0x1111, 0x2222, 0x3333, 0x4444, 0x5555, 0x6666}
	FillSlot(slot, &args, 0x7777)
	want := map[x86asm.Reg]uint64{
		x86asm.RDI: args[0], x86asm.RSI: args[1], x86asm.RDX: args[2], x86asm.R10: args[3],
		x86asm.R8: args[4], x86asm.R9: args[5], x86asm.RCX: 0x7777,
	}
	lines := disassemble(t, slot[:len(slotCode)], 64)
	if lines[0].inst.Op != x86asm.SYSCALL || lines[1].pc != SlotReturn {
		t.Errorf("begins with %v, goes on at %d", lines[0].inst, lines[1].pc)
	}
	for _, l := range lines[1 : len(lines)-1] {
		reg, m := l.inst.Args[0].(x86asm.Reg), l.inst.Args[1].(x86asm.Mem)
		if l.inst.Op != x86asm.MOV || m.Base != x86asm.RIP || l.inst.DataSize != 64 {
			t.Fatalf("at %d: %v", l.pc, l.inst)
		}
		at := l.pc + l.inst.Len + int(m.Disp)
		if at < len(slotCode) || at+8 > SlotData {
			t.Fatalf("%v reads at %d", l.inst, at)
		}
		if got := binary.LittleEndian.Uint64(slot[at:]); got != want[reg] {
			t.Errorf("%v gets %#x, want %#x", reg, got, want[reg])
		}
		delete(want, reg)
	}
	if len(want) != 0 {
		t.Errorf("not put back: %v", want)
	}
	if last := lines[len(lines)-1].inst; last.Op != x86asm.JMP || last.Args[0] != x86asm.RCX {
		t.Errorf("ends in %v", last)
	}
}

package arch

import "encoding/binary"

// SlotData is where data begins in a slot; before it is code.
const SlotData = 128

// slotCode is executed in place of a rewritten syscall's way back: the syscall
// instruction, should the kernel restart the call, then the registers of the
// guest and a jump to behind its own syscall instruction. RCX holds that
// address after every syscall (syscall instruction, Intel SDM), so the jump
// through it leaves no trace.
var slotCode = []byte{
	0x0f, 0x05, // syscall
	0x48, 0x8b, 0x3d, slotRegs - 9, 0, 0, 0, // mov rdi, [rip+...]
	0x48, 0x8b, 0x35, slotRegs + 8 - 16, 0, 0, 0, // mov rsi
	0x48, 0x8b, 0x15, slotRegs + 16 - 23, 0, 0, 0, // mov rdx
	0x4c, 0x8b, 0x15, slotRegs + 24 - 30, 0, 0, 0, // mov r10
	0x4c, 0x8b, 0x05, slotRegs + 32 - 37, 0, 0, 0, // mov r8
	0x4c, 0x8b, 0x0d, slotRegs + 40 - 44, 0, 0, 0, // mov r9
	0x48, 0x8b, 0x0d, slotRegs + 48 - 51, 0, 0, 0, // mov rcx
	0xff, 0xe1, // jmp rcx
}

const (
	slotRegs   = 64 // six arguments and the return address
	slotReturn = 2  // behind the syscall instruction
)

// SlotReturns reports that slots can put registers back for abi.
func SlotReturns(abi ABI) bool { return abi == AMD64 }

// FillSlot writes into a slot the code and data by which a syscall with
// changed arguments returns to pc with those that the guest had. The tracee's
// program counter must be set to SlotReturn behind the slot's address.
func FillSlot(slot []byte, args *[6]uint64, pc uint64) {
	copy(slot, slotCode)
	for i, v := range args {
		binary.LittleEndian.PutUint64(slot[slotRegs+8*i:], v)
	}
	binary.LittleEndian.PutUint64(slot[slotRegs+48:], pc)
}

// SlotReturn is the offset in a slot at which a rewritten syscall returns.
const SlotReturn = slotReturn

// SlotsBase returns where the slots are in guests of abi: far from what
// programs, loaders and sanitizers use.
func SlotsBase(abi ABI) uint64 {
	if abi == I386 {
		return 0x6f000000
	}
	return 0x6f0000000000
}

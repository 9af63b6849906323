package arch

import "math/bits"

// StackTop reports that end, page-aligned, is the top of a stack that was not
// laid out at random (STACK_TOP, asm/processor.h).
func StackTop(abi ABI, end uint64) bool {
	if abi == ARM {
		return end == 0xffff0000
	}
	return end == taskSize(end)
}

// taskSize returns the size of the address space that has addr near its top: a
// power of two from 2^36 to 2^52, by the kernel's configuration.
func taskSize(addr uint64) uint64 { return 1 << bits.Len64(addr-1) }

// ProgramBase returns where position-independent programs go when nothing is
// random: two thirds up the address space that has a stack at sp
// (ELF_ET_DYN_BASE, asm/elf.h).
func ProgramBase(abi ABI, sp uint64) uint64 {
	if abi == ARM {
		return 0xaaaab000
	}
	return taskSize(sp) / 3 * 2 &^ 0xffff
}

// ProgramPages returns by how many pages the base may vary at random
// (vm.mmap_rnd_bits and vm.mmap_rnd_compat_bits, as they are by default).
func ProgramPages(abi ABI) int {
	if abi == ARM {
		return 1 << 8
	}
	return 1 << 18
}

// BrkPages returns by how many pages the heap may lie behind the program.
func BrkPages(ABI) int { return 0x02000000 >> 12 }

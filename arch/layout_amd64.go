package arch

// StackTop reports that end, page-aligned, is the top of a stack that was not
// laid out at random (STACK_TOP, asm/processor.h).
func StackTop(abi ABI, end uint64) bool {
	if abi == I386 {
		return end == 0xffffe000 || end == 0xfffff000
	}
	return end == 0x7ffffffff000
}

// ProgramBase returns where position-independent programs go when nothing is
// random: two thirds up the address space that has a stack at sp
// (ELF_ET_DYN_BASE, asm/elf.h).
func ProgramBase(abi ABI, _ uint64) uint64 {
	if abi == I386 {
		return 0x56555000
	}
	return 0x555555554000
}

// ProgramPages returns by how many pages the base may vary at random
// (vm.mmap_rnd_bits and vm.mmap_rnd_compat_bits, as they are by default).
func ProgramPages(abi ABI) int {
	if abi == I386 {
		return 1 << 8
	}
	return 1 << 28
}

// BrkPages returns by how many pages the heap may lie behind the program
// (arch_randomize_brk, 32 MiB).
func BrkPages(ABI) int { return 0x02000000 >> 12 }

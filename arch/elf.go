package arch

import "debug/elf"

// Machine returns the ABI that a program for the ELF machine m uses, and
// whether this host may run it by itself.
func Machine(m elf.Machine) (ABI, bool) {
	switch m {
	case elf.EM_X86_64:
		return AMD64, Native == AMD64
	case elf.EM_386:
		return I386, Native == AMD64
	case elf.EM_AARCH64:
		return ARM64, Native == ARM64
	case elf.EM_ARM:
		return ARM, Native == ARM64
	}
	return Native, false
}

package tracer

import (
	"debug/elf"
	"strings"

	"uproot/arch"
	"uproot/internal/image"
)

// machinesHere are the CPUs whose programs the kernel runs by itself.
var machinesHere = map[arch.ABI]image.Machines{arch.AMD64: image.AMD64, arch.ARM64: image.ARM64}[arch.Native]

// machineName returns the name of an ELF machine, as in "aarch64".
func machineName(m uint16) string {
	return strings.ToLower(strings.TrimPrefix(elf.Machine(m).String(), "EM_"))
}

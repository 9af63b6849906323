package image

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Machines says which programs a kernel runs: those of its own word size, and
// those of the 32-bit sibling if it was built for them. A zero means none.
type Machines struct {
	Native [2]uint16 // e_machine values
	Compat [2]uint16
}

// The machines of the CPUs that uproot runs on. Clear Compat for a kernel that
// runs no 32-bit programs.
var (
	AMD64 = Machines{Native: [2]uint16{unix.EM_X86_64}, Compat: [2]uint16{unix.EM_386, unix.EM_486}}
	ARM64 = Machines{Native: [2]uint16{unix.EM_AARCH64}, Compat: [2]uint16{unix.EM_ARM}}
)

// efARMEABIMask is the part of e_flags that a 64-bit kernel wants set in
// 32-bit ARM programs: it has no loader for the ABI before EABI.
const efARMEABIMask = 0xff000000

// Class is the word size of an ELF file's structures, as in EI_CLASS.
type Class uint8

// The classes.
const (
	Class32 Class = unix.ELFCLASS32
	Class64 Class = unix.ELFCLASS64
)

// class returns how a kernel that runs m lays out the headers of a machine, or
// 0 if it does not run it. EI_CLASS has no say: each of the kernel's two
// loaders reads the file its own way and looks at e_machine alone.
func (m Machines) class(machine uint16) Class {
	switch {
	case machine == 0:
		return 0
	case machine == m.Native[0] || machine == m.Native[1]:
		return Class64
	case machine == m.Compat[0] || machine == m.Compat[1]:
		return Class32
	}
	return 0
}

// foreign fills in what qualifies a program of another CPU: there the file's
// own word on size and byte order is all there is.
func (h *Header) foreign(head []byte) {
	h.Class = Class(head[unix.EI_CLASS])
	h.BigEndian = head[unix.EI_DATA] == unix.ELFDATA2MSB
	if h.BigEndian {
		h.Type = binary.BigEndian.Uint16(head[offType:])
		h.Machine = binary.BigEndian.Uint16(head[offMachine:])
	}
}

package image

import (
	"encoding/binary"
	"io"

	"golang.org/x/sys/unix"
)

// Header is the part of an ELF header that execve(2) looks at.
type Header struct {
	Class     Class
	BigEndian bool // only of a program for another CPU
	Type      uint16
	Machine   uint16
	Flags     uint32
	Entry     uint64
	Phoff     uint64
	Phentsize uint16
	Phnum     uint16
}

// maxHeaders is the size of the largest program header table that the kernel
// reads, in bytes.
const maxHeaders = 65536

// Where both classes keep e_type and e_machine.
const (
	offType    = 16
	offMachine = 18
)

// Sizes of the structures, by class.
const (
	headerSize32, phdrSize32 = 52, 32
	headerSize64, phdrSize64 = 64, 56
)

// parseELF is the kernel's load_elf_binary up to the opening of the
// interpreter. The order of the checks is the kernel's: it decides which errno
// a file with two faults gets.
func (im *Image) parseELF(r io.ReaderAt, runs Machines) unix.Errno {
	if !im.decode(im.head[:], runs) || !im.program() {
		return unix.ENOEXEC
	}
	if !im.readHeaders(r) {
		return unix.ENOEXEC
	}
	return im.walkHeaders(r)
}

// program reports whether the file says that it is to be run.
func (h *Header) program() bool { return h.Type == unix.ET_EXEC || h.Type == unix.ET_DYN }

// decode fills the header from a file's first bytes, and reports whether the
// program is for a machine in runs.
func (h *Header) decode(head []byte, runs Machines) bool {
	h.Type = binary.LittleEndian.Uint16(head[offType:])
	h.Machine = binary.LittleEndian.Uint16(head[offMachine:])
	switch h.Class = runs.class(h.Machine); h.Class {
	case Class64:
		h.decode64(head)
	case Class32:
		h.decode32(head)
	default:
		h.foreign(head)
		return false
	}
	return h.Machine != unix.EM_ARM || h.Flags&efARMEABIMask != 0
}

func (h *Header) decode64(b []byte) {
	le := binary.LittleEndian
	h.Entry, h.Phoff = le.Uint64(b[24:]), le.Uint64(b[32:])
	h.Flags = le.Uint32(b[48:])
	h.Phentsize, h.Phnum = le.Uint16(b[54:]), le.Uint16(b[56:])
}

func (h *Header) decode32(b []byte) {
	le := binary.LittleEndian
	h.Entry, h.Phoff = uint64(le.Uint32(b[24:])), uint64(le.Uint32(b[28:]))
	h.Flags = le.Uint32(b[36:])
	h.Phentsize, h.Phnum = le.Uint16(b[42:]), le.Uint16(b[44:])
}

// phdrSize returns the size of one program header.
func (c Class) phdrSize() int {
	if c == Class32 {
		return phdrSize32
	}
	return phdrSize64
}

// readHeaders reads the program headers into im.headers. The kernel's
// load_elf_phdrs keeps no account of why it failed, so neither does this.
func (im *Image) readHeaders(r io.ReaderAt) bool {
	size := im.Class.phdrSize()
	total := size * int(im.Phnum)
	if int(im.Phentsize) != size || total == 0 || total > maxHeaders {
		return false
	}
	im.headers = sized(im.headers, total)
	return readFull(r, im.headers, im.Phoff) == 0
}

// walkHeaders takes from the program headers what counts. The kernel reads the
// first PT_INTERP and the last PT_GNU_STACK.
func (im *Image) walkHeaders(r io.ReaderAt) unix.Errno {
	size := im.Class.phdrSize()
	for b := im.headers; len(b) >= size; b = b[size:] {
		s := im.Class.segment(b)
		switch binary.LittleEndian.Uint32(b) {
		case unix.PT_LOAD:
			im.Loads = append(im.Loads, s)
		case unix.PT_GNU_STACK:
			im.Stack, im.HasStack = s.Flags, true
		case unix.PT_INTERP:
			if im.Interp != nil {
				continue
			}
			if errno := im.readInterp(r, s); errno != 0 {
				return errno
			}
		}
	}
	return 0
}

// readInterp reads the interpreter's path, which must be NUL-terminated where
// the segment ends and may end earlier.
func (im *Image) readInterp(r io.ReaderAt, s Segment) unix.Errno {
	if s.Filesz < 2 || s.Filesz > unix.PathMax {
		return unix.ENOEXEC
	}
	im.interpRoom = sized(im.interpRoom, int(s.Filesz))
	if errno := readFull(r, im.interpRoom, s.Off); errno != 0 {
		return errno
	}
	if im.interpRoom[s.Filesz-1] != 0 {
		return unix.ENOEXEC
	}
	im.Interp = cString(im.interpRoom)
	return 0
}

// sized returns a slice of n bytes, b's own if it is large enough.
func sized(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

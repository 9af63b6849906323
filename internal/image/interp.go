package image

import (
	"io"

	"golang.org/x/sys/unix"
)

// ParseInterp reads an ELF file that is the interpreter of program, in the way
// the kernel's load_elf_binary does: it is not looked at for an interpreter of
// its own, and what is wrong with it is ELIBBAD, or EIO if it is shorter than
// an ELF header. Its type is not among the errors: the kernel finds out about
// it too late, see [Image.Loadable].
func (im *Image) ParseInterp(r io.ReaderAt, program *Image, runs Machines) unix.Errno {
	im.reset()
	im.isInterp = true
	clear(im.head[:])
	if errno := readFull(r, im.head[:program.Class.headerSize()], 0); errno != 0 {
		return errno
	}
	if string(im.head[:len(unix.ELFMAG)]) != unix.ELFMAG {
		return unix.ELIBBAD
	}
	im.Format = ELF
	if !im.decode(im.head[:], runs) || im.Class != program.Class || !im.readHeaders(r) {
		return unix.ELIBBAD
	}
	im.collectLoads()
	return 0
}

// headerSize returns the size of the ELF header.
func (c Class) headerSize() int {
	if c == Class32 {
		return headerSize32
	}
	return headerSize64
}

func (im *Image) collectLoads() {
	size := im.Class.phdrSize()
	for b := im.headers; len(b) >= size; b = b[size:] {
		if isInterp(b) {
			im.NamesInterp = true
		}
		if isLoad(b) {
			im.Loads = append(im.Loads, im.Class.segment(b))
		}
	}
}

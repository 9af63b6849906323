package image

import (
	"io"

	"golang.org/x/sys/unix"
)

// HeadSize is how much of a file decides its format (BINPRM_BUF_SIZE).
const HeadSize = 256

// MaxRewrites is how many interpreters execve(2) follows from script to script
// before it gives ELOOP.
const MaxRewrites = 5

// Format says which of the kernel's loaders a file belongs to.
type Format uint8

// The formats. A file of another format has no loader here: ENOEXEC.
const (
	Other Format = iota
	Script
	ELF
)

// Image is what execve(2) reads of one file. The zero value is ready; an Image
// may be used for any number of files, one after the other. Its slices are
// valid until the next Parse.
type Image struct {
	Format Format

	// Interp is the path of the interpreter, never empty; nil for an ELF file
	// without PT_INTERP.
	Interp []byte

	// Of a Script.
	Arg    []byte // the one argument, when HasArg; may be empty
	HasArg bool

	// Of an ELF file.
	Header
	Loads    []Segment // PT_LOAD, in the file's order
	Stack    uint32    // p_flags of PT_GNU_STACK, when HasStack
	HasStack bool

	// Of an interpreter: it names one of its own, which the kernel ignores.
	NamesInterp bool

	isInterp   bool // parsed by ParseInterp
	head       [HeadSize]byte
	headers    []byte
	interpRoom []byte
}

// Parse reads the file behind r. It returns 0 when the kernel would go on and
// look for the interpreter, if there is one, and otherwise the errno of
// execve(2). After ENOEXEC the Format, and of an ELF file the Class and the
// Machine, say what was met: a program for another CPU is an ELF file whose
// Machine is not in runs.
func (im *Image) Parse(r io.ReaderAt, runs Machines) unix.Errno {
	im.reset()
	if errno := im.readHead(r); errno != 0 {
		return errno
	}
	errno := unix.ENOEXEC
	switch {
	case im.head[0] == '#' && im.head[1] == '!':
		im.Format = Script
		errno = im.parseScript()
	case string(im.head[:len(unix.ELFMAG)]) == unix.ELFMAG:
		im.Format = ELF
		errno = im.parseELF(r, runs)
	}
	if errno == 0 && im.Interp != nil && len(im.Interp) == 0 {
		// The kernel opens the empty path of an interpreter as the working
		// directory, where open(2) would say ENOENT, and that is no program.
		return unix.EACCES
	}
	return errno
}

// reset keeps the memory and forgets the rest.
func (im *Image) reset() {
	im.Format, im.Interp, im.Arg, im.HasArg = Other, nil, nil, false
	im.Header, im.Loads, im.Stack, im.HasStack = Header{}, im.Loads[:0], 0, false
	im.isInterp, im.NamesInterp = false, false
}

// readHead fills head; like the kernel's it ends in zeros if the file is short.
func (im *Image) readHead(r io.ReaderAt) unix.Errno {
	n, err := r.ReadAt(im.head[:], 0)
	if err != nil && err != io.EOF {
		return errnoOf(err)
	}
	clear(im.head[n:])
	return 0
}

// readFull is the kernel's elf_read: all of p or an error. A range that does
// not fit loff_t is refused before r sees it, as rw_verify_area does.
func readFull(r io.ReaderAt, p []byte, offset uint64) unix.Errno {
	if int64(offset) < 0 || int64(offset)+int64(len(p)) < 0 {
		return unix.EINVAL
	}
	n, err := r.ReadAt(p, int64(offset))
	switch {
	case n == len(p):
		return 0
	case err != nil && err != io.EOF:
		return errnoOf(err)
	}
	return unix.EIO
}

// errnoOf returns the errno of a reader that has one, and EIO for the others.
func errnoOf(err error) unix.Errno {
	if errno, ok := err.(unix.Errno); ok {
		return errno
	}
	return unix.EIO
}

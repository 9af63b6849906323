package syscalls

import (
	"io"

	"uproot/arch"
	"uproot/internal/image"
	"uproot/internal/rawsys"
)

// Plan is an execve under way: what the kernel was told to execute, and what
// the new program must look like to itself.
type Plan struct {
	Program image.Image // the ELF program
	Interp  image.Image // its ELF interpreter, if Dynamic
	Dynamic bool        // the kernel executes the interpreter; the program is to be mapped beside it
	ABI     arch.ABI
	File    int // O_PATH descriptor of the program
	id      fileID
	Name    []byte   // AT_EXECFN: the path that the guest gave
	Comm    []byte   // the thread's name, at most 15 bytes
	Args    [][]byte // takes the place of argv[0]; nil: argv stays

	Emulated bool // the program is the -q emulator
}

// Release closes the program unless an Image has taken it.
func (p *Plan) Release() {
	if p.File >= 0 {
		rawsys.Close(p.File)
		p.File = -1
	}
}

// file is a readable program file.
type file int

// ReadAt implements io.ReaderAt with the kernel's errno.
func (f file) ReadAt(b []byte, off int64) (int, error) {
	total := 0
	for total < len(b) {
		n, e := rawsys.Pread(int(f), b[total:], off+int64(total))
		if e != 0 {
			return total, e
		}
		if n == 0 {
			return total, io.EOF
		}
		total += n
	}
	return total, nil
}

var machines = map[arch.ABI]image.Machines{arch.AMD64: image.AMD64, arch.ARM64: image.ARM64}[arch.Native]

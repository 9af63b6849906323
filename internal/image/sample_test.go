package image_test

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"uproot/internal/image"
)

// pageSize is the page of the files that are made here; both CPUs have it.
const pageSize = 4096

// sample is an ELF file to be: what the writer of a malformed one may get
// wrong. Phoff and Phnum are filled in from Progs unless they are set.
type sample struct {
	Header    elf.Header64
	Progs     []elf.Prog64
	Interp    string // becomes a PT_INTERP with its NUL
	Size      int    // of the file
	KeepPhnum bool
}

// native returns a sound program for the CPU of the tests.
func native() *sample {
	machine := elf.EM_X86_64
	if runtime.GOARCH == "arm64" {
		machine = elf.EM_AARCH64
	}
	return program(elf.ELFCLASS64, machine)
}

// compat returns a sound program for the 32-bit sibling of that CPU.
func compat() *sample {
	if runtime.GOARCH == "arm64" {
		s := program(elf.ELFCLASS32, elf.EM_ARM)
		s.Header.Flags = 5 << 24 // EABI 5
		return s
	}
	return program(elf.ELFCLASS32, elf.EM_386)
}

// machines is what the kernel of the tests runs if it runs 32-bit programs.
func machines() image.Machines {
	if runtime.GOARCH == "arm64" {
		return image.ARM64
	}
	return image.AMD64
}

func program(class elf.Class, machine elf.Machine) *sample {
	s := &sample{Size: 2 * pageSize}
	copy(s.Header.Ident[:], elf.ELFMAG)
	s.Header.Ident[elf.EI_CLASS] = byte(class)
	s.Header.Ident[elf.EI_DATA] = byte(elf.ELFDATA2LSB)
	s.Header.Ident[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	s.Header.Type, s.Header.Machine = uint16(elf.ET_EXEC), uint16(machine)
	s.Header.Version = uint32(elf.EV_CURRENT)
	s.Header.Entry = 0x400000 + pageSize - 16
	s.Header.Ehsize, s.Header.Phentsize = 64, 56
	if class == elf.ELFCLASS32 {
		s.Header.Ehsize, s.Header.Phentsize = 52, 32
	}
	s.Header.Phoff = uint64(s.Header.Ehsize)
	s.Progs = []elf.Prog64{{
		Type: uint32(elf.PT_LOAD), Flags: uint32(elf.PF_R | elf.PF_X),
		Vaddr: 0x400000, Filesz: pageSize, Memsz: pageSize, Align: pageSize,
	}}
	return s
}

// shared turns s into position-independent code.
func (s *sample) shared() *sample {
	s.Header.Type, s.Header.Entry = uint16(elf.ET_DYN), pageSize-16
	for i := range s.Progs {
		s.Progs[i].Vaddr -= 0x400000
	}
	return s
}

// dynamic gives s an interpreter.
func (s *sample) dynamic(interp string) *sample {
	s.Interp = interp
	s.Progs = append([]elf.Prog64{{
		Type: uint32(elf.PT_INTERP), Flags: uint32(elf.PF_R),
		Off: pageSize - 1024, Filesz: uint64(len(interp) + 1), Memsz: uint64(len(interp) + 1),
	}}, s.Progs...)
	return s
}

// stack gives s a PT_GNU_STACK.
func (s *sample) stack(flags elf.ProgFlag) *sample {
	s.Progs = append(s.Progs, elf.Prog64{Type: uint32(elf.PT_GNU_STACK), Flags: uint32(flags)})
	return s
}

// bytes returns the file. The structures are written by debug/elf's layout.
func (s *sample) bytes() []byte {
	header := s.Header
	if !s.KeepPhnum {
		header.Phnum = uint16(len(s.Progs))
	}
	var top, table bytes.Buffer
	if elf.Class(header.Ident[elf.EI_CLASS]) == elf.ELFCLASS32 {
		write(&top, narrowHeader(header))
		for _, p := range s.Progs {
			write(&table, narrowProg(p))
		}
	} else {
		write(&top, header)
		write(&table, s.Progs)
	}
	file := make([]byte, max(s.Size, top.Len()))
	copy(file, top.Bytes())
	if header.Phoff < uint64(len(file)) {
		copy(file[header.Phoff:], table.Bytes())
	}
	if s.Interp != "" {
		copy(file[pageSize-1024:], s.Interp+"\x00")
	}
	return file
}

func write(b *bytes.Buffer, v any) {
	if err := binary.Write(b, binary.LittleEndian, v); err != nil {
		panic(err)
	}
}

func narrowHeader(h elf.Header64) elf.Header32 {
	return elf.Header32{
		Ident: h.Ident, Type: h.Type, Machine: h.Machine, Version: h.Version,
		Entry: uint32(h.Entry), Phoff: uint32(h.Phoff), Flags: h.Flags, Ehsize: h.Ehsize,
		Phentsize: h.Phentsize, Phnum: h.Phnum,
	}
}

func narrowProg(p elf.Prog64) elf.Prog32 {
	return elf.Prog32{
		Type: p.Type, Off: uint32(p.Off), Vaddr: uint32(p.Vaddr), Filesz: uint32(p.Filesz),
		Memsz: uint32(p.Memsz), Flags: p.Flags, Align: uint32(p.Align),
	}
}

// executable writes an executable file, whole before anything can execute it.
func executable(t testing.TB, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// openDir returns a directory that every user may look into; that of
// t.TempDir is for its owner alone.
func openDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

package image_test

import (
	"bytes"
	"debug/elf"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/internal/image"
)

func TestScriptLine(t *testing.T) {
	const none = "\xff" // no argument
	for _, c := range []struct {
		line, interp, arg string
		errno             unix.Errno
	}{
		{"#!/bin/sh\n", "/bin/sh", none, 0},
		{"#!/bin/sh", "/bin/sh", none, 0},
		{"#!/bin/sh ", "/bin/sh", "", 0},
		{"#!/bin/sh \n", "/bin/sh", none, 0},
		{"#! \t/bin/sh\t -e  -x\t\nls\n", "/bin/sh", "-e  -x", 0},
		{"#!/bin/sh\r\n", "/bin/sh\r", none, 0},
		{"#!/bin/sh\x00-e\n", "/bin/sh", none, 0},
		{"#!/bin/sh -e\x00x\n", "/bin/sh", "-e", 0},
		{"#!sh -e\n", "sh", "-e", 0},
		{"#!\n", "", none, unix.ENOEXEC},
		{"#! \n/bin/sh\n", "", none, unix.ENOEXEC},
		{"#!", "", none, unix.EACCES},
		{"#!" + strings.Repeat("/", 254), "", none, unix.ENOEXEC},
		{"#!/bin/sh " + strings.Repeat("x", 300), "/bin/sh", strings.Repeat("x", 255-10), 0},
	} {
		var im image.Image
		errno := im.Parse(strings.NewReader(c.line), image.AMD64)
		if errno != c.errno || im.Format != image.Script {
			t.Errorf("%q: format %d, errno %v; want a script and %v", c.line, im.Format, errno, c.errno)
			continue
		}
		if got := string(im.Interp); errno == 0 && got != c.interp {
			t.Errorf("%q: interpreter %q, want %q", c.line, got, c.interp)
		}
		if im.HasArg != (c.arg != none) || im.HasArg && string(im.Arg) != c.arg {
			t.Errorf("%q: argument %q (%v), want %q", c.line, im.Arg, im.HasArg, c.arg)
		}
	}
}

func TestFields(t *testing.T) {
	s := native().dynamic("/lib/ld.so").stack(elf.PF_R | elf.PF_W).shared()
	s.Progs[1].Align = 1 << 21
	s.Progs[1].Memsz = 3 * pageSize
	var im image.Image
	if errno := im.Parse(bytes.NewReader(s.bytes()), machines()); errno != 0 {
		t.Fatal(errno)
	}
	low, high := im.Span(pageSize)
	for _, c := range []struct {
		what      string
		got, want uint64
	}{
		{"class", uint64(im.Class), uint64(elf.ELFCLASS64)},
		{"type", uint64(im.Type), uint64(elf.ET_DYN)},
		{"entry", im.Entry, s.Header.Entry},
		{"phoff", im.Phoff, 64},
		{"phnum", uint64(im.Phnum), 3},
		{"phentsize", uint64(im.Phentsize), 56},
		{"segments", uint64(len(im.Loads)), 1},
		{"low", low, 0},
		{"high", high, 3 * pageSize},
		{"alignment", im.Alignment(), 1 << 21},
		{"headers", im.HeadersAddr(), 64},
		{"stack", uint64(im.Stack), uint64(elf.PF_R | elf.PF_W)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %#x, want %#x", c.what, c.got, c.want)
		}
	}
	if string(im.Interp) != "/lib/ld.so" || !im.HasStack {
		t.Errorf("interpreter %q, stack %v", im.Interp, im.HasStack)
	}
}

// TestAgainstDebugELF reads a real program with both readers.
func TestAgainstDebugELF(t *testing.T) {
	file, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := elf.NewFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var im image.Image
	if errno := im.Parse(file, machines()); errno != 0 {
		t.Fatal(errno)
	}
	if im.Entry != want.Entry || elf.Type(im.Type) != want.Type || elf.Machine(im.Machine) != want.Machine {
		t.Errorf("header: %+v, want %+v", im.Header, want.FileHeader)
	}
	i := 0
	for _, p := range want.Progs {
		if p.Type != elf.PT_LOAD {
			continue
		}
		w := image.Segment{
			Flags: uint32(p.Flags), Off: p.Off, Vaddr: p.Vaddr,
			Filesz: p.Filesz, Memsz: p.Memsz, Align: p.Align,
		}
		if i >= len(im.Loads) || im.Loads[i] != w {
			t.Fatalf("segment %d: have %+v, want %+v", i, im.Loads, w)
		}
		i++
	}
}

// TestOtherMachines: ENOEXEC, and enough told to find an emulator.
func TestOtherMachines(t *testing.T) {
	mips := program(elf.ELFCLASS32, 0)
	mips.Header.Ident[elf.EI_DATA] = byte(elf.ELFDATA2MSB)
	mips.Header.Machine, mips.Header.Type = 8<<8, 2<<8 // as big-endian bytes
	oldARM := program(elf.ELFCLASS32, elf.EM_ARM)
	for _, c := range []struct {
		name    string
		file    *sample
		runs    image.Machines
		machine elf.Machine
		class   image.Class
	}{
		{"arm64", program(elf.ELFCLASS64, elf.EM_AARCH64), image.AMD64, elf.EM_AARCH64, image.Class64},
		{"amd64", program(elf.ELFCLASS64, elf.EM_X86_64), image.ARM64, elf.EM_X86_64, image.Class64},
		{"mips", mips, image.AMD64, elf.EM_MIPS, image.Class32},
		{"arm before EABI", oldARM, image.ARM64, elf.EM_ARM, image.Class32},
		{
			"no 32-bit programs", program(elf.ELFCLASS32, elf.EM_386),
			image.Machines{Native: image.AMD64.Native},
			elf.EM_386, image.Class32,
		},
	} {
		var im image.Image
		errno := im.Parse(bytes.NewReader(c.file.bytes()), c.runs)
		if errno != unix.ENOEXEC || im.Format != image.ELF {
			t.Errorf("%s: format %d, errno %v; want ELF and ENOEXEC", c.name, im.Format, errno)
		}
		if elf.Machine(im.Machine) != c.machine || im.Class != c.class || elf.Type(im.Type) != elf.ET_EXEC {
			t.Errorf("%s: %+v, want %v of class %d", c.name, im.Header, c.machine, c.class)
		}
	}
}

// failing gives an error from an offset on.
type failing struct {
	io.ReaderAt
	from int64
	err  error
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off >= f.from {
		return 0, f.err
	}
	return f.ReaderAt.ReadAt(p, off)
}

func TestReadErrors(t *testing.T) {
	plain := bytes.NewReader(native().dynamic("/lib/ld.so").bytes())
	for _, c := range []struct {
		from int64
		err  error
		want unix.Errno
	}{
		{0, unix.EISDIR, unix.EISDIR},
		{0, errors.New("no errno"), unix.EIO},
		{64, unix.EISDIR, unix.ENOEXEC}, // the program headers
		{65, unix.EISDIR, unix.EISDIR},  // the interpreter's name
	} {
		var im image.Image
		if got := im.Parse(failing{plain, c.from, c.err}, machines()); got != c.want {
			t.Errorf("%v from byte %d on: %v, want %v", c.err, c.from, got, c.want)
		}
	}
}

// TestReuse: an Image keeps nothing of the file before.
func TestReuse(t *testing.T) {
	var used image.Image
	interp := native().dynamic("/lib/ld.so").stack(elf.PF_X).bytes()
	for _, content := range [][]byte{interp, []byte("#!/bin/sh -e\n"), interp, native().bytes(), []byte("x")} {
		var fresh image.Image
		want := fresh.Parse(bytes.NewReader(content), machines())
		if got := used.Parse(bytes.NewReader(content), machines()); got != want {
			t.Errorf("errno %v, want %v", got, want)
		}
		if used.Format != fresh.Format || string(used.Interp) != string(fresh.Interp) ||
			used.HasArg != fresh.HasArg || used.HasStack != fresh.HasStack ||
			used.Header != fresh.Header || len(used.Loads) != len(fresh.Loads) {
			t.Errorf("used again: %+v\nfresh: %+v", used, fresh)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	program := bytes.NewReader(native().dynamic("/lib/ld.so").stack(elf.PF_X).bytes())
	interp := bytes.NewReader(native().shared().bytes())
	script := strings.NewReader("#!/bin/sh -e\n")
	var first, second image.Image
	allocations := testing.AllocsPerRun(100, func() {
		first.Parse(script, machines())
		first.Parse(program, machines())
		second.ParseInterp(interp, &first, machines())
	})
	if allocations != 0 {
		t.Errorf("%v allocations, want none", allocations)
	}
}

package image

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Segment is a program header, of either class.
type Segment struct {
	Flags  uint32 // PF_R, PF_W, PF_X
	Off    uint64 // where it starts in the file
	Vaddr  uint64
	Filesz uint64 // bytes from the file
	Memsz  uint64 // bytes in memory; the rest is zeros
	Align  uint64
}

// isLoad reports whether the program header at the start of b is a PT_LOAD.
func isLoad(b []byte) bool { return binary.LittleEndian.Uint32(b) == unix.PT_LOAD }

// isInterp reports whether the program header at the start of b is a PT_INTERP.
func isInterp(b []byte) bool { return binary.LittleEndian.Uint32(b) == unix.PT_INTERP }

// segment decodes the program header at the start of b.
func (c Class) segment(b []byte) Segment {
	le := binary.LittleEndian
	if c == Class32 {
		return Segment{
			Off: uint64(le.Uint32(b[4:])), Vaddr: uint64(le.Uint32(b[8:])),
			Filesz: uint64(le.Uint32(b[16:])), Memsz: uint64(le.Uint32(b[20:])),
			Flags: le.Uint32(b[24:]), Align: uint64(le.Uint32(b[28:])),
		}
	}
	return Segment{
		Flags: le.Uint32(b[4:]), Off: le.Uint64(b[8:]), Vaddr: le.Uint64(b[16:]),
		Filesz: le.Uint64(b[32:]), Memsz: le.Uint64(b[40:]), Align: le.Uint64(b[48:]),
	}
}

// Span returns the addresses that the loadable segments take, before a load
// bias is added: from the lowest, rounded down to a page, to the end of the
// highest, which is where the heap of a program starts. Without segments both
// are 0.
func (im *Image) Span(pageSize uint64) (low, high uint64) {
	if len(im.Loads) == 0 {
		return 0, 0
	}
	low = ^uint64(0)
	for _, s := range im.Loads {
		low = min(low, s.Vaddr&^(pageSize-1))
		high = max(high, s.Vaddr+s.Memsz)
	}
	return low, high
}

// Alignment returns the largest alignment that a loadable segment asks for and
// that is a power of two, or 0. The kernel places an ET_DYN image by it.
func (im *Image) Alignment() uint64 {
	var most uint64
	for _, s := range im.Loads {
		if s.Align&(s.Align-1) == 0 {
			most = max(most, s.Align)
		}
	}
	return most
}

// HeadersAddr returns where the program headers are in memory before a load
// bias is added (AT_PHDR), or 0 if no segment brings them in.
func (im *Image) HeadersAddr() uint64 {
	var addr uint64
	for _, s := range im.Loads {
		// The last one counts when two hold them.
		if s.Off <= im.Phoff && im.Phoff < s.Off+s.Filesz {
			addr = im.Phoff - s.Off + s.Vaddr
		}
	}
	return addr
}

// Loadable reports whether the kernel can lay the segments out below taskSize.
// For an image that it cannot, execve(2) does not fail: it finds out when the
// old program is gone, and kills the process with SIGSEGV. What depends on
// the address space at hand (a mapping in the way, vm.mmap_min_addr, no
// memory) is not considered.
func (im *Image) Loadable(pageSize, taskSize uint64) bool {
	if !im.program() || im.hollow(pageSize) {
		return false
	}
	for _, s := range im.Loads {
		if !s.loadable(pageSize, taskSize) {
			return false
		}
	}
	return true
}

// hollow reports whether the kernel misses segments. It computes the size of
// the whole when it meets the first PT_LOAD of an ET_DYN program, so one without
// any gets away, and for every interpreter.
func (im *Image) hollow(pageSize uint64) bool {
	low, high := im.Span(pageSize)
	counted := im.isInterp || (im.Type == unix.ET_DYN && len(im.Loads) > 0)
	return counted && high <= low
}

// loadable is Loadable of one segment.
func (s Segment) loadable(pageSize, taskSize uint64) bool {
	inPage := s.Vaddr & (pageSize - 1)
	switch {
	case s.Filesz > s.Memsz, s.Memsz > taskSize, s.Vaddr >= taskSize, taskSize-s.Memsz < s.Vaddr:
		return false
	case s.Filesz == 0:
		return true
	case (s.Off-inPage)&(pageSize-1) != 0:
		return false
	}
	return s.Off-inPage+inPage+s.Filesz >= s.Off-inPage // mmap refuses an offset that wraps
}

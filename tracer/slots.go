package tracer

import (
	"fmt"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/syscalls"
)

// slots is memory that the tracer writes and all guests can only read and
// execute, mapped at one address in all of them. Each tracee has a slot: room
// for what is lent to it, and a few instructions that put back the registers
// of a rewritten syscall and return to where it was made.
//
// As the guest cannot write there, no other thread of it can change a path
// between its resolution and its use.
type slots struct {
	fd   int
	mem  []byte
	free []int32
	used int32
}

const (
	slotSize  = 1024
	slotCount = 4096
)

func newSlots() (*slots, error) {
	fd, err := unix.MemfdCreate(syscalls.SlotsName, unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("cannot make memory to share with guests: %w", err)
	}
	if err := unix.Ftruncate(fd, slotSize*slotCount); err != nil {
		return nil, fmt.Errorf("cannot size the memory to share with guests: %w", err)
	}
	mem, err := unix.Mmap(fd, 0, slotSize*slotCount, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("cannot map the memory to share with guests: %w", err)
	}
	return &slots{fd: fd, mem: mem}, nil
}

// take returns a slot, or -1 when all are taken: then the tracee does without.
func (s *slots) take() int32 {
	if n := len(s.free); n > 0 {
		slot := s.free[n-1]
		s.free = s.free[:n-1]
		return slot
	}
	if s.used == slotCount {
		return -1
	}
	s.used++
	return s.used - 1
}

func (s *slots) give(slot int32) {
	if slot >= 0 {
		s.free = append(s.free, slot)
	}
}

// at returns the memory of a slot.
func (s *slots) at(slot int32) []byte {
	return s.mem[int(slot)*slotSize : int(slot+1)*slotSize]
}

// contains reports that pc lies in the slots as mapped into guests of abi.
func (s *slots) contains(abi arch.ABI, pc uint64) bool {
	base := arch.SlotsBase(abi)
	return pc >= base && pc < base+slotSize*slotCount
}

// lendInSlot puts b into the tracee's slot, behind what was lent before in the
// same call.
func (t *tracee) lendInSlot(b []byte) (uint64, bool) {
	if t.slot < 0 || !t.mm.slots || arch.SlotData+int(t.lent)+len(b) > slotSize {
		return 0, false
	}
	off := arch.SlotData + int(t.lent)
	copy(t.shared.at(t.slot)[off:], b)
	t.lent += (uint64(len(b)) + 15) &^ 15
	return arch.SlotsBase(t.abi) + uint64(t.slot)*slotSize + uint64(off), true
}

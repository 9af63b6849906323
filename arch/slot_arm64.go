package arch

// SlotData is where data begins in a slot.
const SlotData = 128

// SlotReturn is the offset in a slot at which a rewritten syscall returns.
const SlotReturn = 4

// SlotReturns reports that slots can put registers back for abi. On arm64 all
// registers survive a syscall, so there is none to jump through; an exit stop
// does it.
func SlotReturns(ABI) bool { return false }

// FillSlot is never called where SlotReturns is false.
func FillSlot([]byte, *[6]uint64, uint64) {}

// SlotsBase returns where the slots are in guests of abi, below the 39 bits of
// address that phones have.
func SlotsBase(abi ABI) uint64 {
	if abi == ARM {
		return 0x6f000000
	}
	return 0x2f00000000
}

package arch

import (
	"encoding/binary"
	"unsafe"
)

// Defined in batch_*.s: where the batch code begins and ends in this program's
// own text. It is never called here.
var batchText, batchTextEnd *byte

// BatchEnd is the syscall number by which batch code says that it is done. No
// kernel has it, so the filter always stops it.
const BatchEnd = 0x7570726f

// LastFD as first or fifth argument of a batched call stands for the
// descriptor that the last openat in the batch returned.
const LastFD = ^uint64(0)

// A BatchCall is one syscall of a batch: number, then arguments. The result
// replaces the number.
type BatchCall [7]uint64

// BatchCode returns position-independent machine code that makes the syscalls
// of a table; StartBatch points registers at it. It is placed over code of the
// tracee that cannot run meanwhile.
func BatchCode(abi ABI) []byte {
	if abi != Native {
		return compatBatch
	}
	return unsafe.Slice(batchText, uintptr(unsafe.Pointer(batchTextEnd))-uintptr(unsafe.Pointer(batchText)))
}

// EncodeBatch appends the table of calls as the batch code of abi reads it.
// The 32-bit code knows no LastFD.
func EncodeBatch(b []byte, abi ABI, calls []BatchCall) []byte {
	for i := range calls {
		for _, v := range calls[i] {
			if abi.PointerSize() == 4 {
				b = binary.LittleEndian.AppendUint32(b, uint32(v))
			} else {
				b = binary.LittleEndian.AppendUint64(b, v)
			}
		}
	}
	if abi.PointerSize() == 4 {
		b = binary.LittleEndian.AppendUint32(b, BatchEnd)
		b = append(b, make([]byte, 6*4)...)
	}
	return b
}

// DecodeBatch reads the results back into the calls.
func DecodeBatch(b []byte, abi ABI, calls []BatchCall) {
	for i := range calls {
		if abi.PointerSize() == 4 {
			calls[i][0] = uint64(int64(int32(binary.LittleEndian.Uint32(b[i*28:]))))
		} else {
			calls[i][0] = binary.LittleEndian.Uint64(b[i*56:])
		}
	}
}

package syscalls

import (
	"maps"
	"slices"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"uproot/arch"
)

// What a seccomp filter returns, and where struct seccomp_data has what
// (linux/seccomp.h).
const (
	retTrace = 0x7ff00000
	retAllow = 0x7fff0000
	retErrno = 0x00050000
	offNr    = 0
	offArch  = 4
	offArgs  = 16
)

// Filter returns the seccomp filter: rows that need a stop return RET_TRACE,
// refused ones their errno, numbers beyond the table ENOSYS, all others run
// untouched. Numbers are tested before anything else is loaded,
// so that the kernel's bitmap of constant answers works (5.11).
func (k *Kernel) Filter() ([]bpf.RawInstruction, error) {
	prog := []bpf.Instruction{bpf.LoadAbsolute{Off: offArch, Size: 4}}
	for _, abi := range [2]arch.ABI{arch.Native, arch.Compat} {
		block := k.filterABI(abi)
		prog = append(prog, bpf.JumpIf{Cond: bpf.JumpEqual, Val: abi.Audit(), SkipTrue: 1},
			bpf.Jump{Skip: uint32(len(block))})
		prog = append(prog, block...)
	}
	return bpf.Assemble(append(prog, errno(unix.ENOSYS)))
}

// filterABI returns the part for one ABI. It always returns a verdict.
func (k *Kernel) filterABI(abi arch.ABI) []bpf.Instruction {
	return append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: offNr, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: arch.BatchEnd, SkipFalse: 1},
		bpf.RetConstant{Val: retTrace},
	}, search(k.spans(abi))...)
}

// span is a run of numbers, from first to the next span, with one verdict.
type span struct {
	first   uint32
	verdict []bpf.Instruction
}

// spans returns what becomes of the numbers of an ABI, in their order.
func (k *Kernel) spans(abi arch.ABI) []span {
	verdicts := map[uint32][]bpf.Instruction{}
	most := uint32(0)
	for i := range Table {
		if nr := Table[i].Nr[abi]; nr >= 0 {
			most = max(most, uint32(nr))
			verdicts[uint32(nr)] = k.verdict(&Table[i])
		}
	}
	allow := []bpf.Instruction{bpf.RetConstant{Val: retAllow}}
	out := []span{{0, allow}}
	add := func(first uint32, verdict []bpf.Instruction) {
		switch last := &out[len(out)-1]; {
		case slices.Equal(last.verdict, verdict):
		case last.first == first:
			last.verdict = verdict
		default:
			out = append(out, span{first, verdict})
		}
	}
	for _, nr := range slices.Sorted(maps.Keys(verdicts)) {
		add(nr, verdicts[nr])
		add(nr+1, allow)
	}
	add(most+1, []bpf.Instruction{errno(unix.ENOSYS)})
	return out
}

// search returns a binary search for the number among spans.
func search(spans []span) []bpf.Instruction {
	if len(spans) == 1 {
		return spans[0].verdict
	}
	middle := len(spans) / 2
	below, above := search(spans[:middle]), search(spans[middle:])
	test := bpf.JumpIf{Cond: bpf.JumpGreaterOrEqual, Val: spans[middle].first, SkipTrue: uint8(len(below))}
	if len(below) <= 255 {
		return slices.Concat([]bpf.Instruction{test}, below, above)
	}
	test.SkipTrue, test.SkipFalse = 0, 1
	return slices.Concat([]bpf.Instruction{test, bpf.Jump{Skip: uint32(len(below))}}, below, above)
}

// stops reports that calls of the row must stop in this run.
func (k *Kernel) stops(r *Row) bool {
	switch {
	case r.Policy == Pass || r.Policy == Refuse:
		return false
	case r.Name == "getdents" || r.Name == "getdents64":
		return k.Table.Splices()
	case r.Name == "uname" || r.Name == "olduname" || r.Name == "oldolduname":
		return k.Release != "" || k.Hostname != ""
	case r.Name == "ioctl" || r.Name == "fchmod" || r.Name == "fchown" || r.Name == "fchown32" ||
		r.Name == "fsetxattr" || r.Name == "fremovexattr":
		return k.Table.HasReadOnly
	}
	return true
}

// verdict is what calls of the row get.
func (k *Kernel) verdict(r *Row) []bpf.Instruction {
	trace := bpf.RetConstant{Val: retTrace}
	switch {
	case r.Policy == Refuse:
		return []bpf.Instruction{errno(unix.Errno(r.Errno))}
	case !k.stops(r):
		return []bpf.Instruction{bpf.RetConstant{Val: retAllow}}
	case r.When == nil:
		return []bpf.Instruction{trace}
	}
	off := uint32(offArgs + 8*int(r.When.Arg))
	return []bpf.Instruction{
		bpf.LoadAbsolute{Off: off, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: uint32(r.When.Mask), SkipTrue: 3},
		bpf.LoadAbsolute{Off: off + 4, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: uint32(r.When.Mask >> 32), SkipTrue: 1},
		bpf.RetConstant{Val: retAllow},
		trace,
	}
}

func errno(e unix.Errno) bpf.Instruction { return bpf.RetConstant{Val: retErrno | uint32(e)} }

// Decide does for a call what the filter does, for runs without seccomp: the
// row if the tracer must handle it, or else an errno if it is refused.
func (k *Kernel) Decide(abi arch.ABI, nr int, args *[6]uint64) (*Row, unix.Errno) {
	r, _ := Lookup(abi, nr)
	switch {
	case r == nil:
		return nil, unix.ENOSYS
	case r.Policy == Refuse:
		return nil, unix.Errno(r.Errno)
	case !k.stops(r) || r.When != nil && args[r.When.Arg]&r.When.Mask == 0:
		return nil, 0
	}
	return r, 0
}

package syscalls

import (
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

// Filter returns the seccomp filter: rows that need a stop return RET_TRACE
// with their index, refused ones their errno, numbers beyond the table ENOSYS,
// all others run untouched. Numbers are tested before anything else is loaded,
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
	var rows []int
	most := 0
	for i := range Table {
		most = max(most, Table[i].Nr[abi])
		if Table[i].Nr[abi] >= 0 && (k.stops(&Table[i]) || Table[i].Policy == Refuse) {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(a, b int) int { return Table[a].Nr[abi] - Table[b].Nr[abi] })
	return append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: offNr, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: arch.BatchEnd, SkipFalse: 1},
		bpf.RetConstant{Val: retTrace},
		bpf.JumpIf{Cond: bpf.JumpGreaterThan, Val: uint32(most), SkipFalse: 1},
		errno(unix.ENOSYS),
	}, search(rows, abi)...)
}

// search returns a binary search for the number among rows, which are in the
// order of their numbers. What is not found is allowed.
func search(rows []int, abi arch.ABI) []bpf.Instruction {
	if len(rows) == 1 {
		r := &Table[rows[0]]
		verdict := r.verdict(rows[0])
		test := bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(r.Nr[abi]), SkipFalse: uint8(len(verdict))}
		return slices.Concat([]bpf.Instruction{test}, verdict, []bpf.Instruction{bpf.RetConstant{Val: retAllow}})
	}
	middle := len(rows) / 2
	below := search(rows[:middle], abi)
	test := bpf.JumpIf{Cond: bpf.JumpGreaterOrEqual, Val: uint32(Table[rows[middle]].Nr[abi]), SkipFalse: 1}
	return slices.Concat([]bpf.Instruction{test, bpf.Jump{Skip: uint32(len(below))}}, below, search(rows[middle:], abi))
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

// verdict is what a row's calls get.
func (r *Row) verdict(index int) []bpf.Instruction {
	if r.Policy == Refuse {
		return []bpf.Instruction{errno(unix.Errno(r.Errno))}
	}
	trace := bpf.RetConstant{Val: retTrace | uint32(index)}
	if r.When == nil {
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

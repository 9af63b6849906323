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

// Filter returns the seccomp filter: rows that need a stop return RET_TRACE,
// refused ones their errno, numbers beyond the table ENOSYS, all others run
// untouched. Numbers are tested before anything else is loaded,
// so that the kernel's bitmap of constant answers works (5.11).
func (k *Kernel) Filter() ([]bpf.RawInstruction, error) {
	prog := make([]bpf.Instruction, 0, 1024)
	prog = append(prog, bpf.LoadAbsolute{Off: offArch, Size: 4})
	for _, abi := range [2]arch.ABI{arch.Native, arch.Compat} {
		prog = append(prog, bpf.JumpIf{Cond: bpf.JumpEqual, Val: abi.Audit(), SkipTrue: 1}, nil)
		start := len(prog)
		prog = append(prog, bpf.LoadAbsolute{Off: offNr, Size: 4},
			bpf.JumpIf{Cond: bpf.JumpEqual, Val: arch.BatchEnd, SkipFalse: 1}, trace[0])
		prog = search(prog, k.spans(abi))
		prog[start-1] = bpf.Jump{Skip: uint32(len(prog) - start)}
	}
	return bpf.Assemble(append(prog, noCall...))
}

// Verdicts that many rows share.
var (
	trace  = []bpf.Instruction{bpf.RetConstant{Val: retTrace}}
	allow  = []bpf.Instruction{bpf.RetConstant{Val: retAllow}}
	noCall = []bpf.Instruction{errno(unix.ENOSYS)}
)

// span is a run of numbers, from first to the next span, with one verdict.
type span struct {
	first   uint32
	verdict []bpf.Instruction
}

// spans returns what becomes of the numbers of an ABI, in their order.
func (k *Kernel) spans(abi arch.ABI) []span {
	x := &numbers[abi]
	most := 0
	for nr, row := range x.common {
		if row != 0 {
			most = nr
		}
	}
	out := make([]span, 0, 256)
	for nr := range most + 1 {
		out = extend(out, uint32(nr), k.verdict(x.common[nr]))
	}
	out = extend(out, uint32(most+1), noCall)
	for i, row := range x.private {
		if row != 0 {
			out = extend(out, uint32(armPrivate+i), k.verdict(row))
			out = extend(out, uint32(armPrivate+i+1), noCall)
		}
	}
	return out
}

// extend adds the verdict on the numbers from first on, which are the highest
// so far or follow a span of one that is to be taken back.
func extend(spans []span, first uint32, verdict []bpf.Instruction) []span {
	if n := len(spans); n > 0 && spans[n-1].first == first {
		spans = spans[:n-1]
	}
	if n := len(spans); n > 0 && slices.Equal(spans[n-1].verdict, verdict) {
		return spans
	}
	return append(spans, span{first, verdict})
}

// search appends a binary search for the number among spans.
func search(prog []bpf.Instruction, spans []span) []bpf.Instruction {
	if len(spans) == 1 {
		return append(prog, spans[0].verdict...)
	}
	middle := len(spans) / 2
	at := len(prog)
	prog = search(append(prog, nil, nil), spans[:middle])
	prog[at] = bpf.JumpIf{Cond: bpf.JumpGreaterOrEqual, Val: spans[middle].first, SkipFalse: 1}
	prog[at+1] = bpf.Jump{Skip: uint32(len(prog) - at - 2)}
	return search(prog, spans[middle:])
}

// stops reports that calls of the row must stop in this run.
func (k *Kernel) stops(r *Row) bool {
	switch {
	case r.Handle == nil:
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

// verdict is what calls of a row get, by its index plus one; 0 is a number that
// the table does not have.
func (k *Kernel) verdict(index uint16) []bpf.Instruction {
	if index == 0 {
		return noCall
	}
	r := &Table[index-1]
	switch {
	case r.Policy == Refuse && r.Handle == nil:
		return []bpf.Instruction{errno(unix.Errno(r.Errno))}
	case !k.stops(r):
		return allow
	case r.When == nil:
		return trace
	}
	off := uint32(offArgs + 8*int(r.When.Arg))
	return []bpf.Instruction{
		bpf.LoadAbsolute{Off: off, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: uint32(r.When.Mask), SkipTrue: 3},
		bpf.LoadAbsolute{Off: off + 4, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: uint32(r.When.Mask >> 32), SkipTrue: 1},
		bpf.RetConstant{Val: retAllow},
		bpf.RetConstant{Val: retTrace},
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
	case r.Policy == Refuse && r.Handle == nil:
		return nil, unix.Errno(r.Errno)
	case !k.stops(r) || r.When != nil && args[r.When.Arg]&r.When.Mask == 0:
		return nil, 0
	}
	return r, 0
}

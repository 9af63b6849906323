package syscalls

import (
	"slices"

	"golang.org/x/sys/unix"

	"uproot/arch"
)

// kinds, the constants and the functions below keep a row on a line.
type kinds = [6]Kind

const (
	anyBit   = ^uint64(0)               // when: an argument that is not zero
	noFollow = unix.AT_SYMLINK_NOFOLLOW // implied by the l-forms
)

// nr gives the numbers of a row, -1 where an ABI does not have the call.
func nr(amd64, arm64, i386, arm int) [arch.ABIs]int {
	return [arch.ABIs]int{arch.AMD64: amd64, arch.ARM64: arm64, arch.I386: i386, arch.ARM: arm}
}

func answered(name string, nr [arch.ABIs]int, args kinds, h Handler) Row {
	return Row{Name: name, Nr: nr, Args: args, Policy: Answer, Handle: h}
}

func rewritten(name string, nr [arch.ABIs]int, args kinds, h Handler) Row {
	return Row{Name: name, Nr: nr, Args: args, Policy: Rewrite, Handle: h}
}

func watched(name string, nr [arch.ABIs]int, args kinds, h Handler) Row {
	return Row{Name: name, Nr: nr, Args: args, Policy: Watch, Handle: h}
}

func passed(name string, nr [arch.ABIs]int, args kinds, why string) Row {
	return Row{Name: name, Nr: nr, Args: args, Policy: Pass, Why: why}
}

func refused(name string, nr [arch.ABIs]int, args kinds, errno unix.Errno, why string) Row {
	return Row{Name: name, Nr: nr, Args: args, Policy: Refuse, Errno: int(errno), Why: why}
}

// after has a refused call looked at first, for errors that go before.
func (r Row) after(h Handler) Row {
	r.Handle = h
	return r
}

// when narrows the row to calls whose argument arg has a bit of mask set.
func (r Row) when(arg uint8, mask uint64) Row {
	r.When = &When{Arg: arg, Mask: mask}
	return r
}

// implies gives the row the AT_* flags that its name stands for.
func (r Row) implies(flags uint64) Row {
	r.Flags = flags
	return r
}

// family is a part of the table that is documented together.
type family struct {
	title string
	rows  []Row
}

var families = []family{
	{"Files by path", fileRows},
	{"Mounts, swap and quotas", mountRows},
	{"Files by descriptor", fdRows},
	{"Asynchronous input and output", asyncRows},
	{"Sockets", netRows},
	{"Processes", processRows},
	{"Identity and keys", identityRows},
	{"Memory", memoryRows},
	{"Inter-process communication", ipcRows},
	{"Clocks and timers", timeRows},
	{"Signals", signalRows},
	{"The system", systemRows},
}

// Table has a row for every syscall of the four ABIs; where the ABIs order the
// arguments of a call differently it has two rows of the same name. A row's
// index fits in the 16 bits of SECCOMP_RET_DATA.
//
// Handlers must not refer to Table, nor to what refers to it: the rows name
// the handlers, and Go refuses a cycle in initialization.
var Table = joinFamilies()

func joinFamilies() []Row {
	var parts [][]Row
	for _, f := range families {
		parts = append(parts, f.rows)
	}
	return slices.Concat(parts...)
}

// armPrivate is the base of the numbers that 32-bit arm keeps for itself
// (__ARM_NR_BASE of asm/unistd.h).
const armPrivate = 0x0f0000

// numberIndex maps the numbers of an ABI to rows. It holds the row's index
// plus one, so that its zero value means a number without a row.
type numberIndex struct {
	common  [512]uint16
	private [8]uint16 // arm: from armPrivate on
}

var numbers [arch.ABIs]numberIndex

func init() {
	for i := range Table {
		for abi, n := range Table[i].Nr {
			if n >= 0 {
				*numbers[abi].slot(n) = uint16(i + 1)
			}
		}
	}
}

// slot returns the place of a number, or nil for one beyond the table.
func (x *numberIndex) slot(nr int) *uint16 {
	if nr >= 0 && nr < len(x.common) {
		return &x.common[nr]
	}
	if p := nr - armPrivate; p >= 0 && p < len(x.private) {
		return &x.private[p]
	}
	return nil
}

// Lookup returns the row of a syscall number and its index in Table, or nil
// and -1 for a number that the ABI does not have. It does not allocate.
func Lookup(abi arch.ABI, nr int) (*Row, int) {
	slot := numbers[abi].slot(nr)
	if slot == nil || *slot == 0 {
		return nil, -1
	}
	i := int(*slot) - 1
	return &Table[i], i
}

package arch

// ABI is a system call convention: a CPU and a word size.
type ABI uint8

// The ABIs that have a column in the syscall table.
const (
	AMD64 ABI = iota
	ARM64
	I386
	ARM
	ABIs = 4 // how many there are
)

// String returns the name under which the kernel knows the ABI.
func (a ABI) String() string { return [ABIs]string{"x86_64", "aarch64", "i386", "arm"}[a] }

// PointerSize returns the bytes of a pointer and of a long.
func (a ABI) PointerSize() int {
	if a == I386 || a == ARM {
		return 4
	}
	return 8
}

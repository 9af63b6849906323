package arch

// NumberSet holds the syscall numbers that the tracer itself must know: those
// by which threads are born, -1 where there is none, and those it makes guests
// run.
type NumberSet struct {
	Clone, Clone3, Vfork            int
	Openat, Mmap, Close, Prctl, Brk int
	Getrandom                       int
	PageMmap                        bool // Mmap's offset counts pages of 4 KiB (mmap2)
}

// Numbers holds the set of each ABI.
var Numbers = [ABIs]NumberSet{
	AMD64: {Clone: 56, Clone3: 435, Vfork: 58, Openat: 257, Mmap: 9, Close: 3, Prctl: 157, Brk: 12, Getrandom: 318},
	ARM64: {Clone: 220, Clone3: 435, Vfork: -1, Openat: 56, Mmap: 222, Close: 57, Prctl: 167, Brk: 214, Getrandom: 278},
	I386:  {Clone: 120, Clone3: 435, Vfork: 190, Openat: 295, Mmap: 192, Close: 6, Prctl: 172, Brk: 45, Getrandom: 355, PageMmap: true},
	ARM:   {Clone: 120, Clone3: 435, Vfork: 190, Openat: 322, Mmap: 192, Close: 6, Prctl: 172, Brk: 45, Getrandom: 384, PageMmap: true},
}

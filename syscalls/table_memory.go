package syscalls

import "golang.org/x/sys/unix"

// Reasons.
const (
	whyOwnMemory = "changes the caller's own address space"
	whyOwnPages  = "asks about, advises on or locks the caller's own pages"
	whyMemNode   = "chooses memory nodes; a process other than the caller only under the host's rules"
)

// memoryRows are the calls on address spaces.
var memoryRows = []Row{
	passed("mmap", nr(9, 222, 90, -1), kinds{}, "maps a file that the guest already holds, or none"),
	passed("mmap2", nr(-1, -1, 192, 192), kinds{}, "maps a file that the guest already holds, or none"),
	passed("munmap", nr(11, 215, 91, 91), kinds{}, whyOwnMemory),
	passed("mremap", nr(25, 216, 163, 163), kinds{}, whyOwnMemory),
	passed("mprotect", nr(10, 226, 125, 125), kinds{}, whyOwnMemory),
	passed("brk", nr(12, 214, 45, 45), kinds{}, whyOwnMemory),
	passed("mseal", nr(462, 462, 462, 462), kinds{}, "forbids changes of the caller's own mappings"),
	passed("remap_file_pages", nr(216, 234, 257, 253), kinds{}, whyOwnMemory),
	passed("map_shadow_stack", nr(453, 453, 453, 453), kinds{}, whyOwnMemory),
	passed("pkey_alloc", nr(330, 289, 381, 395), kinds{}, "memory protection keys of the caller itself"),
	passed("pkey_free", nr(331, 290, 382, 396), kinds{}, "memory protection keys of the caller itself"),
	passed("pkey_mprotect", nr(329, 288, 380, 394), kinds{}, whyOwnMemory),
	passed("madvise", nr(28, 233, 219, 220), kinds{}, whyOwnPages),
	passed("mincore", nr(27, 232, 218, 219), kinds{}, whyOwnPages),
	passed("msync", nr(26, 227, 144, 144), kinds{}, "writes out pages of files that the caller has mapped"),
	passed("mlock", nr(149, 228, 150, 150), kinds{}, whyOwnPages),
	passed("mlock2", nr(325, 284, 376, 390), kinds{}, whyOwnPages),
	passed("mlockall", nr(151, 230, 152, 152), kinds{}, whyOwnPages),
	passed("munlock", nr(150, 229, 151, 151), kinds{}, whyOwnPages),
	passed("munlockall", nr(152, 231, 153, 153), kinds{}, whyOwnPages),
	passed("memfd_secret", nr(447, 447, 447, -1), kinds{},
		"makes memory that only the caller can read; a path kept there is EFAULT"),
	passed("membarrier", nr(324, 283, 375, 389), kinds{}, "orders memory accesses among threads"),
	passed("mbind", nr(237, 235, 274, 319), kinds{}, whyMemNode),
	passed("get_mempolicy", nr(239, 236, 275, 320), kinds{}, whyMemNode),
	passed("set_mempolicy", nr(238, 237, 276, 321), kinds{}, whyMemNode),
	passed("set_mempolicy_home_node", nr(450, 450, 450, 450), kinds{}, whyMemNode),
	passed("migrate_pages", nr(256, 238, 294, 400), kinds{}, whyMemNode),
	passed("move_pages", nr(279, 239, 317, 344), kinds{}, whyMemNode),
	refused("userfaultfd", nr(323, 282, 374, 388), kinds{}, unix.EPERM,
		"a guest could let the tracer wait forever on a page of its memory; the kernel, too, may keep it from ordinary users"),
}

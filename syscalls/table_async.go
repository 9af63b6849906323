package syscalls

import "golang.org/x/sys/unix"

// Reasons.
const (
	whyNoRing = "its queue entries open, stat, rename and connect by path without a syscall that a tracer could see"
	whyAioFD  = "queues reads and writes of descriptors that the guest already holds; no operation takes a path"
)

// asyncRows are the two ways to hand the kernel work in batches. The old
// one knows only descriptors; the entries of an io_uring can hold paths.
var asyncRows = []Row{
	passed("io_setup", nr(206, 0, 245, 243), kinds{}, whyAioFD),
	passed("io_destroy", nr(207, 1, 246, 244), kinds{}, whyAioFD),
	passed("io_submit", nr(209, 2, 248, 246), kinds{}, whyAioFD),
	passed("io_cancel", nr(210, 3, 249, 247), kinds{}, whyAioFD),
	passed("io_getevents", nr(208, 4, 247, 245), kinds{}, whyAioFD),
	passed("io_pgetevents", nr(333, 292, 385, 399), kinds{}, whyAioFD),
	passed("io_pgetevents_time64", nr(-1, -1, 416, 416), kinds{}, whyAioFD),
	refused("io_uring_setup", nr(425, 425, 425, 425), kinds{}, unix.ENOSYS, whyNoRing),
	refused("io_uring_enter", nr(426, 426, 426, 426), kinds{FD}, unix.ENOSYS, whyNoRing),
	refused("io_uring_register", nr(427, 427, 427, 427), kinds{FD}, unix.ENOSYS, whyNoRing),
}

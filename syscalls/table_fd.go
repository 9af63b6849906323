package syscalls

// Reasons.
const (
	whyHeldFD   = "works on a descriptor that the guest already holds"
	whyHeldFDs  = "moves data between descriptors that the guest already holds"
	whyHeldMeta = "changes the file behind a descriptor that the guest already holds"
	whyHeldStat = "describes the file behind a descriptor that the guest already holds; nothing in it depends on the root"
	whyCopyFD   = "copies a descriptor that the guest already holds"
	whyNewFD    = "makes a descriptor that has no path"
	whyWaitFD   = "waits for descriptors that the guest already holds"
)

// fdRows are the calls that work on descriptors. The descriptor was
// resolved inside the guest's root when it was opened, so they pass.
var fdRows = []Row{
	// Data
	passed("read", nr(0, 63, 3, 3), kinds{FD}, whyHeldFD),
	passed("write", nr(1, 64, 4, 4), kinds{FD}, whyHeldFD),
	passed("readv", nr(19, 65, 145, 145), kinds{FD}, whyHeldFD),
	passed("writev", nr(20, 66, 146, 146), kinds{FD}, whyHeldFD),
	passed("pread64", nr(17, 67, 180, 180), kinds{FD}, whyHeldFD),
	passed("pwrite64", nr(18, 68, 181, 181), kinds{FD}, whyHeldFD),
	passed("preadv", nr(295, 69, 333, 361), kinds{FD}, whyHeldFD),
	passed("pwritev", nr(296, 70, 334, 362), kinds{FD}, whyHeldFD),
	passed("preadv2", nr(327, 286, 378, 392), kinds{FD}, whyHeldFD),
	passed("pwritev2", nr(328, 287, 379, 393), kinds{FD}, whyHeldFD),
	passed("lseek", nr(8, 62, 19, 19), kinds{FD}, whyHeldFD),
	passed("_llseek", nr(-1, -1, 140, 140), kinds{FD}, whyHeldFD),
	passed("sendfile", nr(40, 71, 187, 187), kinds{FD, FD}, whyHeldFDs),
	passed("sendfile64", nr(-1, -1, 239, 239), kinds{FD, FD}, whyHeldFDs),
	passed("copy_file_range", nr(326, 285, 377, 391), kinds{FD, Other, FD}, whyHeldFDs),
	passed("splice", nr(275, 76, 313, 340), kinds{FD, Other, FD}, whyHeldFDs),
	passed("tee", nr(276, 77, 315, 342), kinds{FD, FD}, whyHeldFDs),
	passed("vmsplice", nr(278, 75, 316, 343), kinds{FD}, "moves the guest's own memory into a pipe that it already holds"),
	passed("ftruncate", nr(77, 46, 93, 93), kinds{FD}, whyHeldMeta),
	passed("ftruncate64", nr(-1, -1, 194, 194), kinds{FD}, whyHeldMeta),
	passed("fallocate", nr(285, 47, 324, 352), kinds{FD}, whyHeldMeta),
	passed("fadvise64", nr(221, 223, 250, -1), kinds{FD}, "a hint on how a held descriptor will be read"),
	passed("fadvise64_64", nr(-1, -1, 272, -1), kinds{FD}, "a hint on how a held descriptor will be read"),
	passed("arm_fadvise64_64", nr(-1, -1, -1, 270), kinds{FD}, "a hint on how a held descriptor will be read"),
	passed("readahead", nr(187, 213, 225, 225), kinds{FD}, "fills the page cache of a held descriptor"),
	passed("cachestat", nr(451, 451, 451, 451), kinds{FD}, "counts cached pages of a held descriptor"),
	passed("fsync", nr(74, 82, 118, 118), kinds{FD}, "writes out a file that the guest already holds"),
	passed("fdatasync", nr(75, 83, 148, 148), kinds{FD}, "writes out a file that the guest already holds"),
	passed("sync_file_range", nr(277, 84, 314, -1), kinds{FD}, "writes out a file that the guest already holds"),
	passed("arm_sync_file_range", nr(-1, -1, -1, 341), kinds{FD}, "writes out a file that the guest already holds"),
	passed("syncfs", nr(306, 267, 344, 373), kinds{FD}, "writes out the file system of a held descriptor, as any user may"),
	passed("sync", nr(162, 81, 36, 36), kinds{}, "writes out all file systems, as any user may; shows nothing of them"),

	// The descriptor itself
	passed("close", nr(3, 57, 6, 6), kinds{FD}, "gives up a descriptor; the kernel alone keeps the list of them"),
	passed("close_range", nr(436, 436, 436, 436), kinds{}, "gives up descriptors; the kernel alone keeps the list of them"),
	passed("dup", nr(32, 23, 41, 41), kinds{FD}, whyCopyFD),
	passed("dup2", nr(33, -1, 63, 63), kinds{FD, FD}, whyCopyFD),
	passed("dup3", nr(292, 24, 330, 358), kinds{FD, FD}, whyCopyFD),
	passed("fcntl", nr(72, 25, 55, 55), kinds{FD},
		"flags, locks and leases of a held descriptor, or a copy of it; no command takes a path"),
	passed("fcntl64", nr(-1, -1, 221, 221), kinds{FD},
		"flags, locks and leases of a held descriptor, or a copy of it; no command takes a path"),
	passed("flock", nr(73, 32, 143, 143), kinds{FD}, "locks a file that the guest already holds"),
	watched("ioctl", nr(16, 29, 54, 54), kinds{FD}, doIoctl),
	passed("pipe", nr(22, -1, 42, 42), kinds{}, whyNewFD),
	passed("pipe2", nr(293, 59, 331, 359), kinds{}, whyNewFD),
	passed("eventfd", nr(284, -1, 323, 351), kinds{}, whyNewFD),
	passed("eventfd2", nr(290, 19, 328, 356), kinds{}, whyNewFD),
	passed("memfd_create", nr(319, 279, 356, 385), kinds{}, "makes a file without a path; its name is a label"),

	// The file behind it
	passed("fstat", nr(5, 80, 108, 108), kinds{FD, OutStat}, whyHeldStat),
	passed("fstat64", nr(-1, -1, 197, 197), kinds{FD, OutStat64}, whyHeldStat),
	passed("oldfstat", nr(-1, -1, 28, -1), kinds{FD, OutOldStat}, whyHeldStat),
	passed("fstatfs", nr(138, 44, 100, 100), kinds{FD, OutStatfs}, whyHeldStat),
	passed("fstatfs64", nr(-1, -1, 269, 267), kinds{FD, Other, OutStatfs64}, whyHeldStat),
	watched("fchmod", nr(91, 52, 94, 94), kinds{FD, Mode}, doFDChange),
	watched("fchown", nr(93, 55, 95, 95), kinds{FD}, doFDChange),
	watched("fchown32", nr(-1, -1, 207, 207), kinds{FD}, doFDChange),
	passed("fgetxattr", nr(193, 10, 231, 231), kinds{FD}, whyHeldStat),
	passed("flistxattr", nr(196, 13, 234, 234), kinds{FD}, whyHeldStat),
	watched("fsetxattr", nr(190, 7, 228, 228), kinds{FD}, doFDChange),
	watched("fremovexattr", nr(199, 16, 237, 237), kinds{FD}, doFDChange),
	watched("getdents", nr(78, -1, 141, 141), kinds{FD}, doGetdents),
	watched("getdents64", nr(217, 61, 220, 217), kinds{FD}, doGetdents),
	passed("readdir", nr(-1, -1, 89, -1), kinds{FD},
		"libc4's way to read a directory, one entry a call; shows it as it lies on disk, without mount points of bindings"),

	// Waiting
	passed("poll", nr(7, -1, 168, 168), kinds{}, whyWaitFD),
	passed("ppoll", nr(271, 73, 309, 336), kinds{}, whyWaitFD),
	passed("ppoll_time64", nr(-1, -1, 414, 414), kinds{}, whyWaitFD),
	passed("select", nr(23, -1, 82, -1), kinds{}, whyWaitFD),
	passed("_newselect", nr(-1, -1, 142, 142), kinds{}, whyWaitFD),
	passed("pselect6", nr(270, 72, 308, 335), kinds{}, whyWaitFD),
	passed("pselect6_time64", nr(-1, -1, 413, 413), kinds{}, whyWaitFD),
	passed("epoll_create", nr(213, -1, 254, 250), kinds{}, whyNewFD),
	passed("epoll_create1", nr(291, 20, 329, 357), kinds{}, whyNewFD),
	passed("epoll_ctl", nr(233, 21, 255, 251), kinds{FD, Other, FD}, whyWaitFD),
	passed("epoll_wait", nr(232, -1, 256, 252), kinds{FD}, whyWaitFD),
	passed("epoll_pwait", nr(281, 22, 319, 346), kinds{FD}, whyWaitFD),
	passed("epoll_pwait2", nr(441, 441, 441, 441), kinds{FD}, whyWaitFD),
	passed("epoll_ctl_old", nr(214, -1, -1, -1), kinds{}, "never implemented; the kernel answers ENOSYS"),
	passed("epoll_wait_old", nr(215, -1, -1, -1), kinds{}, "never implemented; the kernel answers ENOSYS"),
	passed("inotify_init", nr(253, -1, 291, 316), kinds{},
		"makes an event queue; what it watches is named by inotify_add_watch"),
	passed("inotify_init1", nr(294, 26, 332, 360), kinds{},
		"makes an event queue; what it watches is named by inotify_add_watch"),
	passed("inotify_rm_watch", nr(255, 28, 293, 318), kinds{FD}, "ends a watch by its number"),
	passed("fanotify_init", nr(300, 262, 338, 367), kinds{},
		"makes an event queue; what it watches is named by fanotify_mark"),
}

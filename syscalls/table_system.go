package syscalls

import "golang.org/x/sys/unix"

// Reasons.
const (
	whyNeverWas   = "a reserved number that the kernel never served; it answers ENOSYS"
	whyDropped    = "dropped from the kernel long ago; it answers ENOSYS"
	whyNeedModule = "needs CAP_SYS_MODULE, which an ordinary user lacks"
	whyNeedBoot   = "needs CAP_SYS_BOOT, which an ordinary user lacks"
	whyNeedRawIO  = "needs CAP_SYS_RAWIO, which an ordinary user lacks"
	whyArmPCI     = "arm: configuration of PCI devices; needs CAP_SYS_ADMIN"
)

// systemRows are the calls on the machine as a whole, those that need
// privilege, and the numbers that the kernel reserves but never served.
var systemRows = []Row{
	// Names and numbers of the host
	answered("uname", nr(63, 160, 122, 122), kinds{}, doUname),
	answered("olduname", nr(-1, -1, 109, -1), kinds{}, doUname),
	answered("oldolduname", nr(-1, -1, 59, -1), kinds{}, doUname),
	passed("sethostname", nr(170, 161, 74, 74), kinds{}, "needs CAP_SYS_ADMIN, which an ordinary user lacks"),
	passed("setdomainname", nr(171, 162, 121, 121), kinds{}, "needs CAP_SYS_ADMIN, which an ordinary user lacks"),
	passed("sysinfo", nr(99, 179, 116, 116), kinds{},
		"load, memory and process counts of the host, which uproot does not hide"),
	passed("syslog", nr(103, 116, 103, 103), kinds{}, "the kernel's log, if dmesg_restrict lets an ordinary user read it"),
	passed("getrandom", nr(318, 278, 355, 384), kinds{}, "random bytes from the kernel"),
	passed("vhangup", nr(153, 58, 111, 111), kinds{}, "needs CAP_SYS_TTY_CONFIG, which an ordinary user lacks"),
	passed("listns", nr(470, 470, 470, 470), kinds{}, "lists ids of namespaces; uproot makes none"),

	// Looking into the kernel
	refused("bpf", nr(321, 280, 357, 386), kinds{}, unix.EPERM,
		"pins and opens objects by host path; most kernels keep it from ordinary users"),
	refused("perf_event_open", nr(298, 241, 336, 364), kinds{}, unix.EACCES,
		"an event may name a host file to probe; most kernels keep it from ordinary users"),

	// Privileged
	passed("reboot", nr(169, 142, 88, 88), kinds{}, whyNeedBoot),
	passed("kexec_load", nr(246, 104, 283, 347), kinds{}, whyNeedBoot),
	passed("kexec_file_load", nr(320, 294, -1, 401), kinds{FD, FD}, whyNeedBoot),
	passed("init_module", nr(175, 105, 128, 128), kinds{}, whyNeedModule),
	passed("finit_module", nr(313, 273, 350, 379), kinds{FD}, whyNeedModule),
	passed("delete_module", nr(176, 106, 129, 129), kinds{}, whyNeedModule),
	passed("ioperm", nr(173, -1, 101, -1), kinds{}, whyNeedRawIO),
	passed("iopl", nr(172, -1, 110, -1), kinds{}, whyNeedRawIO),
	passed("pciconfig_iobase", nr(-1, -1, -1, 271), kinds{}, whyArmPCI),
	passed("pciconfig_read", nr(-1, -1, -1, 272), kinds{}, whyArmPCI),
	passed("pciconfig_write", nr(-1, -1, -1, 273), kinds{}, whyArmPCI),
	passed("uprobe", nr(336, -1, -1, -1), kinds{},
		"only the kernel's own trampoline may call it; a probed guest would die of a stop there"),
	passed("uretprobe", nr(335, -1, -1, -1), kinds{},
		"only the kernel's own trampoline may call it; a probed guest would die of a stop there"),

	// Gone, or never there
	passed("_sysctl", nr(156, -1, 149, 149), kinds{}, "settings of the host by number; dropped in Linux 5.5 for /proc/sys"),
	passed("bdflush", nr(-1, -1, 134, 134), kinds{}, "needs CAP_SYS_ADMIN; dropped in Linux 5.15"),
	passed("create_module", nr(174, -1, 127, -1), kinds{}, whyDropped),
	passed("query_module", nr(178, -1, 167, -1), kinds{}, whyDropped),
	passed("get_kernel_syms", nr(177, -1, 130, -1), kinds{}, whyDropped),
	passed("idle", nr(-1, -1, 112, -1), kinds{}, whyDropped),
	passed("afs_syscall", nr(183, -1, 137, -1), kinds{}, whyNeverWas),
	passed("arch_specific_syscall", nr(-1, 244, -1, -1), kinds{},
		"the first of a block of numbers that arm64 leaves empty; the kernel answers ENOSYS"),
	passed("break", nr(-1, -1, 17, -1), kinds{}, whyNeverWas),
	passed("getpmsg", nr(181, -1, 188, -1), kinds{}, whyNeverWas),
	passed("gtty", nr(-1, -1, 32, -1), kinds{}, whyNeverWas),
	passed("lock", nr(-1, -1, 53, -1), kinds{}, whyNeverWas),
	passed("mpx", nr(-1, -1, 56, -1), kinds{}, whyNeverWas),
	passed("prof", nr(-1, -1, 44, -1), kinds{}, whyNeverWas),
	passed("profil", nr(-1, -1, 98, -1), kinds{}, whyNeverWas),
	passed("putpmsg", nr(182, -1, 189, -1), kinds{}, whyNeverWas),
	passed("security", nr(185, -1, -1, -1), kinds{}, whyNeverWas),
	passed("stty", nr(-1, -1, 31, -1), kinds{}, whyNeverWas),
	passed("tuxcall", nr(184, -1, -1, -1), kinds{}, whyNeverWas),
	passed("ulimit", nr(-1, -1, 58, -1), kinds{}, whyNeverWas),
	passed("vserver", nr(236, -1, 273, 313), kinds{}, whyNeverWas),
}

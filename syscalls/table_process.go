package syscalls

import "golang.org/x/sys/unix"

// Reasons.
const (
	whySameUser  = "the same user's rules as on the host decide which processes it reaches"
	whyOwnThread = "a setting of the calling thread itself; the kernel keeps it"
	whyAnyPid    = "asks or sets by process id under the host's rules; names no file"
)

// processRows are the calls by which processes are born, run programs, end
// and look at each other.
var processRows = []Row{
	// Birth, program, death
	rewritten("clone", nr(56, 220, 120, 120), kinds{}, doClone).when(0, unix.CLONE_NEWUSER|unix.CLONE_UNTRACED),
	rewritten("clone3", nr(435, 435, 435, 435), kinds{}, doClone3),
	passed("fork", nr(57, -1, 2, 2), kinds{},
		"the child is born traced (PTRACE_O_TRACEFORK); there are no flags that could prevent it"),
	passed("vfork", nr(58, -1, 190, 190), kinds{},
		"the child is born traced (PTRACE_O_TRACEVFORK); there are no flags that could prevent it"),
	rewritten("execve", nr(59, 221, 11, 11), kinds{Path, ArgV, EnvP}, doExec),
	rewritten("execveat", nr(322, 281, 358, 387), kinds{DirFD, Path, ArgV, EnvP, AtFlags}, doExec),
	passed("exit", nr(60, 93, 1, 1), kinds{}, "the thread's end reaches the tracer as a wait status"),
	passed("exit_group", nr(231, 94, 252, 248), kinds{}, "the process's end reaches the tracer as a wait status"),
	passed("wait4", nr(61, 260, 114, 114), kinds{},
		"waits for the guest's own children; a tracee's parent still sees them"),
	passed("waitid", nr(247, 95, 284, 280), kinds{},
		"waits for the guest's own children; a tracee's parent still sees them"),
	passed("waitpid", nr(-1, -1, 7, -1), kinds{}, "waits for the guest's own children; a tracee's parent still sees them"),
	// A new user or mount namespace unshares the root, directory and umask, too.
	watched("unshare", nr(272, 97, 310, 337), kinds{},
		doUnshare).when(0, unix.CLONE_FS|unix.CLONE_NEWUSER|unix.CLONE_NEWNS),
	watched("setns", nr(308, 268, 346, 375), kinds{FD}, doSetns),

	// Ids of processes
	passed("getpid", nr(39, 172, 20, 20), kinds{}, "uproot has no process namespace; ids are the host's"),
	passed("getppid", nr(110, 173, 64, 64), kinds{}, "the parent stays the parent while a process is traced"),
	passed("gettid", nr(186, 178, 224, 224), kinds{}, "uproot has no process namespace; ids are the host's"),
	passed("getpgid", nr(121, 155, 132, 132), kinds{}, "process groups and sessions are the host's"),
	passed("getpgrp", nr(111, -1, 65, 65), kinds{}, "process groups and sessions are the host's"),
	passed("getsid", nr(124, 156, 147, 147), kinds{}, "process groups and sessions are the host's"),
	passed("setpgid", nr(109, 154, 57, 57), kinds{}, "process groups and sessions are the host's"),
	passed("setsid", nr(112, 157, 66, 66), kinds{}, "process groups and sessions are the host's"),
	passed("pidfd_open", nr(434, 434, 434, 434), kinds{}, whySameUser),
	passed("pidfd_getfd", nr(438, 438, 438, 438), kinds{FD}, whySameUser),
	passed("pidfd_send_signal", nr(424, 424, 424, 424), kinds{FD}, whySameUser),
	passed("kcmp", nr(312, 272, 349, 378), kinds{}, whySameUser),
	passed("ptrace", nr(101, 117, 26, 26), kinds{}, whySameUser),
	passed("process_vm_readv", nr(310, 270, 347, 376), kinds{}, whySameUser),
	passed("process_vm_writev", nr(311, 271, 348, 377), kinds{}, whySameUser),
	passed("process_madvise", nr(440, 440, 440, 440), kinds{FD}, whySameUser),
	passed("process_mrelease", nr(448, 448, 448, 448), kinds{FD},
		"frees the memory of a process that is already being killed"),

	// Settings of a process
	watched("prctl", nr(157, 167, 172, 172), kinds{}, doPrctl),
	passed("arch_prctl", nr(158, -1, 384, -1), kinds{}, "FS and GS bases and CPU features of the caller itself"),
	passed("personality", nr(135, 92, 136, 136), kinds{},
		"execution domain of the caller itself; it changes the meaning of no path"),
	passed("seccomp", nr(317, 277, 354, 383), kinds{},
		"the guest's filter joins uproot's; its KILL, TRAP and ERRNO win, as they should, but so does its USER_NOTIF"),
	passed("getrlimit", nr(97, 163, 76, -1), kinds{}, "limits of the caller; the tracer has its own"),
	passed("ugetrlimit", nr(-1, -1, 191, 191), kinds{}, "limits of the caller; the tracer has its own"),
	passed("setrlimit", nr(160, 164, 75, 75), kinds{}, "limits of the caller; the tracer has its own"),
	passed("prlimit64", nr(302, 261, 340, 369), kinds{}, whyAnyPid),
	passed("getrusage", nr(98, 165, 77, 77), kinds{}, "counters of the caller and its children"),
	passed("getpriority", nr(140, 141, 96, 96), kinds{}, whyAnyPid),
	passed("setpriority", nr(141, 140, 97, 97), kinds{}, whyAnyPid),
	passed("nice", nr(-1, -1, 34, 34), kinds{}, whyOwnThread),
	passed("ioprio_get", nr(252, 31, 290, 315), kinds{}, whyAnyPid),
	passed("ioprio_set", nr(251, 30, 289, 314), kinds{}, whyAnyPid),

	// Scheduling
	passed("sched_yield", nr(24, 124, 158, 158), kinds{}, "gives the CPU away for a moment"),
	passed("sched_get_priority_max", nr(146, 125, 159, 159), kinds{}, "a constant of the kernel"),
	passed("sched_get_priority_min", nr(147, 126, 160, 160), kinds{}, "a constant of the kernel"),
	passed("sched_getaffinity", nr(204, 123, 242, 242), kinds{}, whyAnyPid),
	passed("sched_setaffinity", nr(203, 122, 241, 241), kinds{}, whyAnyPid),
	passed("sched_getattr", nr(315, 275, 352, 381), kinds{}, whyAnyPid),
	passed("sched_setattr", nr(314, 274, 351, 380), kinds{}, whyAnyPid),
	passed("sched_getparam", nr(143, 121, 155, 155), kinds{}, whyAnyPid),
	passed("sched_setparam", nr(142, 118, 154, 154), kinds{}, whyAnyPid),
	passed("sched_getscheduler", nr(145, 120, 157, 157), kinds{}, whyAnyPid),
	passed("sched_setscheduler", nr(144, 119, 156, 156), kinds{}, whyAnyPid),
	passed("sched_rr_get_interval", nr(148, 127, 161, 161), kinds{}, whyAnyPid),
	passed("sched_rr_get_interval_time64", nr(-1, -1, 423, 423), kinds{}, whyAnyPid),
	passed("getcpu", nr(309, 168, 318, 345), kinds{}, "tells the CPU and the memory node that the thread runs on"),

	// Threads
	passed("set_tid_address", nr(218, 96, 258, 256), kinds{}, whyOwnThread),
	passed("set_robust_list", nr(273, 99, 311, 338), kinds{}, whyOwnThread),
	passed("get_robust_list", nr(274, 100, 312, 339), kinds{},
		"tells an address inside a process that the caller may trace anyway"),
	passed("rseq", nr(334, 293, 386, 398), kinds{}, "registers a word of the thread's own memory"),
	passed("rseq_slice_yield", nr(471, 471, 471, 471), kinds{}, "gives back a time slice extension of the thread itself"),
	passed("set_thread_area", nr(205, -1, 243, -1), kinds{}, whyOwnThread),
	passed("get_thread_area", nr(211, -1, 244, -1), kinds{}, whyOwnThread),
	passed("modify_ldt", nr(154, -1, 123, -1), kinds{}, "segment descriptors of the caller itself"),
	passed("vm86", nr(-1, -1, 166, -1), kinds{}, "runs 16-bit code in the caller's own memory; it makes no Linux calls"),
	passed("vm86old", nr(-1, -1, 113, -1), kinds{}, "runs 16-bit code in the caller's own memory; it makes no Linux calls"),
	passed("breakpoint", nr(-1, -1, -1, armPrivate+1), kinds{}, "arm: a breakpoint of the caller itself"),
	passed("cacheflush", nr(-1, -1, -1, armPrivate+2), kinds{},
		"arm: makes freshly written code of the caller visible to its CPU"),
	passed("usr26", nr(-1, -1, -1, armPrivate+3), kinds{},
		"arm: switches the caller to 26-bit code, where the CPU still has it"),
	passed("usr32", nr(-1, -1, -1, armPrivate+4), kinds{}, "arm: switches the caller back from 26-bit code"),
	passed("set_tls", nr(-1, -1, -1, armPrivate+5), kinds{}, "arm: sets the thread's own TLS pointer"),
	passed("get_tls", nr(-1, -1, -1, armPrivate+6), kinds{}, "arm: tells the thread's own TLS pointer"),
}

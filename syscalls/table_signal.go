package syscalls

// Reasons.
const (
	whySigSend = "the host's rules decide whom the caller may signal"
	whySigOwn  = "handlers, masks and queues of the caller itself"
	whySigBack = "puts back the registers that the kernel saved for a handler"
)

// signalRows are the signal calls. Signals themselves reach a tracee through
// signal-delivery stops, whoever sent them.
var signalRows = []Row{
	passed("kill", nr(62, 129, 37, 37), kinds{}, whySigSend),
	passed("tkill", nr(200, 130, 238, 238), kinds{}, whySigSend),
	passed("tgkill", nr(234, 131, 270, 268), kinds{}, whySigSend),
	passed("rt_sigqueueinfo", nr(129, 138, 178, 178), kinds{}, whySigSend),
	passed("rt_tgsigqueueinfo", nr(297, 240, 335, 363), kinds{}, whySigSend),
	passed("signal", nr(-1, -1, 48, -1), kinds{}, whySigOwn),
	passed("sigaction", nr(-1, -1, 67, 67), kinds{}, whySigOwn),
	passed("rt_sigaction", nr(13, 134, 174, 174), kinds{}, whySigOwn),
	passed("sigprocmask", nr(-1, -1, 126, 126), kinds{}, whySigOwn),
	passed("rt_sigprocmask", nr(14, 135, 175, 175), kinds{}, whySigOwn),
	passed("sigpending", nr(-1, -1, 73, 73), kinds{}, whySigOwn),
	passed("rt_sigpending", nr(127, 136, 176, 176), kinds{}, whySigOwn),
	passed("sigsuspend", nr(-1, -1, 72, 72), kinds{}, whySigOwn),
	passed("rt_sigsuspend", nr(130, 133, 179, 179), kinds{}, whySigOwn),
	passed("rt_sigtimedwait", nr(128, 137, 177, 177), kinds{}, whySigOwn),
	passed("rt_sigtimedwait_time64", nr(-1, -1, 421, 421), kinds{}, whySigOwn),
	passed("sigaltstack", nr(131, 132, 186, 186), kinds{}, whySigOwn),
	passed("sgetmask", nr(-1, -1, 68, -1), kinds{}, whySigOwn),
	passed("ssetmask", nr(-1, -1, 69, -1), kinds{}, whySigOwn),
	passed("pause", nr(34, -1, 29, 29), kinds{}, "suspends the caller until a signal comes"),
	passed("sigreturn", nr(-1, -1, 119, 119), kinds{}, whySigBack),
	passed("rt_sigreturn", nr(15, 139, 173, 173), kinds{}, whySigBack),
	passed("restart_syscall", nr(219, 128, 0, 0), kinds{},
		"the kernel's own call to go on waiting after a stop; only waits without paths use it"),
	passed("signalfd", nr(282, -1, 321, 349), kinds{FD}, whyNewFD),
	passed("signalfd4", nr(289, 74, 327, 355), kinds{FD}, whyNewFD),
}

package syscalls

// Reasons.
const (
	whyClockTell   = "reads a clock; uproot has no time of its own"
	whyClockSet    = "needs CAP_SYS_TIME, which an ordinary user lacks"
	whyClockAdjust = "reads the clock's discipline; to change it needs CAP_SYS_TIME"
	whyOwnTimer    = "a timer of the caller itself, by number"
	whyTimerFD     = "works on a timer descriptor that the guest already holds"
	whySleep       = "suspends the caller for a time"
)

// timeRows are clocks and timers.
var timeRows = []Row{
	passed("time", nr(201, -1, 13, -1), kinds{}, whyClockTell),
	passed("gettimeofday", nr(96, 169, 78, 78), kinds{}, whyClockTell),
	passed("ftime", nr(-1, -1, 35, -1), kinds{}, "never implemented; the kernel answers ENOSYS"),
	passed("times", nr(100, 153, 43, 43), kinds{}, "CPU time of the caller and its children"),
	passed("clock_gettime", nr(228, 113, 265, 263), kinds{}, whyClockTell),
	passed("clock_gettime64", nr(-1, -1, 403, 403), kinds{}, whyClockTell),
	passed("clock_getres", nr(229, 114, 266, 264), kinds{}, whyClockTell),
	passed("clock_getres_time64", nr(-1, -1, 406, 406), kinds{}, whyClockTell),
	passed("clock_settime", nr(227, 112, 264, 262), kinds{}, whyClockSet),
	passed("clock_settime64", nr(-1, -1, 404, 404), kinds{}, whyClockSet),
	passed("settimeofday", nr(164, 170, 79, 79), kinds{}, whyClockSet),
	passed("stime", nr(-1, -1, 25, -1), kinds{}, whyClockSet),
	passed("adjtimex", nr(159, 171, 124, 124), kinds{}, whyClockAdjust),
	passed("clock_adjtime", nr(305, 266, 343, 372), kinds{}, whyClockAdjust),
	passed("clock_adjtime64", nr(-1, -1, 405, 405), kinds{}, whyClockAdjust),
	passed("nanosleep", nr(35, 101, 162, 162), kinds{}, whySleep),
	passed("clock_nanosleep", nr(230, 115, 267, 265), kinds{}, whySleep),
	passed("clock_nanosleep_time64", nr(-1, -1, 407, 407), kinds{}, whySleep),
	passed("alarm", nr(37, -1, 27, -1), kinds{}, whyOwnTimer),
	passed("getitimer", nr(36, 102, 105, 105), kinds{}, whyOwnTimer),
	passed("setitimer", nr(38, 103, 104, 104), kinds{}, whyOwnTimer),
	passed("timer_create", nr(222, 107, 259, 257), kinds{}, whyOwnTimer),
	passed("timer_delete", nr(226, 111, 263, 261), kinds{}, whyOwnTimer),
	passed("timer_getoverrun", nr(225, 109, 262, 260), kinds{}, whyOwnTimer),
	passed("timer_gettime", nr(224, 108, 261, 259), kinds{}, whyOwnTimer),
	passed("timer_gettime64", nr(-1, -1, 408, 408), kinds{}, whyOwnTimer),
	passed("timer_settime", nr(223, 110, 260, 258), kinds{}, whyOwnTimer),
	passed("timer_settime64", nr(-1, -1, 409, 409), kinds{}, whyOwnTimer),
	passed("timerfd_create", nr(283, 85, 322, 350), kinds{}, whyNewFD),
	passed("timerfd_gettime", nr(287, 87, 326, 354), kinds{FD}, whyTimerFD),
	passed("timerfd_gettime64", nr(-1, -1, 410, 410), kinds{FD}, whyTimerFD),
	passed("timerfd_settime", nr(286, 86, 325, 353), kinds{FD}, whyTimerFD),
	passed("timerfd_settime64", nr(-1, -1, 411, 411), kinds{FD}, whyTimerFD),
}

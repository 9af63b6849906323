package syscalls

// Reasons.
const (
	whyFutexWord = "waits on or wakes a word of memory"
	whySysV      = "System V objects have numbers for names"
	whyMqFD      = "works on a message queue that the guest already holds"
)

// ipcRows are futexes, System V objects and POSIX message queues. None of
// them lives in the file system.
var ipcRows = []Row{
	passed("futex", nr(202, 98, 240, 240), kinds{}, whyFutexWord),
	passed("futex_time64", nr(-1, -1, 422, 422), kinds{}, whyFutexWord),
	passed("futex_wait", nr(455, 455, 455, 455), kinds{}, whyFutexWord),
	passed("futex_waitv", nr(449, 449, 449, 449), kinds{}, whyFutexWord),
	passed("futex_wake", nr(454, 454, 454, 454), kinds{}, whyFutexWord),
	passed("futex_requeue", nr(456, 456, 456, 456), kinds{}, whyFutexWord),
	passed("ipc", nr(-1, -1, 117, -1), kinds{}, whySysV),
	passed("semget", nr(64, 190, 393, 299), kinds{}, whySysV),
	passed("semctl", nr(66, 191, 394, 300), kinds{}, whySysV),
	passed("semop", nr(65, 193, -1, 298), kinds{}, whySysV),
	passed("semtimedop", nr(220, 192, -1, 312), kinds{}, whySysV),
	passed("semtimedop_time64", nr(-1, -1, 420, 420), kinds{}, whySysV),
	passed("msgget", nr(68, 186, 399, 303), kinds{}, whySysV),
	passed("msgctl", nr(71, 187, 402, 304), kinds{}, whySysV),
	passed("msgsnd", nr(69, 189, 400, 301), kinds{}, whySysV),
	passed("msgrcv", nr(70, 188, 401, 302), kinds{}, whySysV),
	passed("shmget", nr(29, 194, 395, 307), kinds{}, whySysV),
	passed("shmctl", nr(31, 195, 396, 308), kinds{}, whySysV),
	passed("shmat", nr(30, 196, 397, 305), kinds{}, whySysV),
	passed("shmdt", nr(67, 197, 398, 306), kinds{}, whySysV),
	passed("mq_open", nr(240, 180, 277, 274), kinds{},
		"a queue's name lives in the kernel's own name space, not in a directory"),
	passed("mq_unlink", nr(241, 181, 278, 275), kinds{},
		"a queue's name lives in the kernel's own name space, not in a directory"),
	passed("mq_timedsend", nr(242, 182, 279, 276), kinds{FD}, whyMqFD),
	passed("mq_timedsend_time64", nr(-1, -1, 418, 418), kinds{FD}, whyMqFD),
	passed("mq_timedreceive", nr(243, 183, 280, 277), kinds{FD}, whyMqFD),
	passed("mq_timedreceive_time64", nr(-1, -1, 419, 419), kinds{FD}, whyMqFD),
	passed("mq_notify", nr(244, 184, 281, 278), kinds{FD}, whyMqFD),
	passed("mq_getsetattr", nr(245, 185, 282, 279), kinds{FD}, whyMqFD),
}

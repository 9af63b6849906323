package syscalls

import "golang.org/x/sys/unix"

// Reasons.
const (
	whyIdTell     = "tells the caller's own ids"
	whyIdSet      = "an ordinary user can only change among ids that it has"
	whyLsmSelf    = "labels of the caller itself; the security module decides"
	whyKeyRing    = "keys are found by number and description, not by path; a key's owner and permissions decide"
	whyNoLandlock = "the tracer works on the guest's behalf, and a Landlock domain of the guest would not hold it"
)

// identityRows are users, groups, capabilities and keys. The kernel itself
// decides what an ordinary user may change.
var identityRows = []Row{
	passed("getuid", nr(102, 174, 24, 24), kinds{}, whyIdTell),
	passed("geteuid", nr(107, 175, 49, 49), kinds{}, whyIdTell),
	passed("getgid", nr(104, 176, 47, 47), kinds{}, whyIdTell),
	passed("getegid", nr(108, 177, 50, 50), kinds{}, whyIdTell),
	passed("getresuid", nr(118, 148, 165, 165), kinds{}, whyIdTell),
	passed("getresgid", nr(120, 150, 171, 171), kinds{}, whyIdTell),
	passed("getgroups", nr(115, 158, 80, 80), kinds{}, whyIdTell),
	passed("getuid32", nr(-1, -1, 199, 199), kinds{}, whyIdTell),
	passed("geteuid32", nr(-1, -1, 201, 201), kinds{}, whyIdTell),
	passed("getgid32", nr(-1, -1, 200, 200), kinds{}, whyIdTell),
	passed("getegid32", nr(-1, -1, 202, 202), kinds{}, whyIdTell),
	passed("getresuid32", nr(-1, -1, 209, 209), kinds{}, whyIdTell),
	passed("getresgid32", nr(-1, -1, 211, 211), kinds{}, whyIdTell),
	passed("getgroups32", nr(-1, -1, 205, 205), kinds{}, whyIdTell),
	passed("setuid", nr(105, 146, 23, 23), kinds{}, whyIdSet),
	passed("setgid", nr(106, 144, 46, 46), kinds{}, whyIdSet),
	passed("setreuid", nr(113, 145, 70, 70), kinds{}, whyIdSet),
	passed("setregid", nr(114, 143, 71, 71), kinds{}, whyIdSet),
	passed("setresuid", nr(117, 147, 164, 164), kinds{}, whyIdSet),
	passed("setresgid", nr(119, 149, 170, 170), kinds{}, whyIdSet),
	passed("setfsuid", nr(122, 151, 138, 138), kinds{}, whyIdSet),
	passed("setfsgid", nr(123, 152, 139, 139), kinds{}, whyIdSet),
	passed("setuid32", nr(-1, -1, 213, 213), kinds{}, whyIdSet),
	passed("setgid32", nr(-1, -1, 214, 214), kinds{}, whyIdSet),
	passed("setreuid32", nr(-1, -1, 203, 203), kinds{}, whyIdSet),
	passed("setregid32", nr(-1, -1, 204, 204), kinds{}, whyIdSet),
	passed("setresuid32", nr(-1, -1, 208, 208), kinds{}, whyIdSet),
	passed("setresgid32", nr(-1, -1, 210, 210), kinds{}, whyIdSet),
	passed("setfsuid32", nr(-1, -1, 215, 215), kinds{}, whyIdSet),
	passed("setfsgid32", nr(-1, -1, 216, 216), kinds{}, whyIdSet),
	passed("setgroups", nr(116, 159, 81, 81), kinds{}, "needs CAP_SETGID, which an ordinary user lacks"),
	passed("setgroups32", nr(-1, -1, 206, 206), kinds{}, "needs CAP_SETGID, which an ordinary user lacks"),
	passed("capget", nr(125, 90, 184, 184), kinds{}, "tells the capabilities of a process, empty for an ordinary user"),
	passed("capset", nr(126, 91, 185, 185), kinds{}, "can only drop capabilities"),
	passed("lsm_get_self_attr", nr(459, 459, 459, 459), kinds{}, whyLsmSelf),
	passed("lsm_set_self_attr", nr(460, 460, 460, 460), kinds{}, whyLsmSelf),
	passed("lsm_list_modules", nr(461, 461, 461, 461), kinds{}, "lists the kernel's security modules by number"),
	refused("landlock_create_ruleset", nr(444, 444, 444, 444), kinds{}, unix.EOPNOTSUPP, whyNoLandlock),
	refused("landlock_add_rule", nr(445, 445, 445, 445), kinds{FD}, unix.EOPNOTSUPP, whyNoLandlock),
	refused("landlock_restrict_self", nr(446, 446, 446, 446), kinds{FD}, unix.EOPNOTSUPP, whyNoLandlock),
	passed("add_key", nr(248, 217, 286, 309), kinds{}, whyKeyRing),
	passed("request_key", nr(249, 218, 287, 310), kinds{}, whyKeyRing),
	passed("keyctl", nr(250, 219, 288, 311), kinds{}, whyKeyRing),
}

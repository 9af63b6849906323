package syscalls

import "golang.org/x/sys/unix"

// fileRows are the calls that name files by path. Of an argument that is a
// path only sometimes, by a command or a structure, the row says Other and
// the handler or the reason tells.
var fileRows = []Row{
	// open
	rewritten("open", nr(2, -1, 5, 5), kinds{Path, OpenFlags, Mode}, doOpen),
	rewritten("creat", nr(85, -1, 8, 8), kinds{Path, Mode}, doOpen),
	rewritten("openat", nr(257, 56, 295, 322), kinds{DirFD, Path, OpenFlags, Mode}, doOpen),
	rewritten("openat2", nr(437, 437, 437, 437), kinds{DirFD, Path, OpenHow}, doOpen),
	rewritten("truncate", nr(76, 45, 92, 92), kinds{Path}, doTruncate),
	// The length of truncate64 takes two registers, on arm after one of padding.
	rewritten("truncate64", nr(-1, -1, 193, 193), kinds{Path}, doTruncate),
	answered("name_to_handle_at", nr(303, 264, 341, 370), kinds{DirFD, PathNoFollow, Other, Other, AtFlags},
		doNameToHandle),
	refused("open_by_handle_at", nr(304, 265, 342, 371), kinds{FD, Other, OpenFlags}, unix.EPERM,
		"a file handle opens any file of its file system, whichever root the caller has"),
	rewritten("inotify_add_watch", nr(254, 27, 292, 317), kinds{FD, Path}, doInotifyAddWatch),
	// The 64-bit mask of fanotify_mark takes one register or two.
	rewritten("fanotify_mark", nr(301, 263, -1, -1), kinds{FD, Other, Other, DirFD, Path}, doFanotifyMark),
	rewritten("fanotify_mark", nr(-1, -1, 339, 368), kinds{FD, Other, Other, Other, DirFD, Path}, doFanotifyMark),
	refused("uselib", nr(134, -1, 86, 86), kinds{Path}, unix.ENOSYS,
		"maps a.out libraries by a host path; kernels are built without it"),

	// What a file is
	answered("stat", nr(4, -1, 106, 106), kinds{Path, OutStat}, doStat),
	answered("lstat", nr(6, -1, 107, 107), kinds{PathNoFollow, OutStat}, doStat).implies(noFollow),
	answered("oldstat", nr(-1, -1, 18, -1), kinds{Path, OutOldStat}, doStat),
	answered("oldlstat", nr(-1, -1, 84, -1), kinds{PathNoFollow, OutOldStat}, doStat).implies(noFollow),
	answered("stat64", nr(-1, -1, 195, 195), kinds{Path, OutStat64}, doStat),
	answered("lstat64", nr(-1, -1, 196, 196), kinds{PathNoFollow, OutStat64}, doStat).implies(noFollow),
	answered("newfstatat", nr(262, 79, -1, -1), kinds{DirFD, Path, OutStat, AtFlags}, doStat),
	answered("fstatat64", nr(-1, -1, 300, 327), kinds{DirFD, Path, OutStat64, AtFlags}, doStat),
	answered("statx", nr(332, 291, 383, 397), kinds{DirFD, Path, AtFlags, Other, OutStatx}, doStatx),
	answered("access", nr(21, -1, 33, 33), kinds{Path}, doAccess),
	answered("faccessat", nr(269, 48, 307, 334), kinds{DirFD, Path}, doAccess),
	answered("faccessat2", nr(439, 439, 439, 439), kinds{DirFD, Path, Other, AtFlags}, doAccess),
	answered("readlink", nr(89, -1, 85, 85), kinds{PathNoFollow, OutPath}, doReadlink),
	answered("readlinkat", nr(267, 78, 305, 332), kinds{DirFD, PathNoFollow, OutPath}, doReadlink),
	answered("statfs", nr(137, 43, 99, 99), kinds{Path, OutStatfs}, doStatfs),
	answered("statfs64", nr(-1, -1, 268, 266), kinds{Path, Other, OutStatfs64}, doStatfs),
	answered("file_getattr", nr(468, 468, 468, 468), kinds{DirFD, Path, Other, Other, AtFlags}, doFileAttr),
	refused("lookup_dcookie", nr(212, 18, -1, -1), kinds{Other, OutPath}, unix.ENOSYS,
		"tells a host path; Linux 6.7 dropped it"),
	refused("lookup_dcookie", nr(-1, -1, 253, 249), kinds{Other, Other, OutPath}, unix.ENOSYS,
		"tells a host path; Linux 6.7 dropped it"),

	// Names
	answered("mkdir", nr(83, -1, 39, 39), kinds{PathCreate, Mode}, doMkdir),
	answered("mkdirat", nr(258, 34, 296, 323), kinds{DirFD, PathCreate, Mode}, doMkdir),
	answered("mknod", nr(133, -1, 14, 14), kinds{PathCreate, Mode}, doMknod),
	answered("mknodat", nr(259, 33, 297, 324), kinds{DirFD, PathCreate, Mode}, doMknod),
	answered("rmdir", nr(84, -1, 40, 40), kinds{PathCreate}, doUnlink).implies(unix.AT_REMOVEDIR),
	answered("unlink", nr(87, -1, 10, 10), kinds{PathCreate}, doUnlink),
	answered("unlinkat", nr(263, 35, 301, 328), kinds{DirFD, PathCreate, AtFlags}, doUnlink),
	answered("rename", nr(82, -1, 38, 38), kinds{PathCreate, PathCreate}, doRename),
	answered("renameat", nr(264, 38, 302, 329), kinds{DirFD, PathCreate, DirFD, PathCreate}, doRename),
	answered("renameat2", nr(316, 276, 353, 382), kinds{DirFD, PathCreate, DirFD, PathCreate}, doRename),
	answered("link", nr(86, -1, 9, 9), kinds{PathNoFollow, PathCreate}, doLink),
	answered("linkat", nr(265, 37, 303, 330), kinds{DirFD, PathNoFollow, DirFD, PathCreate, AtFlags}, doLink),
	answered("symlink", nr(88, -1, 83, 83), kinds{Content, PathCreate}, doSymlink),
	answered("symlinkat", nr(266, 36, 304, 331), kinds{Content, DirFD, PathCreate}, doSymlink),

	// Attributes. chown and lchown of the 32-bit ABIs have 16-bit ids, where
	// 0xffff means "leave it"; chown32 and lchown32 have the full ones.
	answered("chmod", nr(90, -1, 15, 15), kinds{Path, Mode}, doChmod),
	answered("fchmodat", nr(268, 53, 306, 333), kinds{DirFD, Path, Mode}, doChmod),
	answered("fchmodat2", nr(452, 452, 452, 452), kinds{DirFD, Path, Mode, AtFlags}, doChmod),
	answered("chown", nr(92, -1, 182, 182), kinds{Path}, doChown),
	answered("lchown", nr(94, -1, 16, 16), kinds{PathNoFollow}, doChown).implies(noFollow),
	answered("chown32", nr(-1, -1, 212, 212), kinds{Path}, doChown),
	answered("lchown32", nr(-1, -1, 198, 198), kinds{PathNoFollow}, doChown).implies(noFollow),
	answered("fchownat", nr(260, 54, 298, 325), kinds{DirFD, Path, Other, Other, AtFlags}, doChown),
	answered("utime", nr(132, -1, 30, -1), kinds{Path, Times}, doUtime),
	answered("utimes", nr(235, -1, 271, 269), kinds{Path, Times}, doUtime),
	answered("futimesat", nr(261, -1, 299, 326), kinds{DirFD, Path, Times}, doUtime),
	answered("utimensat", nr(280, 88, 320, 348), kinds{DirFD, Path, Times, AtFlags}, doUtime),
	answered("utimensat_time64", nr(-1, -1, 412, 412), kinds{DirFD, Path, Times, AtFlags}, doUtime),
	answered("file_setattr", nr(469, 469, 469, 469), kinds{DirFD, Path, Other, Other, AtFlags}, doFileAttr),

	// Extended attributes
	answered("getxattr", nr(191, 8, 229, 229), kinds{Path}, doGetxattr),
	answered("lgetxattr", nr(192, 9, 230, 230), kinds{PathNoFollow}, doGetxattr).implies(noFollow),
	answered("getxattrat", nr(464, 464, 464, 464), kinds{DirFD, Path, AtFlags}, doGetxattr),
	answered("setxattr", nr(188, 5, 226, 226), kinds{Path}, doSetxattr),
	answered("lsetxattr", nr(189, 6, 227, 227), kinds{PathNoFollow}, doSetxattr).implies(noFollow),
	answered("setxattrat", nr(463, 463, 463, 463), kinds{DirFD, Path, AtFlags}, doSetxattr),
	answered("listxattr", nr(194, 11, 232, 232), kinds{Path}, doListxattr),
	answered("llistxattr", nr(195, 12, 233, 233), kinds{PathNoFollow}, doListxattr).implies(noFollow),
	answered("listxattrat", nr(465, 465, 465, 465), kinds{DirFD, Path, AtFlags}, doListxattr),
	answered("removexattr", nr(197, 14, 235, 235), kinds{Path}, doRemovexattr),
	answered("lremovexattr", nr(198, 15, 236, 236), kinds{PathNoFollow}, doRemovexattr).implies(noFollow),
	answered("removexattrat", nr(466, 466, 466, 466), kinds{DirFD, Path, AtFlags}, doRemovexattr),

	// Root, working directory, umask
	rewritten("chdir", nr(80, 49, 12, 12), kinds{Path}, doChdir),
	watched("fchdir", nr(81, 50, 133, 133), kinds{FD}, doFchdir),
	rewritten("chroot", nr(161, 51, 61, 61), kinds{Path}, doChroot),
	answered("getcwd", nr(79, 17, 183, 183), kinds{OutPath}, doGetcwd),
	watched("umask", nr(95, 166, 60, 60), kinds{Mode}, doUmask),
}

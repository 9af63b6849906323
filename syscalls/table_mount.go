package syscalls

import "golang.org/x/sys/unix"

// Reasons.
const (
	whyNoMount     = "needs CAP_SYS_ADMIN, and a mount would move the tree under the guest's root"
	whyNoMountTell = "tells host mount points and host paths; programs fall back to mountinfo, which is translated"
	whyNoSwap      = "takes a host path; needs CAP_SYS_ADMIN"
)

// mountRows are the calls that change or describe what is mounted. They are
// refused as the kernel refuses them to an ordinary user: a mount made
// behind uproot's back would change what its descriptors and paths mean.
var mountRows = []Row{
	refused("mount", nr(165, 40, 21, 21), kinds{Other, Path}, unix.EPERM, whyNoMount).after(doMount),
	refused("umount", nr(-1, -1, 22, -1), kinds{Path}, unix.EPERM, whyNoMount).after(doUmount),
	refused("umount2", nr(166, 39, 52, 52), kinds{Path}, unix.EPERM, whyNoMount).after(doUmount),
	refused("pivot_root", nr(155, 41, 217, 218), kinds{Path, Path}, unix.EPERM, whyNoMount),
	refused("open_tree", nr(428, 428, 428, 428), kinds{DirFD, Path, AtFlags}, unix.EPERM, whyNoMount),
	refused("open_tree_attr", nr(467, 467, 467, 467), kinds{DirFD, Path, AtFlags}, unix.EPERM, whyNoMount),
	refused("move_mount", nr(429, 429, 429, 429), kinds{DirFD, Path, DirFD, Path}, unix.EPERM, whyNoMount),
	refused("mount_setattr", nr(442, 442, 442, 442), kinds{DirFD, Path, AtFlags}, unix.EPERM, whyNoMount),
	refused("fsopen", nr(430, 430, 430, 430), kinds{}, unix.EPERM, whyNoMount),
	refused("fsmount", nr(432, 432, 432, 432), kinds{FD}, unix.EPERM, whyNoMount),
	refused("fspick", nr(433, 433, 433, 433), kinds{DirFD, Path}, unix.EPERM, whyNoMount),
	// Only two commands of fsconfig have a path (argument 3, from directory 4).
	refused("fsconfig", nr(431, 431, 431, 431), kinds{FD}, unix.EPERM, whyNoMount),
	refused("statmount", nr(457, 457, 457, 457), kinds{}, unix.ENOSYS, whyNoMountTell),
	refused("listmount", nr(458, 458, 458, 458), kinds{}, unix.ENOSYS, whyNoMountTell),
	refused("swapon", nr(167, 224, 87, 87), kinds{Path}, unix.EPERM, whyNoSwap),
	refused("swapoff", nr(168, 225, 115, 115), kinds{Path}, unix.EPERM, whyNoSwap),
	refused("acct", nr(163, 89, 51, 51), kinds{Path}, unix.EPERM,
		"the accounting file is a host path; needs CAP_SYS_PACCT"),
	refused("quotactl", nr(179, 60, 131, 131), kinds{Other, Path}, unix.EPERM,
		"names a host device and, to switch quotas on, a host file; needs CAP_SYS_ADMIN for most commands"),
	refused("quotactl_fd", nr(443, 443, 443, 443), kinds{FD}, unix.EPERM,
		"quotas belong to the whole host file system; refused as quotactl is"),
	passed("nfsservctl", nr(180, 42, 169, 169), kinds{},
		"the NFS server's control; Linux 3.1 dropped it, so the kernel answers ENOSYS"),
	passed("sysfs", nr(139, -1, 135, 135), kinds{}, "lists names of file system types, not of files"),
	passed("ustat", nr(136, -1, 62, 62), kinds{},
		"asks by device number about free space, which does not depend on the root"),
}

package syscalls

import "uproot/arch"

// Kind says what one argument of a syscall is, as far as uproot cares.
// Everything that is neither a path nor tied to one is Other.
type Kind uint8

// The kinds of argument. A Path kind refers to the nearest DirFD before it;
// without one it is relative to the working directory.
const (
	Other        Kind = iota
	Path              // guest path, last symlink followed
	PathNoFollow      // guest path, last symlink not followed
	PathCreate        // guest path whose last component is made, removed or renamed
	Content           // a string that is stored, not resolved (symlink target)
	DirFD             // directory descriptor the next path starts from, or AT_FDCWD
	FD                // descriptor
	OpenFlags         // O_*
	OpenHow           // struct open_how *
	AtFlags           // AT_*
	Mode              // mode_t
	OutStat           // struct stat * of the row's ABI
	OutStat64         // struct stat64 * (32-bit ABIs)
	OutOldStat        // struct __old_kernel_stat * (i386)
	OutStatx          // struct statx *
	OutStatfs         // struct statfs *
	OutStatfs64       // struct statfs64 * (32-bit ABIs; its size is the argument before)
	OutPath           // char * that receives a path
	Sockaddr          // struct sockaddr * read by the kernel
	OutSockaddr       // struct sockaddr * written by the kernel
	SockLen           // socklen_t *, in and out
	MsgHdr            // struct msghdr * read by the kernel
	OutMsgHdr         // struct msghdr * whose name is written by the kernel
	MMsgHdr           // struct mmsghdr * read by the kernel
	OutMMsgHdr        // struct mmsghdr * whose names are written by the kernel
	ArgV              // char *const argv[]
	EnvP              // char *const envp[]
	Times             // struct timespec[2], timeval[2] or utimbuf *, by row
)

// Policy is what becomes of a syscall.
type Policy uint8

// The policies. The zero value is none of them, so a forgotten policy is found
// by the completeness test.
const (
	_       Policy = iota
	Answer         // the tracer does it and writes the result into the guest
	Rewrite        // the guest does it with arguments that are already resolved
	Watch          // the guest does it as it is; uproot takes note of it
	Pass           // never stopped
	Refuse         // answered with Errno, by the filter itself if there is no Handle
)

// When narrows a trapped row to calls whose arguments make it matter, tested
// by the seccomp filter so that the others never stop.
type When struct {
	Arg  uint8  // argument number
	Mask uint64 // stop if any of these bits is set; 0 with Always: stop always
}

// Row is all that uproot knows of one syscall. Numbers are -1 where an ABI
// does not have it.
type Row struct {
	Name   string
	Nr     [arch.ABIs]int // indexed by arch.AMD64, ARM64, I386, ARM
	Args   [6]Kind
	Policy Policy
	When   *When   // nil: every call
	Flags  uint64  // AT_* flags that the call implies (lstat: AT_SYMLINK_NOFOLLOW)
	Errno  int     // Refuse: the errno given
	Why    string  // Pass, Refuse: the reason
	Handle Handler // Answer, Rewrite, Watch, some of Refuse: what to do at the stop

	layout *layout
}

package tracer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

// Features says which kernel features a run uses.
type Features struct {
	Seccomp, GetSyscallInfo, ProcessVM bool
	Openat2, Faccessat2, Statx, Pidfd  bool
	CloseRange, Clone3, SetSyscallInfo bool
}

// Feature is one kernel feature that uproot can do without.
type Feature struct {
	Name     string // as in UPROOT_DISABLE
	Since    string // the Linux release that brought it
	Use      string
	Fallback string
	Lost     string // what is lost with the fallback
	flag     func(*Features) *bool
	probe    func() error // nil: there; ENOSYS: not there; others: could not tell
}

// features are all of them: doctor and docs/kernel-features.md are made from
// this list.
var features = []Feature{
	{
		"seccomp", "3.5", "stops only the syscalls that matter", "every syscall stops, twice",
		"speed: five to twenty times slower", func(f *Features) *bool { return &f.Seccomp }, probeSeccomp,
	},
	{
		"get_syscall_info", "5.3", "reads number, arguments and kind of a stop in one call",
		"reads the registers, and counts stops", "32-bit calls made by 64-bit code are taken for 64-bit ones",
		func(f *Features) *bool { return &f.GetSyscallInfo }, probeSyscallInfo,
	},
	{
		"set_syscall_info", "6.16", "changes number and arguments of a call in one call",
		"writes the registers one by one", "speed",
		func(f *Features) *bool { return &f.SetSyscallInfo }, probeSetSyscallInfo,
	},
	{
		"process_vm", "3.2", "moves guest memory in one call", "PTRACE_PEEKDATA, a word at a time", "speed",
		func(f *Features) *bool { return &f.ProcessVM }, probeProcessVM,
	},
	{
		"openat2", "5.6", "resolves a path without symlinks in one call", "walks component by component", "speed",
		func(f *Features) *bool { return &f.Openat2 }, probeOpenat2,
	},
	{
		"faccessat2", "5.8", "checks access to a descriptor, by effective ids too", "access(2) through /proc/self/fd",
		"AT_EACCESS asks for the real ids", func(f *Features) *bool { return &f.Faccessat2 }, probeFaccessat2,
	},
	{
		"statx", "4.11", "answers statx(2)", "ENOSYS, after which libcs use fstatat(2)", "birth times",
		func(f *Features) *bool { return &f.Statx }, probeStatx,
	},
	{
		"clone3", "5.3", "lets guests use clone3(2)", "ENOSYS, after which libcs use clone(2)", "nothing",
		func(f *Features) *bool { return &f.Clone3 }, probeClone3,
	},
	{
		"pidfd", "5.6", "gets a guest's descriptor (pidfd_getfd)", "/proc/PID/fd",
		"names of sockets longer than 85 bytes cannot be bound", func(f *Features) *bool { return &f.Pidfd }, probePidfd,
	},
	{
		"close_range", "5.9", "keeps inherited descriptors from guests in one call", "one call for each descriptor",
		"nothing", func(f *Features) *bool { return &f.CloseRange }, probeCloseRange,
	},
}

// detect probes all features but the disabled ones.
func detect(disabled []string) (*Features, error) {
	f := &Features{}
	for _, name := range disabled {
		if !slices.ContainsFunc(features, func(f Feature) bool { return f.Name == name }) {
			return nil, fmt.Errorf("UPROOT_DISABLE names %q, which is no feature; known are %s", name, featureNames())
		}
	}
	for i := range features {
		x := &features[i]
		*x.flag(f) = !slices.Contains(disabled, x.Name) && x.probe() == nil
	}
	return f, nil
}

func featureNames() string {
	var names []string
	for _, f := range features {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// absent turns the answers of a kernel, or a filter, that lacks a call into
// one error; another error means that the call is there.
func absent(e unix.Errno) error {
	if e == unix.ENOSYS || e == unix.EPERM {
		return e
	}
	return nil
}

func probeSeccomp() error {
	action := uint32(0x7ff00000) // SECCOMP_RET_TRACE
	if e := getActionAvail(&action); e == 0 || e == unix.EOPNOTSUPP {
		return absent(e)
	}
	_, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0) // before 4.14
	if errors.Is(err, unix.EINVAL) {
		return unix.ENOSYS
	}
	return nil
}

// probeSyscallInfo goes by the release, as ptrace(2) answers ESRCH for a process
// that is not traced, whatever the request.
func probeSyscallInfo() error { return kernelAtLeast(5, 3) }

// probeSetSyscallInfo goes by the release, too; arm64 does not need the call.
func probeSetSyscallInfo() error { return kernelAtLeast(6, 16) }

// probeClone3 asks for a clone that the kernel must refuse: of no size.
func probeClone3() error {
	_, _, e := unix.RawSyscall(unix.SYS_CLONE3, 0, 0, 0)
	return absent(e)
}

func probeProcessVM() error {
	var from, to [1]byte
	_, e := readVM(unix.Getpid(), addressOf(&from), to[:])
	return absent(e)
}

func probeOpenat2() error {
	fd, e := rawsys.Openat2(rawsys.AtFDCWD, []byte("/\x00"), unix.O_PATH, unix.RESOLVE_IN_ROOT)
	if e == 0 {
		rawsys.Close(fd)
	}
	return absent(e)
}

func probeFaccessat2() error {
	return absent(rawsys.Faccessat2(rawsys.AtFDCWD, []byte("/\x00"), unix.F_OK, unix.AT_EACCESS))
}

func probeStatx() error {
	var st unix.Statx_t
	return absent(rawsys.Statx(rawsys.AtFDCWD, []byte("/\x00"), 0, unix.STATX_TYPE, &st))
}

func probePidfd() error {
	fd, e := rawsys.PidfdOpen(unix.Getpid())
	if e != 0 {
		return e
	}
	defer rawsys.Close(fd)
	got, e := rawsys.PidfdGetfd(fd, fd)
	if e == 0 {
		rawsys.Close(got)
	}
	return absent(e)
}

func probeCloseRange() error {
	err := unix.CloseRange(^uint(0)>>1, ^uint(0)>>1, 0)
	if e, ok := err.(unix.Errno); ok {
		return absent(e)
	}
	return nil
}

// kernelAtLeast compares the release of uname(2).
func kernelAtLeast(major, minor int) error {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err
	}
	var a, b int
	fmt.Sscanf(unix.ByteSliceToString(u.Release[:]), "%d.%d", &a, &b)
	if a > major || a == major && b >= minor {
		return nil
	}
	return unix.ENOSYS
}

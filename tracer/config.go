package tracer

import "uproot/translate"

// Config is one run of uproot: what the command line says, resolved as far as
// it can be without touching the guest.
type Config struct {
	Root          string              // host directory that becomes the guest's "/"
	Bindings      []translate.Binding // in the order given; later ones cover earlier ones
	Cwd           string              // guest path of the first working directory; "" is "/" or the host's own where it is visible
	Argv          []string            // the command; empty means the guest's $SHELL or /bin/sh
	Env           []string            // the environment, as in environ(7)
	Qemu          []string            // -q: host command and arguments that run foreign programs
	KernelRelease string              // -k: the release that uname(2) tells; "" is the host's
	Hostname      string              // --hostname: the nodename that uname(2) tells; "" is the host's
	KillOnExit    bool                // kill what the command leaves behind
	Verbose       int                 // 0 errors only, 1 what was set up, 2 every stop
	Disable       []string            // names of kernel features to do without (UPROOT_DISABLE)
}

// Command uproot is chroot(1) for an ordinary user.
//
// This package turns a command line into one [tracer.Config], hands it to
// [tracer.Run] and ends with the status that comes back; it knows nothing of
// ptrace, paths inside the guest or system calls.
//
//	words ──getopt──► long options ──cli──► commandLine ──config──► tracer.Config
//	                                                                    │
//	exit status ◄──────────────────────────────────────────────── tracer.Run
//
// Invariants:
//   - optionTable is the only place that names an option: the parser, --help,
//     the manual page and the shells' completions are all derived from it.
//   - Everything up to the Config is a pure function of the words and of [host];
//     only tracer.Run looks at the guest.
//   - An error is one line on stderr that says what is wrong, with which path,
//     and what to do.
package main

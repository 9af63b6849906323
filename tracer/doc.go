// Package tracer runs guests under ptrace(2): stops in, resumes out. It knows
// launch, the wait loop, births and deaths, signals, guest memory and the
// running of syscalls inside guests; what a syscall means is in syscalls.
//
//	wait4 ──► stop ──► route ──┬─► syscall: Row.Handle ──► cancel | rewrite | pass
//	                           ├─► birth, exec, death
//	                           └─► signal, group stop        ──► resume
//
// Invariants: one OS thread makes all ptrace calls and waits; it has a
// file-system context of its own (umask, working directory); a tracee is only
// touched between its stop and its resume; "it is gone" (ESRCH) is no error, as
// its death arrives by itself.
package tracer

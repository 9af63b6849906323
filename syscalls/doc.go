// Package syscalls says what each syscall of a guest means: the table, one row
// per syscall, and handlers by family. It sees a stopped thread only through
// the small interface Tracee.
//
//	stop ──► Row ──► Handler ──► Done   (the tracer answered: one stop)
//	                        └──► Resume (the guest makes the call; an exit
//	                                     stop only where OnExit asks for it)
//
// The seccomp filter, the dispatch, docs/syscalls.md and the completeness test
// are all derived from the rows.
//
// Invariants: handlers allocate nothing; a path is resolved once, to
// descriptors; what the guest's kernel is given to walk is always
// /proc/TRACER/fd/N, with at most one name behind it that is not followed.
package syscalls

// Package arch holds what differs between CPUs: registers, the way to change a
// syscall that a tracee has stopped at, and small pieces of machine code that
// run inside tracees. Everything else in uproot is free of machine detail.
//
// The files of a CPU export functions of one signature, chosen by build tag.
package arch

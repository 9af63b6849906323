// Package rawsys makes file-system syscalls the way the hot path needs them:
// no heap allocation, no retry loop, no scheduler hand-over, path names as
// NUL-terminated byte slices, results as the kernel's own errno.
//
// Invariant: every []byte called path or name ends in a NUL that counts as part
// of the slice. Functions return 0 for success.
package rawsys

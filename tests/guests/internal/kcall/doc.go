// Package kcall makes raw system calls and prints each as one line, so that
// the output of a guest program under uproot can be compared with the output
// of the same program under a real chroot(2):
//
//	openat(AT_FDCWD, "dir/file", O_RDONLY) = 3
//	stat("missing") = ENOENT
//
// Everything that differs from one run to the next (inode numbers, times,
// process numbers) is left out, and an owner is "me", "root" or "other".
//
// The calls go to the kernel as they are written here: no libc and no wrapper
// of the Go library folds a legacy call into a newer one.
package kcall

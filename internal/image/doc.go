// Package image reads a program file the way the kernel's execve(2) does, up
// to the point where the kernel would give up the old program.
//
// The kernel looks up the interpreter of a script or of a dynamic program
// under the host's root. Whoever wants it looked up elsewhere has to read the
// same bytes and come to the same verdict first:
//
//	256 bytes ─┬─ "#!"     ─► Script: interpreter, at most one argument
//	           ├─ "\177ELF" ─► ELF: header ─► program headers ─► PT_INTERP
//	           └─ else      ─► ENOEXEC
//
// The errno of a refusal is the one that fs/binfmt_script.c and
// fs/binfmt_elf.c give (Linux 5.1 and later; older kernels read 128 bytes).
//
// The package knows nothing of processes. Files come in as [io.ReaderAt], and
// an [Image] that is used again allocates nothing.
package image

// Package translate turns a guest path into a host place, or an errno, and a
// host path back into the guest path that names it. It knows nothing of
// processes, registers or ptrace.
//
// A guest path is resolved once, to descriptors, by calls that cannot leave the
// guest's root; what is done afterwards is done on (directory descriptor, name)
// without following anything. So there is no window in which a renamed
// directory or a swapped symlink leads outside.
//
//	guest path ──► Walker ──► Place{FD, Name, Mount}
//	                 │  ▲
//	        openat2  ▼  │  component walk, O_PATH|O_NOFOLLOW
//	               Table: the root and the bindings
//
// openat2(2) does runs without symlinks in one call; each symlink is spliced
// into the path by hand, because it may lead across a binding. Kernels without
// openat2 walk component by component. Both give the same answer.
//
// Invariants: the Walker's current descriptor always is a directory inside the
// root or a binding; a Table does not change once guests run.
package translate

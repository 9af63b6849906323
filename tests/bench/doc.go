// Command bench measures what uproot costs: the same work on the same root
// file system under native chroot(2), under PRoot and under uproot.
//
//	go run ./tests/bench [-runs N] [-only REGEXP] [-tools native,proot,uproot] [-json]
//
// The tools take turns within one run, so that whatever else the machine does
// meets them all, and of each the median is told. There are two kinds of
// workload: loops of one system call, made by the static program loops inside
// the guest and told in microseconds a call, for one, two and four processes at
// once; and whole programs from start to end, told in milliseconds.
//
// A number counts only if the work was done: a command that fails is an error,
// and so is one that prints something else than under the first tool.
//
// A stop costs several times as much when tracer and guest sit on different
// CPUs; under taskset(1), everything that the benchmark starts stays together.
//
// Everything runs as an ordinary user. Native chroot needs root to begin with,
// and is left out without it.
package main

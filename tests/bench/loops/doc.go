// Command loops makes one system call over and over, and prints how many
// microseconds one takes. It is static and runs inside the guest.
//
//	loops [-time DURATION] [-procs N] LOOP DIR
//
// DIR is the directory that the benchmark has laid out for the loops. With -procs
// it starts that many processes of itself, lets them all loop at once, and
// prints their mean.
//
// The calls are raw, and nothing else is to happen in the process meanwhile:
// there is no garbage collection, and the one who starts it has to set
// GODEBUG=asyncpreemptoff=1 or the runtime preempts the loop by signals. A call
// whose result is not the expected one ends the run.
package main

// Package tests runs real userlands under the built uproot, from outside, as
// an ordinary user.
//
// Nothing here looks into uproot: a test starts the command as a person would,
// with a root file system that was made for it, and judges what the guest
// prints, how it ends and what it leaves on disk.
//
//	TestMain ──► builds cmd/uproot, opens the cache of root file systems
//	world    ──► one rootfs + options + environment: what uproot is started on
//	run      ──► one start of uproot: output, status, time-out, leftovers
//	terminal ──► the same on a pseudo terminal, to type at
//
// Started as root, the harness gives every uproot, and so every guest, an
// ordinary uid above 65535 that owns the root file systems; the test process
// itself stays root and so can make trees that the guests cannot.
//
// Invariants that every run is held to: it ends within its time-out, and when
// uproot has ended none of its guests runs on.
package tests

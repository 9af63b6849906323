// Package oracle compares uproot with the thing that it stands in for.
//
// A guest program makes system calls and prints each result. It runs twice, on
// two identical trees, as the same ordinary user:
//
//	tree ──► real chroot(2), real bind mounts ──► output, resulting tree ─┐
//	                                                                      ├─ must be equal
//	tree ──► uproot -r ... -b ...             ──► output, resulting tree ─┘
//
// Only root can do the first half. Any other user compares with what was
// recorded in testdata (go test ./tests/oracle -update, as root).
//
// The guest programs are those of tests/guests. Environment variables and
// flags: UPROOT_TEST_BIN names another program to put to the test,
// -subject=native compares the real chroot with itself, to find results that
// differ from run to run, and -steps and -seed steer the random sequences.
package oracle

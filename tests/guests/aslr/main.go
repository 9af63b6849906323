// Aslr runs a program that prints addresses, several times: with the kernel's
// randomization, and as setarch -R does it without.
package main

import (
	"os"
	"os/exec"
	"runtime"
	"strings"

	"uproot/tests/guests/internal/kcall"
)

const noRandomize = 0x0040000 // ADDR_NO_RANDOMIZE, personality(2)

func main() {
	runtime.LockOSThread()
	compare("randomized", run(), run(), run())
	kcall.Do("personality", kcall.Flag(noRandomize, "ADDR_NO_RANDOMIZE"))
	compare("fixed", run(), run(), run())
}

func run() []string {
	cmd := exec.Command(os.Args[1])
	out, err := cmd.Output()
	kcall.Must(err)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// compare tells of each kind of address how many different ones there were.
// Three that are equal by chance do not happen.
func compare(title string, runs ...[]string) {
	for i, line := range runs[0] {
		kind, _, _ := strings.Cut(line, " ")
		different := map[string]bool{}
		for _, r := range runs {
			different[r[i]] = true
		}
		switch {
		case len(different) > 1:
			kcall.Println(title, kind, "moves")
		case kind == "program" || kind == "heap":
			kcall.Println(title, line)
		default:
			kcall.Println(title, kind, "stays")
		}
	}
}

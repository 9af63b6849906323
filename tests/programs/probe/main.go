// Probe is a static guest program: it does what a small tool in Go does, and
// prints what it sees. Usage: probe ROLE [ARGUMENT...].
package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
)

// roles are what probe can do, by the first argument.
var roles = map[string]func(args []string) error{
	"hello":   hello,
	"work":    work,
	"child":   child,
	"readdir": readdir,
	"change":  change,
}

func main() {
	if len(os.Args) < 2 || roles[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: probe hello|work|child|readdir|change [argument...]")
		os.Exit(2)
	}
	if err := roles[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}

func hello(args []string) error {
	fmt.Println("hello", strings.Join(args, " "))
	return nil
}

// readdir prints each entry of the directories with the type that getdents
// tells, which is not asked of the inode again.
func readdir(dirs []string) error {
	for _, dir := range dirs {
		entries, err := rawEntries(dir)
		if err != nil {
			return err
		}
		sort.Strings(entries)
		fmt.Println(strings.Join(entries, "\n"))
	}
	return nil
}

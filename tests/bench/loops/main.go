package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("loops: ")
	duration := flag.Duration("time", 200*time.Millisecond, "how long to loop")
	procs := flag.Int("procs", 1, "how many processes loop at once")
	member := flag.Bool("member", false, "be one of several: wait for the start signal on standard input")
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: loops [-time DURATION] [-procs N] LOOP DIR")
	}
	name, dir := flag.Arg(0), flag.Arg(1)
	micros, err := 0.0, error(nil)
	if *procs > 1 {
		micros, err = loopTogether(name, dir, *duration, *procs)
	} else {
		micros, err = loop(name, dir, *duration, *member)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(micros)
}

// batch is how many calls are made between two looks at the clock.
const batch = 32

// loop makes the calls for a while and returns the microseconds of one.
func loop(name, dir string, duration time.Duration, member bool) (float64, error) {
	call, err := prepare(name, dir)
	if err != nil {
		return 0, err
	}
	runtime.LockOSThread()
	debug.SetGCPercent(-1)
	if member {
		if err := awaitStart(); err != nil {
			return 0, err
		}
	}
	count := 0
	start := time.Now()
	for elapsed := time.Duration(0); ; elapsed = time.Since(start) {
		if count > 0 && elapsed >= duration {
			return float64(elapsed.Nanoseconds()) / 1000 / float64(count), nil
		}
		for range batch {
			if errno := call(); errno != 0 {
				return 0, fmt.Errorf("%s: %w", name, errno)
			}
		}
		count += batch
	}
}

// awaitStart tells the parent that everything is ready, and waits until all
// the others are.
func awaitStart() error {
	if _, err := os.Stdout.WriteString("\n"); err != nil {
		return err
	}
	_, err := os.Stdin.Read(make([]byte, 1))
	return err
}

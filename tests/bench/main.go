package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// options are the command line.
type options struct {
	rootfs string
	uproot string
	proot  string
	tools  []string
	only   *regexp.Regexp
	runs   int
	loop   time.Duration
	json   bool
	list   bool
}

func main() {
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		os.Exit(2) // the flag package has said why
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, unix.SIGTERM)
	failed, err := run(ctx, options)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	case failed:
		os.Exit(1)
	}
}

func parseOptions(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.rootfs, "rootfs", "", "root file system of a Debian with build tools, owned by the user that the work is done as (default: unpacked from the cache that tests/prepare.sh fills)")
	flags.StringVar(&o.uproot, "uproot", "bin/uproot", "the uproot to measure")
	flags.StringVar(&o.proot, "proot", "proot", "the PRoot to measure")
	flags.IntVar(&o.runs, "runs", 5, "how many measurements the median is of")
	flags.DurationVar(&o.loop, "time", 200*time.Millisecond, "how long a loop runs")
	flags.BoolVar(&o.json, "json", false, "print all measurements as JSON")
	flags.BoolVar(&o.list, "list", false, "list the workloads")
	tools := flags.String("tools", "native,proot,uproot", "what to compare, separated by commas")
	flags.Func("only", "measure only the workloads whose names match `REGEXP`", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.tools = strings.Split(*tools, ",")
	o.runs = max(o.runs, 1)
	return o, nil
}

// run measures and prints. failed tells that a workload could not be measured
// under a tool that is there.
func run(ctx context.Context, o options) (failed bool, err error) {
	selected := selectWorkloads(workloads(o.loop), o.only)
	if o.list {
		for _, w := range selected {
			fmt.Println(w.name)
		}
		return false, nil
	}
	world, err := openWorld(ctx, o.rootfs)
	if err != nil {
		return false, err
	}
	defer world.close()
	tools, err := chooseTools(ctx, o, world)
	if err != nil {
		return false, err
	}
	results := measureAll(ctx, world, tools, selected, o.runs)
	if o.json {
		return anyFailed(results), writeJSON(os.Stdout, tools, results)
	}
	return anyFailed(results), writeTable(os.Stdout, tools, results)
}

func selectWorkloads(all []workload, only *regexp.Regexp) []workload {
	var selected []workload
	for _, w := range all {
		if only == nil || only.MatchString(w.name) {
			selected = append(selected, w)
		}
	}
	return selected
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// result is what became of one workload.
type result struct {
	workload workload
	skipped  error               // why it was not measured
	samples  map[string][]sample // by tool, one for each run
	failures map[string]error    // by tool
}

// sample is one measurement.
type sample float64

// measureAll measures one workload after the other. What happens is told on
// standard error.
func measureAll(ctx context.Context, w *world, tools []tool, selected []workload, runs int) []result {
	var results []result
	for i, load := range selected {
		if ctx.Err() != nil {
			break
		}
		fmt.Fprintf(os.Stderr, "bench: %d of %d: %s\n", i+1, len(selected), load.name)
		results = append(results, measure(ctx, w, tools, load, runs))
	}
	return results
}

// measure lets the tools take turns at one workload.
func measure(ctx context.Context, w *world, tools []tool, load workload, runs int) result {
	r := result{workload: load, samples: map[string][]sample{}, failures: map[string]error{}}
	if load.setUp != nil {
		if err := load.setUp(ctx, w, tools[0]); err != nil {
			r.skipped = err
			return r
		}
	}
	j := &judge{}
	if !load.once {
		for _, t := range tools {
			if _, err := j.once(ctx, w, t, load); err != nil {
				r.failures[t.name] = err
			}
		}
	}
	for range runs {
		for _, t := range tools {
			if r.failures[t.name] != nil {
				continue
			}
			s, err := j.once(ctx, w, t, load)
			if err != nil {
				r.failures[t.name] = err
				continue
			}
			r.samples[t.name] = append(r.samples[t.name], s)
		}
	}
	return r
}

// judge remembers what the first tool printed.
type judge struct {
	known bool
	first string
}

// errDiffers tells that a tool made a command print something else.
var errDiffers = errors.New("prints something else than under the first tool")

// once measures one start.
func (j *judge) once(ctx context.Context, w *world, t tool, load workload) (sample, error) {
	if load.before != nil {
		if err := load.before(ctx, w); err != nil {
			return 0, err
		}
	}
	cmd := t.command(ctx, w.dir, load.argv(w))
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := t.run(cmd)
	elapsed := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, lastLine(stderr.String()))
	}
	if load.printed != nil {
		value, err := load.printed(stdout.String())
		return sample(value), err
	}
	if !j.known {
		j.known, j.first = true, stdout.String()
	}
	if stdout.String() != j.first {
		return 0, fmt.Errorf("%w: %s", errDiffers, difference(j.first, stdout.String()))
	}
	return sample(elapsed.Seconds() * 1000), nil
}

// lastLine returns the last line of what a command printed.
func lastLine(printed string) string {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	return lines[len(lines)-1]
}

// difference returns the first line in which two outputs differ.
func difference(want, got string) string {
	wantLines, gotLines := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i, line := range gotLines {
		if i >= len(wantLines) || wantLines[i] != line {
			return fmt.Sprintf("line %d of %d: %q", i+1, len(gotLines), line)
		}
	}
	return fmt.Sprintf("only %d lines of %d", len(gotLines), len(wantLines))
}

// median returns the middle of the samples, and false if there is none.
func median(samples []sample) (sample, bool) {
	if len(samples) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(samples))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle], true
	}
	return (sorted[middle-1] + sorted[middle]) / 2, true
}

func anyFailed(results []result) bool {
	return slices.ContainsFunc(results, func(r result) bool {
		return len(r.failures) > 0 || r.skipped != nil && !errors.Is(r.skipped, errMissing)
	})
}

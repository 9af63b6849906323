package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"

	"golang.org/x/sys/unix"
)

// ratios are the columns after the medians, left out if a tool is not there.
var ratios = [][2]string{{"proot", "native"}, {"uproot", "native"}, {"uproot", "proot"}}

// writeTable prints the medians, their ratios, and after them what went wrong.
func writeTable(out io.Writer, tools []tool, results []result) error {
	fmt.Fprintf(out, "%s, %s, %d CPUs; medians\n\n", kernel(), runtime.GOARCH, runtime.NumCPU())
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	columns := columnsFor(tools)
	width := len("workload")
	for _, r := range results {
		width = max(width, len(r.workload.name))
	}
	fmt.Fprintf(table, "%-*s\tunit\t", width, "workload")
	for _, t := range tools {
		fmt.Fprint(table, t.name, "\t")
	}
	for _, c := range columns {
		fmt.Fprint(table, c[0], "/", c[1], "\t")
	}
	fmt.Fprintln(table)
	for _, r := range results {
		fmt.Fprintf(table, "%-*s\t%s\t", width, r.workload.name, r.workload.unit)
		writeNumbers(table, tools, columns, r)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	writeTrouble(out, results)
	return nil
}

func columnsFor(tools []tool) [][2]string {
	there := map[string]bool{}
	for _, t := range tools {
		there[t.name] = true
	}
	var columns [][2]string
	for _, c := range ratios {
		if there[c[0]] && there[c[1]] {
			columns = append(columns, c)
		}
	}
	return columns
}

func writeNumbers(table io.Writer, tools []tool, columns [][2]string, r result) {
	for _, t := range tools {
		if m, ok := median(r.samples[t.name]); ok {
			fmt.Fprintf(table, "%.*f\t", digits(m), m)
		} else {
			fmt.Fprint(table, "-\t")
		}
	}
	for _, c := range columns {
		above, ok1 := median(r.samples[c[0]])
		below, ok2 := median(r.samples[c[1]])
		if ok1 && ok2 && below > 0 {
			fmt.Fprintf(table, "%.2f\t", above/below)
		} else {
			fmt.Fprint(table, "-\t")
		}
	}
	fmt.Fprintln(table)
}

// digits returns how many digits after the point are worth reading.
func digits(m sample) int {
	switch {
	case m < 10:
		return 2
	case m < 1000:
		return 1
	}
	return 0
}

func writeTrouble(out io.Writer, results []result) {
	for _, r := range results {
		if r.skipped != nil {
			fmt.Fprintf(out, "\nnot measured: %s: %v\n", r.workload.name, r.skipped)
		}
		for name, err := range r.failures {
			fmt.Fprintf(out, "\nfailed: %s under %s: %v\n", r.workload.name, name, err)
		}
	}
}

// kernel returns the name and release of the kernel.
func kernel() string {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return "an unknown kernel"
	}
	return unix.ByteSliceToString(name.Sysname[:]) + " " + unix.ByteSliceToString(name.Release[:])
}

// report is the form of -json.
type report struct {
	Kernel    string           `json:"kernel"`
	Arch      string           `json:"arch"`
	CPUs      int              `json:"cpus"`
	Workloads []workloadReport `json:"workloads"`
}

type workloadReport struct {
	Name    string                `json:"name"`
	Unit    string                `json:"unit"`
	Skipped string                `json:"skipped,omitempty"`
	Tools   map[string]toolReport `json:"tools"`
}

type toolReport struct {
	Median  sample   `json:"median,omitempty"`
	Samples []sample `json:"samples,omitempty"`
	Failure string   `json:"failure,omitempty"`
}

// writeJSON prints every measurement.
func writeJSON(out io.Writer, tools []tool, results []result) error {
	all := report{Kernel: kernel(), Arch: runtime.GOARCH, CPUs: runtime.NumCPU()}
	for _, r := range results {
		load := workloadReport{Name: r.workload.name, Unit: r.workload.unit, Tools: map[string]toolReport{}}
		if r.skipped != nil {
			load.Skipped = r.skipped.Error()
		}
		for _, t := range tools {
			m, _ := median(r.samples[t.name])
			of := toolReport{Median: m, Samples: r.samples[t.name]}
			if err := r.failures[t.name]; err != nil {
				of.Failure = err.Error()
			}
			load.Tools[t.name] = of
		}
		all.Workloads = append(all.Workloads, load)
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}

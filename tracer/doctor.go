package tracer

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"golang.org/x/sys/unix"
)

// Doctor writes what this kernel allows, what is lost without it, and what to
// do. The error is about w or about disable.
func Doctor(w io.Writer, disable []string) error {
	if _, err := detect(disable); err != nil {
		return err
	}
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err
	}
	fmt.Fprintf(w, "Linux %s on %s\n\n", unix.ByteSliceToString(u.Release[:]), unix.ByteSliceToString(u.Machine[:]))
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "FEATURE\tSINCE\tHERE\tIF MISSING")
	for _, f := range features {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s; lost: %s\n", f.Name, f.Since, f.state(disable), f.Fallback, f.Lost)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nptrace: %s\n", ptraceState())
	return err
}

// state returns what the probe says, in a word.
func (f *Feature) state(disable []string) string {
	if slices.Contains(disable, f.Name) {
		return "disabled"
	}
	switch err := f.probe(); err {
	case nil:
		return "yes"
	case unix.ENOSYS, unix.EOPNOTSUPP:
		return "no"
	default:
		return "no (" + err.Error() + ")"
	}
}

// FeatureTable writes docs/kernel-features.md.
func FeatureTable(w io.Writer) error {
	_, err := fmt.Fprint(w, "# Kernel features\n\nMade from the list that `uproot doctor` uses. Every feature is probed at each start, and each can\n"+
		"be forced off with `UPROOT_DISABLE=name,name`.\n\n| feature | since | use | without it | lost |\n|---|---|---|---|---|\n")
	for _, f := range features {
		if err == nil {
			_, err = fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", f.Name, f.Since, f.Use, f.Fallback, f.Lost)
		}
	}
	return err
}

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// shells maps the argument of "uproot completion" to the script's maker.
var shells = map[string]func() string{
	"bash": bashCompletion,
	"zsh":  zshCompletion,
	"fish": fishCompletion,
}

func printCompletion(c *cli.Context) error {
	script, ok := shells[c.Args().First()]
	if !ok {
		return fmt.Errorf("no completion for the shell %q; write bash, zsh or fish", c.Args().First())
	}
	_, err := io.WriteString(c.App.Writer, script())
	return err
}

// spellings returns every way to write o: -b, -m, --bind, --mount.
func spellings(o *option) []string {
	var list []string
	for _, letter := range o.short {
		list = append(list, "-"+string(letter))
	}
	for _, long := range o.long {
		list = append(list, "--"+long)
	}
	return list
}

// optionsWhere returns the options for which keep holds, in table order.
func optionsWhere(keep func(*option) bool) []*option {
	var list []*option
	for i := range optionTable {
		if keep(&optionTable[i]) {
			list = append(list, &optionTable[i])
		}
	}
	return list
}

func everyOption(*option) bool  { return true }
func takesValue(o *option) bool { return o.arg != "" }
func takesNone(o *option) bool  { return o.arg == "" }
func repeats(o *option) bool    { return o.values == hintFile || o.values == hintVariable }
func offers(h hint) func(*option) bool {
	return func(o *option) bool { return o.values == h && o.arg != "" }
}

// allSpellings joins the spellings of options, for a list or a shell pattern.
func allSpellings(options []*option, separator string) string {
	var list []string
	for _, o := range options {
		list = append(list, spellings(o)...)
	}
	return strings.Join(list, separator)
}

// letters returns the short names of options as the inside of a bracket
// expression.
func letters(options []*option) string {
	var b strings.Builder
	for _, o := range options {
		b.WriteString(o.short)
	}
	return b.String()
}

func subcommandNames() string {
	var list []string
	for _, s := range subcommandTable {
		list = append(list, s.name)
	}
	return strings.Join(list, " ")
}

// rootOptions are those whose value is the guest's root: what a shell can look
// into for the guest's commands and files.
func rootOptions() []*option {
	return optionsWhere(func(o *option) bool { return strings.ContainsAny(o.short, "rRS") })
}

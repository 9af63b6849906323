package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// newApp returns the application without its flags and subcommands. It never
// exits by itself and prints no usage after an error: one line says it all.
func newApp(stdout io.Writer) *cli.App {
	return &cli.App{
		Name:                  "uproot",
		Usage:                 "a chroot without root",
		Version:               version,
		HideHelp:              true,
		HideVersion:           true,
		Writer:                stdout,
		ErrWriter:             io.Discard,
		CustomAppHelpTemplate: helpTemplate,
		ExtraInfo:             helpParts,
		ExitErrHandler:        func(*cli.Context, error) {},
		OnUsageError:          usageError,
	}
}

func usageError(_ *cli.Context, err error, _ bool) error {
	return fmt.Errorf("%w; 'uproot --help' lists the options", err)
}

// subcommand is what help, the manual and the completions say of one; its
// name alone makes the first word of a command line no command of the guest.
type subcommand struct {
	name   string
	args   string // what stands for its argument in the help
	usage  string
	manual string
	values []string // what its one argument may be; nil if it takes none
}

var subcommandTable = []subcommand{
	{
		name: "doctor", usage: "what this kernel allows and what to do",
		manual: "Tell which features of the kernel are there, what is lost without the others, and what to do about it.",
	},
	{
		name: "completion", args: "SHELL", usage: "completions for a shell",
		manual: "Print a script that makes <SHELL>, one of bash, zsh and fish, complete uproot's command lines. " +
			"Its first lines tell how to load it.",
		values: []string{"bash", "zsh", "fish"},
	},
	{
		name: "man", usage: "the manual page, for man -l -",
		manual: "Print this page in roff: *uproot man | man -l -* shows it.",
	},
}

// action returns what the subcommand called name does. It is no field of the
// table, which the manual and the completions themselves are made from.
func action(name string, h host) cli.ActionFunc {
	switch name {
	case "doctor":
		return func(c *cli.Context) error { return doctor(c.App.Writer, disabled(h)) }
	case "completion":
		return printCompletion
	case "man":
		return func(c *cli.Context) error {
			_, err := io.WriteString(c.App.Writer, manualPage())
			return err
		}
	}
	panic("uproot: subcommand " + name + " without an action")
}

func isSubcommand(word string) bool {
	for _, s := range subcommandTable {
		if s.name == word {
			return true
		}
	}
	return false
}

// subcommands returns the table as the flag parser wants it.
func subcommands(h host) []*cli.Command {
	var list []*cli.Command
	for _, s := range subcommandTable {
		list = append(list, &cli.Command{
			Name:               s.name,
			Usage:              s.usage,
			ArgsUsage:          s.args,
			HideHelpCommand:    true,
			OnUsageError:       usageError,
			CustomHelpTemplate: subcommandHelpTemplate,
			Action:             s.checked(action(s.name, h)),
		})
	}
	return list
}

// checked refuses arguments that s does not have before action sees them.
func (s subcommand) checked(action cli.ActionFunc) cli.ActionFunc {
	return func(c *cli.Context) error {
		switch {
		case s.values == nil && c.NArg() > 0:
			return fmt.Errorf("%s takes no argument, but was given %q; write 'uproot -- %s ...' for the guest's own %s",
				s.name, c.Args().First(), s.name, s.name)
		case s.values != nil && c.NArg() != 1:
			return fmt.Errorf("%s takes one argument; write uproot %s %s", s.name, s.name, strings.Join(s.values, "|"))
		}
		return action(c)
	}
}

package main

import (
	"fmt"
	"strings"
)

// fishCompletion returns the script for fish.
func fishCompletion() string {
	return strings.NewReplacer(
		"@ARGPARSE@", fishArgparse(),
		"@OPTIONS@", fishOptions(),
		"@ROOTS@", fishRoots(),
		"@SUBCOMMANDS@", fishSubcommands(),
		"@SUBCOMMAND_NAMES@", subcommandNames(),
		"@SHELLS@", "bash zsh fish",
	).Replace(fishTemplate)
}

// fishArgparse returns the options in the notation of fish's argparse, each
// spelling for itself.
func fishArgparse() string {
	var specs []string
	for _, o := range optionsWhere(everyOption) {
		value := ""
		if o.arg != "" {
			value = "=+"
		}
		for _, letter := range o.short {
			specs = append(specs, string(letter)+value)
		}
		for _, long := range o.long {
			specs = append(specs, long+value)
		}
	}
	return strings.Join(specs, " ")
}

func fishOptions() string {
	var b strings.Builder
	for _, o := range optionsWhere(everyOption) {
		b.WriteString("complete -c uproot -n __uproot_at_option")
		for _, letter := range o.short {
			fmt.Fprintf(&b, " -s %c", letter)
		}
		for _, long := range o.long {
			fmt.Fprintf(&b, " -l %s", long)
		}
		fmt.Fprintf(&b, "%s -d %s\n", fishValue(o), shellQuote(o.brief))
	}
	return b.String()
}

func fishValue(o *option) string {
	if o.arg == "" {
		return ""
	}
	return map[hint]string{
		hintNone:      " -x",
		hintDirectory: " -x -a '(__fish_complete_directories)'",
		hintFile:      " -r -F",
		hintCommand:   " -x -a '(__fish_complete_command)'",
		hintVariable:  " -x -a '(set -xn)='",
		hintLevel:     " -x -a '0 1 2'",
	}[o.values]
}

func fishRoots() string {
	expr := ""
	for _, o := range rootOptions() {
		for _, spelling := range spellings(o) {
			expr += " $_flag_" + strings.TrimLeft(spelling, "-")
		}
	}
	return expr
}

func fishSubcommands() string {
	var b strings.Builder
	for _, s := range subcommandTable {
		fmt.Fprintf(&b, "complete -c uproot -n __uproot_at_first -a %s -d %s\n", s.name, shellQuote(s.usage))
	}
	return b.String()
}

const fishTemplate = `# fish completion for uproot, made by "uproot completion fish".
# Save it as uproot.fish in ~/.config/fish/completions, or load it with:
# uproot completion fish | source

# Prints the words of the command line after the options, or fails in them.
function __uproot_operands
    set -l words (commandline -opc)
    argparse -s @ARGPARSE@ -- $words[2..] 2>/dev/null
    and set -q argv[1]
    and printf '%s\n' $argv
end

function __uproot_at_option
    test (count (__uproot_operands)) -eq 0
    and not contains -- -- (commandline -opc)
end

function __uproot_at_command
    test (count (__uproot_operands)) -eq 0
end

function __uproot_at_first
    test (count (commandline -opc)) -eq 1
end

function __uproot_in_subcommand
    set -l words (commandline -opc)
    test (count $words) -ge 2
    and contains -- $words[2] @SUBCOMMAND_NAMES@
end

function __uproot_at_argument
    test (count (__uproot_operands)) -gt 0
    and not __uproot_in_subcommand
end

# Lists the commands of the guest by looking into its root.
function __uproot_guest_commands
    set -l words (commandline -opc)
    argparse -s @ARGPARSE@ -- $words[2..] 2>/dev/null
    set -l roots@ROOTS@
    set -l root (string trim -r -c / -- "$roots[-1]")
    set -l files $root/{usr/local/,usr/,}{s,}bin/*
    string replace -r '.*/' '' -- $files
end

complete -c uproot -f
@OPTIONS@@SUBCOMMANDS@complete -c uproot -n '__uproot_in_subcommand; and test (count (commandline -opc)) -eq 2; and contains completion (commandline -opc)' -a '@SHELLS@'
complete -c uproot -n '__uproot_at_command; and not __uproot_in_subcommand' -a '(__uproot_guest_commands)' -d 'command of the guest'
complete -c uproot -n __uproot_at_argument -F
`

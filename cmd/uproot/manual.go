package main

import "strings"

// section is one section of the manual page; see roffText for the markup.
type section struct {
	title      string
	paragraphs []string
	more       func() string // roff to follow the paragraphs, made from a table
}

var manualSections = []section{
	{title: "NAME", paragraphs: []string{"uproot - a chroot without root"}},
	{title: "SYNOPSIS", paragraphs: []string{
		"*uproot* [<OPTION>]... [<COMMAND> [<ARGUMENT>]...]\n" +
			"*uproot doctor*\n" +
			"*uproot completion* *bash*|*zsh*|*fish*\n" +
			"*uproot man*",
	}},
	{title: "DESCRIPTION", paragraphs: []string{
		"uproot runs <COMMAND> with a directory of the host as its */*, for an ordinary user: " +
			"it needs no privilege, no user namespace, no setup, and it works for static programs as well as for dynamic ones. " +
			"The command and all that it starts see the files below that directory and the host's files that are bound into it, and no others.",
		"Without <COMMAND>, uproot runs the program that *$SHELL* names if the guest has it, otherwise */bin/sh*.",
		"The <host> is the system in which uproot is started, the <guest> what runs under it.",
	}},
	{title: "OPTIONS", paragraphs: []string{
		"Options end at the first word that is not one, which is the command: in *uproot -r debian ls -l*, *-l* goes to *ls*. " +
			"They also end at *--*. " +
			"A value may be attached: *-b/dev*, *-b /dev*, *--bind=/dev* and *--bind /dev* are the same, and so are *-hV* and *-h -V*. " +
			"Of several *-r*, *-R* and *-S* the last one names the root.",
	}, more: manualOptions},
	{title: "BINDINGS", paragraphs: []string{
		"*-b* <HOST>[*:*<GUEST>][*!*][*:ro*][*:optional*]",
		"<HOST> is a file or directory of the host, relative to the current directory if it does not begin with */*. " +
			"<GUEST> is where the guest sees it, always absolute, and <HOST> made absolute if it is left out. " +
			"<GUEST> need not exist below the root, and nothing is created there. " +
			"If <GUEST> is a symbolic link, what it points to is covered.",
	}, more: suffixEntries.roff},
	{title: "COMMANDS", paragraphs: []string{
		"These words are uproot's own only where they come first: " +
			"*uproot -- man*, *uproot -r / man* and *uproot ./man* run the guest's *man*.",
	}, more: manualSubcommands},
	{title: "ENVIRONMENT", more: variableEntries.roff},
	{title: "EXIT STATUS", paragraphs: []string{
		"The status is that of the command itself, whatever the processes that it leaves behind end with.",
	}, more: manualStatuses},
	{title: "EXAMPLES", more: manualExamples},
	{title: "SEE ALSO", paragraphs: []string{"*chroot*(1), *proot*(1), *bwrap*(1), *ptrace*(2), *seccomp*(2)"}},
}

// entries is a list of tagged paragraphs: tag and text by turns.
type entries [][2]string

var suffixEntries = entries{
	{"*!*", "If <GUEST> is a symbolic link, cover the link itself."},
	{"*:ro*", "Writing below <GUEST> fails with EROFS."},
	{"*:optional*", "It is no error if <HOST> does not exist; there is no such binding then."},
	{"*\\:*, *\\!*, *\\\\*", "A colon, exclamation mark or backslash that is part of a path: " +
		"*-b '/a\\:b:/c'* shows the host's */a:b* at */c*. The first colon without a backslash ends <HOST>. " +
		"Before any other character a backslash is part of the path. Mind that the shell takes backslashes away outside of quotes."},
}

var variableEntries = entries{
	{"*SHELL*", "The program to run if no command is given."},
	{"*HOME*", "The directory that *-R* and *-S* bind."},
	{"*UPROOT_DISABLE*", "Names of kernel features to do without, separated by commas, as *uproot doctor* names them. " +
		"For trying what an older kernel gives."},
}

// roff returns e as tagged paragraphs.
func (e entries) roff() string {
	var b strings.Builder
	for _, entry := range e {
		b.WriteString(tagged(entry[0], entry[1]))
	}
	return b.String()
}

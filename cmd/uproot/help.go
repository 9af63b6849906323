package main

import (
	"fmt"
	"strings"
)

// helpTemplate is the frame of --help. The parts come from the tables, in the
// order of the tables, which the flag parser's own templates would sort.
const helpTemplate = `{{.Name}}: {{.Usage}}

Usage: uproot [OPTION]... [COMMAND [ARGUMENT]...]
{{with ExtraInfo}}{{.commands}}
COMMAND runs with DIR as its /. Without COMMAND: the guest's $SHELL, or /bin/sh.
{{.options}}
Examples:
{{.examples}}
Exit status:
{{.statuses}}{{end}}`

const subcommandHelpTemplate = `{{.HelpName}}: {{.Usage}}

Usage: {{.HelpName}}{{if .ArgsUsage}} {{.ArgsUsage}}{{end}}
`

// helpColumn is where the right column of --help begins.
const helpColumn = 28

// row is a line of two columns.
type row struct{ left, right string }

// exampleTable holds command lines worth imitating.
var exampleTable = []row{
	{"uproot -r debian", "a shell in the tree debian/"},
	{"uproot -r debian -b /dev -b /proc ps", "with two directories of the host"},
	{"uproot -R debian -w /src make -j2", "with all that is usually wanted"},
	{"uproot -r alpine -b .:/src:ro ls /src", "the current directory, read-only"},
	{"uproot -r arm -q qemu-aarch64-static", "a tree of another CPU"},
	{"uproot -b ~/hosts:/etc/hosts getent hosts", "the host, but for one file"},
}

// exitStatusTable is the meaning of uproot's exit status, as in chroot(1).
var exitStatusTable = []row{
	{"125", "uproot failed"},
	{"126", "COMMAND was found but cannot be run"},
	{"127", "COMMAND was not found"},
	{"128+N", "COMMAND was killed by signal N"},
	{"else", "COMMAND's own"},
}

// helpParts returns what helpTemplate asks for.
func helpParts() map[string]string {
	return map[string]string{
		"commands": helpSubcommands(),
		"options":  helpOptions(optionTable),
		"examples": helpColumns(exampleTable, 43),
		"statuses": helpColumns(exitStatusTable, 7),
	}
}

func helpSubcommands() string {
	var b strings.Builder
	for _, s := range subcommandTable {
		call := "uproot " + s.name
		if s.values != nil {
			call += " " + strings.Join(s.values, "|")
		}
		fmt.Fprintf(&b, "       %-33s %s\n", call, s.usage)
	}
	return b.String()
}

// helpOptions returns table in two columns, a heading before each group.
func helpOptions(table []option) string {
	var b strings.Builder
	group := ""
	for i := range table {
		if o := &table[i]; o.group != group {
			group = o.group
			fmt.Fprintf(&b, "\n%s:\n", group)
		}
		b.WriteString(helpOption(&table[i]))
	}
	return b.String()
}

func helpOption(o *option) string {
	left := "      "
	if o.short != "" {
		left = "  -" + o.short[:1]
	}
	if len(o.long) > 0 {
		if o.short != "" {
			left += ", "
		}
		left += "--" + o.long[0]
	}
	if o.arg != "" {
		left += " " + o.arg
	}
	right := strings.ReplaceAll(o.usage, "\n", "\n"+strings.Repeat(" ", helpColumn))
	if len(left) > helpColumn-2 {
		left += "\n"
		return left + strings.Repeat(" ", helpColumn) + right + helpAliases(o) + "\n"
	}
	return fmt.Sprintf("%-*s%s%s\n", helpColumn, left, right, helpAliases(o))
}

// helpAliases names the other spellings of o on a line of their own.
func helpAliases(o *option) string {
	var also []string
	for _, letter := range o.short[min(1, len(o.short)):] {
		also = append(also, "-"+string(letter))
	}
	for _, long := range o.long[min(1, len(o.long)):] {
		also = append(also, "--"+long)
	}
	if also == nil {
		return ""
	}
	return " [also " + strings.Join(also, ", ") + "]"
}

func helpColumns(rows []row, width int) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "  %-*s %s\n", width, r.left, r.right)
	}
	return b.String()
}

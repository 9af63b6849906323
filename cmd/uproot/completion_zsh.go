package main

import (
	"fmt"
	"strings"
)

// zshCompletion returns the script for zsh: a file _uproot in a directory of
// $fpath, or something to source.
func zshCompletion() string {
	return strings.NewReplacer(
		"@SPECS@", zshSpecs(),
		"@SUBCOMMANDS@", zshSubcommands(),
		"@SUBCOMMAND_NAMES@", strings.ReplaceAll(subcommandNames(), " ", "|"),
		"@ROOTS@", zshRoots(),
		"@SHELLS@", "bash zsh fish",
	).Replace(zshTemplate)
}

// zshSpecs returns every spelling as one argument of _arguments, which takes
// "+" after a short name and "=" after a long one for a value that may be
// attached or follow, and "*" before an option that may be repeated.
func zshSpecs() string {
	var b strings.Builder
	for _, o := range optionsWhere(everyOption) {
		for _, spelling := range spellings(o) {
			fmt.Fprintf(&b, "        %s \\\n", shellQuote(zshSpec(o, spelling)))
		}
	}
	return b.String()
}

func zshSpec(o *option, spelling string) string {
	spec := "(" + strings.Join(spellings(o), " ") + ")" + spelling
	if repeats(o) {
		spec = "*" + spelling
	}
	if o.arg == "" {
		return spec + "[" + o.brief + "]"
	}
	if strings.HasPrefix(spelling, "--") {
		spec += "="
	} else {
		spec += "+"
	}
	action := map[hint]string{
		hintNone:      " ",
		hintDirectory: "_directories",
		hintFile:      "_files",
		hintCommand:   "_command_names -e",
		hintVariable:  "_parameters -g '*export*'",
		hintLevel:     "(0 1 2)",
	}[o.values]
	value, _, _ := strings.Cut(strings.ToLower(o.arg), "[")
	return spec + "[" + o.brief + "]:" + value + ":" + action
}

func zshSubcommands() string {
	var b strings.Builder
	for _, s := range subcommandTable {
		fmt.Fprintf(&b, "        %s\n", shellQuote(s.name+":"+s.usage))
	}
	return b.String()
}

// zshRoots returns an expression for the root that the line names.
func zshRoots() string {
	expr := ""
	for _, o := range rootOptions() {
		for _, spelling := range spellings(o) {
			expr += "${opt_args[" + spelling + "]}"
		}
	}
	return expr
}

// shellQuote makes one word of s for any of the shells.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

const zshTemplate = `#compdef uproot
# zsh completion for uproot, made by "uproot completion zsh".
# Save it as _uproot in a directory of $fpath, or load it after compinit with:
# source <(uproot completion zsh)

# Completes a command of the guest by looking into its root.
_uproot_command() {
    local root=@ROOTS@
    local -a names subcommands
    root=${~root%/}
    if [[ $PREFIX == /* ]]; then
        compset -P /
        _files -W "$root/"
        return
    fi
    names=($root/{usr/local/,usr/,}{s,}bin/*(N:t))
    compadd -X 'command of the guest' -a names
    ((uproot_first)) || return 0
    subcommands=(
@SUBCOMMANDS@    )
    _describe 'command of uproot' subcommands
}

_uproot() {
    local curcontext=$curcontext state line
    local uproot_first=$((CURRENT == 2))
    typeset -A opt_args
    if ((CURRENT > 2)) && [[ $words[2] == (@SUBCOMMAND_NAMES@) ]]; then
        [[ $words[2] == completion ]] && ((CURRENT == 3)) && compadd @SHELLS@
        return
    fi
    _arguments -s -S -A '-*' \
@SPECS@        '(-)1:command:_uproot_command' \
        '*::argument:_normal'
}

if [[ $funcstack[1] == _uproot ]]; then
    _uproot "$@"
else
    compdef _uproot uproot
fi
`

package main

import "strings"

// bashCompletion returns the script for bash. It needs nothing of the
// bash-completion package, which small systems and phones do not have.
func bashCompletion() string {
	return strings.NewReplacer(
		"@OPTIONS@", allSpellings(optionsWhere(everyOption), " "),
		"@VALUED@", allSpellings(optionsWhere(takesValue), "|"),
		"@VALUED_LETTERS@", letters(optionsWhere(takesValue)),
		"@BARE_LETTERS@", letters(optionsWhere(takesNone)),
		"@ROOTS@", allSpellings(rootOptions(), "|"),
		"@DIRECTORIES@", allSpellings(optionsWhere(offers(hintDirectory)), "|"),
		"@FILES@", allSpellings(optionsWhere(offers(hintFile)), "|"),
		"@COMMANDS@", allSpellings(optionsWhere(offers(hintCommand)), "|"),
		"@VARIABLES@", allSpellings(optionsWhere(offers(hintVariable)), "|"),
		"@LEVELS@", allSpellings(optionsWhere(offers(hintLevel)), "|"),
		"@SUBCOMMANDS@", subcommandNames(),
		"@SHELLS@", "bash zsh fish",
	).Replace(bashTemplate)
}

// bash splits the words of its own array at ":" and "=", so the script splits
// the line again and, in _uproot_reply, cuts off what bash takes for earlier
// words.
const bashTemplate = `# bash completion for uproot, made by "uproot completion bash".
# Load it with: eval "$(uproot completion bash)"

# Takes an option word apart: its name, and whether and which value it has.
_uproot_option() {
    has=1
    if [[ $1 =~ ^(--[^=]+=)(.*)$ ]]; then
        name=${BASH_REMATCH[1]%=} head=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    elif [[ $1 =~ ^(-[@BARE_LETTERS@]*([@VALUED_LETTERS@]))(.+)$ ]]; then
        name=-${BASH_REMATCH[2]} head=${BASH_REMATCH[1]} value=${BASH_REMATCH[3]}
    elif [[ $1 =~ ^-[@BARE_LETTERS@]*([@VALUED_LETTERS@])$ ]]; then
        name=-${BASH_REMATCH[1]} head= value= has=
    else
        name=$1 head= value= has=
    fi
}

# Replies with the lines of its input, each after what the word has already.
_uproot_reply() {
    local before=$1 known=${word%"${COMP_WORDS[COMP_CWORD]}"} line
    [[ ${COMP_WORDS[COMP_CWORD]} == [:=] ]] && known=$word
    while IFS= read -r line; do
        line=$before$line
        COMPREPLY+=("${line#"$known"}")
    done
}

# Completes the value of option $1; $2 stands before it in the same word.
_uproot_value() {
    local part=$value before=$2
    case $1 in
    @DIRECTORIES@)
        compopt -o filenames 2>/dev/null
        _uproot_reply "$before" < <(compgen -d -- "$part") ;;
    @FILES@)
        if [[ $part == *:* ]]; then
            before+=${part%:*}:
            part=${part##*:}
        fi
        compopt -o filenames 2>/dev/null
        _uproot_reply "$before" < <(compgen -f -- "$part") ;;
    @COMMANDS@)
        _uproot_reply "$before" < <(compgen -c -- "$part") ;;
    @VARIABLES@)
        _uproot_reply "$before" < <(compgen -v -- "$part") ;;
    @LEVELS@)
        _uproot_reply "$before" < <(compgen -W '0 1 2' -- "$part") ;;
    esac
}

# Completes a command of the guest by looking into its root.
_uproot_command() {
    local dir
    if [[ $word == */* ]]; then
        _uproot_guest_file
        return
    fi
    for dir in "$root"/{usr/local/,usr/,}{s,}bin/; do
        _uproot_reply '' < <(cd "$dir" 2>/dev/null && compgen -f -- "$word")
    done
}

_uproot_guest_file() {
    local path
    compopt -o filenames 2>/dev/null
    if [[ $word == /* ]]; then
        _uproot_reply '' < <(compgen -f -- "$root$word" | while IFS= read -r path; do
            printf '%s\n' "${path#"$root"}"
        done)
    else
        _uproot_reply '' < <(compgen -f -- "$word")
    fi
}

# Walks over the options before the cursor; fails where the command stands.
_uproot_options() {
    while ((at < last)); do
        [[ ${words[at]} == -- ]] && ((at++)) && return 1
        [[ ${words[at]} == -?* ]] || return 1
        _uproot_option "${words[at]}"
        case $name in
        @VALUED@)
            if [[ ! $has ]]; then
                ((++at == last)) && { due=$name; return 0; }
                value=${words[at]}
            fi ;;
        esac
        case $name in
        @ROOTS@) root=${value%/} ;;
        esac
        ((++at))
    done
    [[ $word == -* ]]
}

_uproot_subcommand() {
    [[ ${words[1]} == completion ]] && ((last == 2)) &&
        _uproot_reply '' < <(compgen -W '@SHELLS@' -- "$word")
}

_uproot() {
    local words word last at=1 root= due= name= head= value= has=
    COMPREPLY=()
    # The dot keeps an empty last word.
    read -a words <<<"${COMP_LINE:0:COMP_POINT}."
    last=$((${#words[@]} - 1))
    word=${words[last]%.}
    case " @SUBCOMMANDS@ " in
    *" ${words[1]} "*)
        if ((last > 1)); then
            _uproot_subcommand
            return
        fi ;;
    esac
    if ! _uproot_options; then
        if ((at < last)); then
            _uproot_guest_file
            return
        fi
        _uproot_command
        ((last == 1)) && _uproot_reply '' < <(compgen -W '@SUBCOMMANDS@' -- "$word")
        return
    fi
    if [[ $due ]]; then
        value=$word
        _uproot_value "$due" ''
        return
    fi
    _uproot_option "$word"
    if [[ $has ]]; then
        _uproot_value "$name" "$head"
    else
        _uproot_reply '' < <(compgen -W '@OPTIONS@' -- "$word")
    fi
}

complete -F _uproot uproot
`

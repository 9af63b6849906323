package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// setting is one option as the command line gave it.
type setting struct {
	option *option
	value  string // "" for an option that takes none
}

// getopt splits words as getopt_long(3) does when its option string begins
// with "+": options end at "--" or at the first word that is none, and what
// follows belongs to the command. Abbreviated long options are refused, since
// a later option would turn a script's abbreviation ambiguous.
func getopt(table []option, words []string) (settings []setting, operands []string, err error) {
	s := scanner{table: table, rest: words}
	for len(s.rest) > 0 {
		word := s.rest[0]
		if word == "--" {
			return s.found, s.rest[1:], nil
		}
		if len(word) < 2 || word[0] != '-' {
			break
		}
		s.rest = s.rest[1:]
		if err := s.word(word); err != nil {
			return nil, nil, err
		}
	}
	return s.found, s.rest, nil
}

// normalise writes words in the one form that the flag parser knows: every
// option under its first name with its value attached, then "--".
func normalise(table []option, words []string) ([]string, error) {
	settings, operands, err := getopt(table, words)
	if err != nil {
		return nil, err
	}
	argv := make([]string, 0, len(settings)+1+len(operands))
	for _, s := range settings {
		word := "--" + s.option.name()
		if s.option.arg != "" {
			word += "=" + s.value
		}
		argv = append(argv, word)
	}
	return append(append(argv, "--"), operands...), nil
}

// scanner is getopt's place in the command line.
type scanner struct {
	table []option
	rest  []string
	found []setting
}

func (s *scanner) word(word string) error {
	if name, ok := strings.CutPrefix(word, "--"); ok {
		return s.long(name)
	}
	return s.bundle(word[1:])
}

func (s *scanner) long(word string) error {
	name, value, attached := strings.Cut(word, "=")
	o := findLong(s.table, name)
	switch {
	case o == nil:
		return unknownOption(s.table, name)
	case o.arg == "" && attached:
		return fmt.Errorf("option --%s takes no value, but was given %q; leave it out", name, value)
	case o.arg == "" || attached:
		s.found = append(s.found, setting{o, value})
		return nil
	}
	return s.takeNext(o, "--"+name)
}

// bundle reads the letters of one word: -hV is -h -V, and what follows a
// letter that takes a value is that value.
func (s *scanner) bundle(letters string) error {
	for letters != "" {
		letter := letters[:1]
		letters = letters[1:]
		o := findShort(s.table, letter)
		switch {
		case o == nil:
			return unknownLetter(letter + letters)
		case o.arg == "":
			s.found = append(s.found, setting{option: o})
		case letters != "":
			s.found = append(s.found, setting{o, letters})
			return nil
		default:
			return s.takeNext(o, "-"+letter)
		}
	}
	return nil
}

// takeNext uses the next word as the value of o, whatever it looks like.
func (s *scanner) takeNext(o *option, spelled string) error {
	if len(s.rest) == 0 {
		return fmt.Errorf("option %s lacks its value; write %s %s", spelled, spelled, o.arg)
	}
	s.found = append(s.found, setting{o, s.rest[0]})
	s.rest = s.rest[1:]
	return nil
}

func findLong(table []option, name string) *option {
	for i := range table {
		for _, long := range table[i].long {
			if long == name {
				return &table[i]
			}
		}
	}
	return nil
}

func findShort(table []option, letter string) *option {
	for i := range table {
		if strings.Contains(table[i].short, letter) {
			return &table[i]
		}
	}
	return nil
}

// unknownLetter names the whole character when a word that is not ASCII went
// through bundle, which reads bytes.
func unknownLetter(at string) error {
	_, size := utf8.DecodeRuneInString(at)
	return fmt.Errorf("unknown option %s; 'uproot --help' lists them", plain("-"+at[:size]))
}

func unknownOption(table []option, name string) error {
	advice := "'uproot --help' lists them"
	if long := onlyLongWith(table, name); long != "" {
		advice = "did you mean --" + long + "?"
	}
	return fmt.Errorf("unknown option %s; %s", plain("--"+name), advice)
}

// onlyLongWith returns the one long name that begins with prefix, if there is
// exactly one.
func onlyLongWith(table []option, prefix string) string {
	var found []string
	for _, o := range table {
		for _, long := range o.long {
			if prefix != "" && strings.HasPrefix(long, prefix) {
				found = append(found, long)
			}
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// plain leaves an ordinary word as it is and quotes one that would break or
// hide part of a one-line message.
func plain(word string) string {
	quoted := fmt.Sprintf("%q", word)
	if quoted == `"`+word+`"` && !strings.Contains(word, " ") {
		return word
	}
	return quoted
}

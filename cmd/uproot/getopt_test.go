package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// given is a setting written down: the option's name and its value.
type given struct{ Name, Value string }

func givenBy(settings []setting) []given {
	var list []given
	for _, s := range settings {
		list = append(list, given{s.option.name(), s.value})
	}
	return list
}

func TestGetopt(t *testing.T) {
	for _, tc := range []struct {
		words    []string
		settings []given
		operands []string
	}{
		{words: nil},
		{words: []string{"ls"}, operands: []string{"ls"}},
		{words: []string{"ls", "-r", "x"}, operands: []string{"ls", "-r", "x"}},
		{words: []string{"-"}, operands: []string{"-"}},
		{words: []string{"", "-r"}, operands: []string{"", "-r"}},
		{words: []string{"--"}, operands: []string{}},
		{words: []string{"--", "-r", "--"}, operands: []string{"-r", "--"}},
		{words: []string{"-b/x"}, settings: []given{{"bind", "/x"}}},
		{words: []string{"-b", "/x"}, settings: []given{{"bind", "/x"}}},
		{words: []string{"-m", "/x"}, settings: []given{{"bind", "/x"}}},
		{words: []string{"--bind=/x"}, settings: []given{{"bind", "/x"}}},
		{words: []string{"--bind", "/x"}, settings: []given{{"bind", "/x"}}},
		{words: []string{"--mount=/x"}, settings: []given{{"bind", "/x"}}},
		{words: []string{"--bind=a=b"}, settings: []given{{"bind", "a=b"}}},
		{words: []string{"--bind="}, settings: []given{{"bind", ""}}},
		{words: []string{"-b", ""}, settings: []given{{"bind", ""}}},
		{words: []string{"-b=/x"}, settings: []given{{"bind", "=/x"}}},
		{words: []string{"-b", "--"}, settings: []given{{"bind", "--"}}},
		{words: []string{"-v", "-1", "ls"}, settings: []given{{"verbose", "-1"}}, operands: []string{"ls"}},
		{words: []string{"-hV"}, settings: []given{{"help", ""}, {"version", ""}}},
		{words: []string{"-hrx", "ls"}, settings: []given{{"help", ""}, {"rootfs", "x"}}, operands: []string{"ls"}},
		{words: []string{"-hr", "x", "ls"}, settings: []given{{"help", ""}, {"rootfs", "x"}}, operands: []string{"ls"}},
		{words: []string{"-Rx", "-S", "y"}, settings: []given{{"R", "x"}, {"S", "y"}}},
		{words: []string{"--kill-on-exit", "ls"}, settings: []given{{"kill-on-exit", ""}}, operands: []string{"ls"}},
		{words: []string{"-b\xff"}, settings: []given{{"bind", "\xff"}}},
	} {
		settings, operands, err := getopt(optionTable, tc.words)
		if err != nil {
			t.Errorf("%q: %v", tc.words, err)
			continue
		}
		if diff := cmp.Diff(tc.settings, givenBy(settings)); diff != "" {
			t.Errorf("%q: settings (-want +got):\n%s", tc.words, diff)
		}
		if !slices.Equal(tc.operands, operands) {
			t.Errorf("%q: operands %q, want %q", tc.words, operands, tc.operands)
		}
	}
}

func TestGetoptErrors(t *testing.T) {
	for _, tc := range []struct {
		words []string
		want  string
	}{
		{[]string{"-x"}, "unknown option -x; 'uproot --help' lists them"},
		{[]string{"-hx"}, "unknown option -x; 'uproot --help' lists them"},
		{[]string{"-é"}, "unknown option -é; 'uproot --help' lists them"},
		{[]string{"-\n"}, `unknown option "-\n"; 'uproot --help' lists them`},
		{[]string{"--no\nsuch"}, `unknown option "--no\nsuch"; 'uproot --help' lists them`},
		{[]string{"--=x"}, "unknown option --; 'uproot --help' lists them"},
		{[]string{"---"}, "unknown option ---; 'uproot --help' lists them"},
		{[]string{"--root", "x"}, "unknown option --root; did you mean --rootfs?"},
		{[]string{"--h"}, "unknown option --h; 'uproot --help' lists them"},
		{[]string{"--R=x"}, "unknown option --R; 'uproot --help' lists them"},
		{[]string{"-b"}, "option -b lacks its value; write -b HOST[:GUEST]"},
		{[]string{"-hb"}, "option -b lacks its value; write -b HOST[:GUEST]"},
		{[]string{"--mount"}, "option --mount lacks its value; write --mount HOST[:GUEST]"},
		{[]string{"--help=yes"}, `option --help takes no value, but was given "yes"; leave it out`},
	} {
		_, _, err := getopt(optionTable, tc.words)
		if err == nil || err.Error() != tc.want {
			t.Errorf("%q: error %v, want %s", tc.words, err, tc.want)
		}
	}
}

func TestNormalise(t *testing.T) {
	got, err := normalise(optionTable, []string{"-hb/a=b", "-m", "", "-R", "d", "--pwd", "/", "ls", "--", "-r"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"--help", "--bind=/a=b", "--bind=", "--R=d", "--cwd=/", "--", "ls", "--", "-r"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzGetopt feeds arbitrary words: whatever they are, the operands are the
// line's own last words and nothing before them was one.
func FuzzGetopt(f *testing.F) {
	for _, seed := range []string{"", "-r x ls", "-b/x --bind=/y -- -z", "-hV -v -1 ls -l", "--", "-", "--rootfs"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words := strings.Split(line, " ")
		settings, operands, err := getopt(optionTable, words)
		if err != nil {
			if settings != nil || operands != nil {
				t.Fatalf("%q: a result beside the error %v", words, err)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q: the error has more than a line: %q", words, err)
			}
			return
		}
		eaten := len(words) - len(operands)
		if eaten < 0 || !slices.Equal(words[eaten:], operands) {
			t.Fatalf("%q: operands %q are not its last words", words, operands)
		}
		if eaten > 0 && len(settings) == 0 && words[0] != "--" {
			t.Fatalf("%q: the words before %q say nothing", words, operands)
		}
		if eaten == 0 && len(words[0]) > 1 && words[0][0] == '-' {
			t.Fatalf("%q: begins with an option, but all are operands", words)
		}
	})
}

// FuzzSpellings makes up settings, spells each in one of the ways that getopt
// knows, and wants them back. Each pair of bytes of choices is an option and a
// way to spell it.
func FuzzSpellings(f *testing.F) {
	f.Add([]byte("0123456789"), "/a:/b")
	f.Add([]byte{3, 1, 0, 12, 1, 200, 13, 7, 7, 5, 9, 2, 0, 255}, "")
	f.Add([]byte{12, 2, 12, 2, 13, 2, 0, 2}, "--")
	f.Fuzz(func(t *testing.T, choices []byte, value string) {
		var want []given
		var s speller
		for len(choices) >= 2 {
			o := &optionTable[int(choices[0])%len(optionTable)]
			set := given{Name: o.name()}
			if o.arg != "" {
				set.Value = value
			}
			want = append(want, set)
			s.spell(o, int(choices[1]), value)
			choices = choices[2:]
		}
		s.endBundle("")
		words := append(s.words, "--", "-r", value)
		settings, operands, err := getopt(optionTable, words)
		if err != nil {
			t.Fatalf("%q: %v", words, err)
		}
		if got := givenBy(settings); !slices.Equal(want, got) {
			t.Fatalf("%q: settings %q, want %q", words, got, want)
		}
		if !slices.Equal(operands, []string{"-r", value}) {
			t.Fatalf("%q: operands %q", words, operands)
		}
	})
}

// speller writes settings as words.
type speller struct {
	words  []string
	bundle string // short options that may get company
}

// spell writes one setting; each bit of how is a choice.
func (s *speller) spell(o *option, how int, value string) {
	if o.short == "" || how&1 != 0 && len(o.long) > 0 {
		s.endBundle("")
		s.long(o, "--"+o.long[how>>1%len(o.long)], how&64 != 0, value)
		return
	}
	s.bundle += string(o.short[how>>1%len(o.short)])
	switch {
	case o.arg == "" && how&64 == 0:
		// The next one joins in.
	case o.arg == "":
		s.endBundle("")
	case how&64 != 0 && value != "":
		s.endBundle(value)
	default:
		s.endBundle("")
		s.words = append(s.words, value)
	}
}

func (s *speller) long(o *option, name string, attach bool, value string) {
	switch {
	case o.arg == "":
		s.words = append(s.words, name)
	case attach:
		s.words = append(s.words, name+"="+value)
	default:
		s.words = append(s.words, name, value)
	}
}

// endBundle ends the word of short options with the value of the last one.
func (s *speller) endBundle(value string) {
	if s.bundle != "" {
		s.words = append(s.words, "-"+s.bundle+value)
		s.bundle = ""
	}
}

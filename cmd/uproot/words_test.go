package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplitWords(t *testing.T) {
	for command, want := range map[string][]string{
		"":                     nil,
		" \t\n":                nil,
		"qemu":                 {"qemu"},
		"  qemu  -g 1234 ":     {"qemu", "-g", "1234"},
		`'/my dir/qemu' -L ""`: {"/my dir/qemu", "-L", ""},
		`"a b"c'd e'`:          {"a bcd e"},
		`a\ b`:                 {"a b"},
		`'a\b'`:                {`a\b`},
		`"a\b\"\\"`:            {`a\b"\`},
		`"it's"`:               {"it's"},
		`''`:                   {""},
		`\'`:                   {"'"},
	} {
		got, err := splitWords(command)
		if err != nil {
			t.Errorf("%q: %v", command, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", command, diff)
		}
	}
	for _, command := range []string{`'`, `"`, `a "b`, `a\`, `"\"`} {
		if got, err := splitWords(command); err == nil {
			t.Errorf("%q: %q, want an error", command, got)
		}
	}
}

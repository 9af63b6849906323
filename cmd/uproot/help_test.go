package main

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOptionTable(t *testing.T) {
	seen := map[string]bool{}
	var groups []string
	for i := range optionTable {
		o := &optionTable[i]
		for _, s := range spellings(o) {
			if seen[s] {
				t.Errorf("%s is there twice", s)
			}
			seen[s] = true
		}
		if o.group == "" || o.usage == "" || o.manual == "" || o.brief == "" || o.set == nil {
			t.Errorf("%s is not complete", o.name())
		}
		if last := len(groups) - 1; last < 0 || groups[last] != o.group {
			if slices.Contains(groups, o.group) {
				t.Errorf("%s splits the group %q", o.name(), o.group)
			}
			groups = append(groups, o.group)
		}
	}
}

func TestSubcommandTable(t *testing.T) {
	for _, s := range subcommandTable {
		if action(s.name, testHost()) == nil || s.usage == "" || s.manual == "" {
			t.Errorf("%s is not complete", s.name)
		}
		status, stdout, stderr := runWith(t, testHost(), []string{s.name, "--help"}, noRun(t))
		if status != 0 || !strings.HasPrefix(stdout, "uproot "+s.name+": "+s.usage) || stderr != "" {
			t.Errorf("%s --help: status %d, stdout %q, stderr %q", s.name, status, stdout, stderr)
		}
	}
}

func TestHelp(t *testing.T) {
	_, help, _ := runWith(t, testHost(), []string{"--help"}, noRun(t))
	for _, words := range [][]string{{"-h"}, {"--usage"}, {"-hb", ":"}, {"--help", "ls"}} {
		status, stdout, stderr := runWith(t, testHost(), words, noRun(t))
		if status != 0 || stdout != help || stderr != "" {
			t.Errorf("%q: status %d, stderr %q, stdout:\n%s", words, status, stderr, stdout)
		}
	}
	for line := range strings.Lines(help) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 80 || strings.HasSuffix(line, " ") {
			t.Errorf("too wide or with a blank at its end: %q", line)
		}
	}
	if strings.Contains(help, "\n\n\n") {
		t.Errorf("empty lines in a row:\n%s", help)
	}
	for i := range optionTable {
		for _, spelling := range spellings(&optionTable[i]) {
			if !strings.Contains(help, spelling+" ") && !strings.Contains(help, spelling+",") && !strings.Contains(help, spelling+"]") {
				t.Errorf("--help lacks %s", spelling)
			}
		}
	}
	for _, s := range subcommandTable {
		if !strings.Contains(help, "uproot "+s.name) {
			t.Errorf("--help lacks the subcommand %s", s.name)
		}
	}
}

// TestExamples keeps the examples of help and manual valid command lines.
func TestExamples(t *testing.T) {
	h := testHost()
	h.lookPath = func(command string) (string, error) { return "/usr/bin/" + command, nil }
	for _, e := range exampleTable {
		words := strings.Fields(e.left)
		configOf(t, h, words[1:]...)
	}
}

const committedManual = "../../docs/uproot.1"

func TestManualIsCommitted(t *testing.T) {
	committed, err := os.ReadFile(committedManual)
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := runWith(t, testHost(), []string{"man"}, noRun(t))
	if page != string(committed) {
		t.Errorf("%s is out of date; in the top directory: go run ./cmd/uproot man > docs/uproot.1", committedManual)
	}
}

func TestManual(t *testing.T) {
	page := manualPage()
	for i := range optionTable {
		for _, spelling := range spellings(&optionTable[i]) {
			if !strings.Contains(page, `\fB`+roffLiteral(spelling)+`\fR`) {
				t.Errorf("the manual lacks %s", spelling)
			}
		}
	}
	if i := strings.IndexAny(page, "*<>"); i >= 0 {
		t.Errorf("markup was left over: ...%q", page[max(0, i-40):min(len(page), i+40)])
	}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "'") {
			t.Errorf("roff takes this for a request: %q", line)
		}
	}
}

func TestRoffText(t *testing.T) {
	for text, want := range map[string]string{
		"plain":              "plain",
		"*-b* <HOST>":        `\fB\-b\fR \fIHOST\fR`,
		`a\:b`:               `a\e:b`,
		".hidden":            `\&.hidden`,
		"it's ~/x^y`z`":      `it\(aqs \(ti/x\(hay\(gaz\(ga`,
		"One. Two... three.": "One.\nTwo... three.",
		"a\nb":               "a\n.br\nb",
		"*a*, *b*. <C>. End": "\\fBa\\fR, \\fBb\\fR.\n\\fIC\\fR.\nEnd",
	} {
		if got := roffText(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

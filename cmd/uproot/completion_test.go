package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shellIn returns a function that runs script in shell, in a directory with a
// guest's tree called root and one called "my root".
func shellIn(t *testing.T, shell string, args ...string) func(script string) string {
	t.Helper()
	program, err := exec.LookPath(shell)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed", shell)
		}
		t.Skipf("%s is not installed", shell)
	}
	dir := t.TempDir()
	for _, file := range []string{"root/bin/guest-ls", "root/usr/bin/guest-cat", "my root/bin/other", "file"} {
		file = filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return func(script string) string {
		cmd := exec.Command(program, append(args, script)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "UPROOT_TEST_VARIABLE=1", "XDG_CONFIG_HOME="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", shell, err, out)
		}
		return string(out)
	}
}

// completionCase is a command line and what is offered at its end.
type completionCase struct {
	line string
	want []string
}

// completionCases hold for every shell that can be asked.
var completionCases = []completionCase{
	{"uproot --rootf", []string{"--rootfs"}},
	{"uproot -r roo", []string{"root"}},
	{"uproot --rootfs roo", []string{"root"}},
	{"uproot -r root guest-", []string{"guest-cat", "guest-ls"}},
	{"uproot -hV -S root -- guest-", []string{"guest-cat", "guest-ls"}},
	{"uproot -b /dev:/x -v 1 --rootfs=root guest-", []string{"guest-cat", "guest-ls"}},
	{`uproot -r my\ root oth`, []string{"other"}},
	{"uproot -r root guest-ls --rootf", nil},
	{"uproot -r root doct", nil},
	{"uproot doct", []string{"doctor"}},
	{"uproot completion ", []string{"bash", "fish", "zsh"}},
	{"uproot completion b", []string{"bash"}},
	{"uproot man ", nil},
	{"uproot -b fil", []string{"file"}},
	{"uproot -v ", []string{"0", "1", "2"}},
}

func TestBashCompletion(t *testing.T) {
	bash := shellIn(t, "bash", "--norc", "-c")
	cases := append([]completionCase{
		{"uproot -rroo", []string{"-rroot"}},
		{"uproot --rootfs=roo", []string{"root"}},
		{"uproot -hrroo", []string{"-hrroot"}},
		{"uproot --bind=fil", []string{"file"}},
		{"uproot --bind=file:fil", []string{"file"}},
		{"uproot -b file:fil", []string{"file"}},
		{"uproot -e UPROOT_TEST_V", []string{"UPROOT_TEST_VARIABLE"}},
		{"uproot -r root /bin/guest-", []string{"/bin/guest-ls"}},
		{"uproot -r root guest-ls /usr/bin/g", []string{"/usr/bin/guest-cat"}},
		{"uproot -r root guest-ls fil", []string{"file"}},
	}, completionCases...)
	for _, tc := range cases {
		out := bash(bashCompletion() + bashCall(tc.line))
		checkOffer(t, tc, out)
	}
}

// bashWord is how readline splits a line that has no quotes.
var bashWord = regexp.MustCompile(`[:=]+|(?:\\.|[^\s:=])+`)

// bashCall returns the call that readline would make for line.
func bashCall(line string) string {
	words := bashWord.FindAllString(line, -1)
	if strings.HasSuffix(line, " ") {
		words = append(words, "")
	}
	var b strings.Builder
	b.WriteString("compopt() { :; }; COMP_LINE=" + shellQuote(line) + "; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(")
	for _, w := range words {
		b.WriteString(shellQuote(w) + " ")
	}
	b.WriteString("); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _uproot; printf '%s\\n' \"${COMPREPLY[@]}\"")
	return b.String()
}

func TestFishCompletion(t *testing.T) {
	fish := shellIn(t, "fish", "--no-config", "-c")
	for _, tc := range completionCases {
		checkOffer(t, tc, fish(fishCompletion()+"complete -C "+shellQuote(tc.line)))
	}
}

// checkOffer compares what a shell offers, one a line, perhaps with a
// description after a tab and a slash after a directory.
func checkOffer(t *testing.T, tc completionCase, out string) {
	t.Helper()
	var got []string
	for line := range strings.Lines(out) {
		offer, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if offer = strings.TrimSuffix(offer, "/"); offer != "" {
			got = append(got, offer)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(tc.want, got); diff != "" {
		t.Errorf("%q (-want +got):\n%s", tc.line, diff)
	}
}

func TestZshCompletion(t *testing.T) {
	zsh := shellIn(t, "zsh", "-f", "-c")
	// compdef and _arguments need an editor; stand-ins show what they get.
	out := zsh("compdef() { print -r -- $*; }; _arguments() { print -rl -- \"$@\"; }\n" +
		zshCompletion() + "words=(uproot -) CURRENT=2; _uproot")
	if !strings.HasPrefix(out, "_uproot uproot\n") {
		t.Errorf("the script does not register itself:\n%s", out)
	}
	for i := range optionTable {
		for _, spelling := range spellings(&optionTable[i]) {
			spec := zshSpec(&optionTable[i], spelling)
			if !strings.Contains(out, "\n"+spec+"\n") {
				t.Errorf("_arguments did not get %q", spec)
			}
		}
	}
}

func TestCompletionsNameEveryOption(t *testing.T) {
	for shell, script := range shells {
		text := script()
		for i := range optionTable {
			for _, long := range optionTable[i].long {
				if !strings.Contains(text, long) {
					t.Errorf("%s: no --%s", shell, long)
				}
			}
		}
		if strings.Contains(text, "@") && regexp.MustCompile(`@[A-Z_]+@`).MatchString(text) {
			t.Errorf("%s: a part was not filled in", shell)
		}
	}
}

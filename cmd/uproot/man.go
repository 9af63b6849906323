package main

import (
	"fmt"
	"regexp"
	"strings"
)

// manualPage returns uproot(1) in roff, made from the same tables as --help.
// It bears no date, so that it changes only when the text does.
func manualPage() string {
	var b strings.Builder
	b.WriteString(`.\" Made by "uproot man" from its own tables; do not edit.` + "\n")
	fmt.Fprintf(&b, ".TH UPROOT 1 \"\" \"uproot %s\" \"User Commands\"\n", version)
	// Hyphens put into a path or an option would be typed along.
	b.WriteString(".nh\n.ad l\n")
	for _, s := range manualSections {
		b.WriteString(".SH " + s.title + "\n" + s.roff())
	}
	return b.String()
}

func (s section) roff() string {
	var paragraphs []string
	for _, p := range s.paragraphs {
		paragraphs = append(paragraphs, roffText(p)+"\n")
	}
	text := strings.Join(paragraphs, ".PP\n")
	if s.more != nil {
		text += s.more()
	}
	return text
}

// manualOptions returns optionTable as tagged paragraphs under its headings.
func manualOptions() string {
	var b strings.Builder
	group := ""
	for i := range optionTable {
		o := &optionTable[i]
		if o.group != group {
			group = o.group
			fmt.Fprintf(&b, ".SS %s\n", roffText(group))
		}
		b.WriteString(tagged(optionTag(o), o.manual))
	}
	return b.String()
}

// optionTag lists every spelling of o.
func optionTag(o *option) string {
	tag := "*" + strings.Join(spellings(o), "*, *") + "*"
	if o.arg != "" {
		tag += " <" + o.arg + ">"
	}
	return tag
}

func manualSubcommands() string {
	var b strings.Builder
	for _, s := range subcommandTable {
		tag := "*uproot " + s.name + "*"
		if s.args != "" {
			tag += " <" + s.args + ">"
		}
		b.WriteString(tagged(tag, s.manual))
	}
	return b.String()
}

func manualStatuses() string {
	var b strings.Builder
	for _, s := range exitStatusTable {
		b.WriteString(tagged(s.left, s.right+"."))
	}
	return b.String()
}

func manualExamples() string {
	var examples []string
	for _, e := range exampleTable {
		examples = append(examples, fmt.Sprintf("%s:\n.PP\n.RS 4\n.nf\n%s\n.fi\n.RE\n",
			roffText(upperFirst(e.right)), roffLiteral(e.left)))
	}
	return strings.Join(examples, ".PP\n")
}

// tagged returns a paragraph with a hanging tag.
func tagged(tag, text string) string {
	return ".TP\n" + roffText(tag) + "\n" + roffText(text) + "\n"
}

func upperFirst(s string) string {
	return strings.ToUpper(s[:1]) + s[1:]
}

var (
	bold     = regexp.MustCompile(`\*([^*]+)\*`)
	italic   = regexp.MustCompile(`<([^>]+)>`)
	sentence = regexp.MustCompile(`([^.])\. `) // its end, and not that of "..."
)

// roffText writes one paragraph of the manual in roff: *bold* is what is typed
// as it stands, <italic> what is replaced, and a line break stays one. Each
// sentence gets a line of its own, which roff spaces right and diffs show well.
func roffText(text string) string {
	text = strings.ReplaceAll(roffLiteral(text), "\n", "\n.br\n")
	text = bold.ReplaceAllString(text, `\fB$1\fR`)
	text = italic.ReplaceAllString(text, `\fI$1\fR`)
	return sentence.ReplaceAllString(text, "$1.\n")
}

// roffLiteral escapes what roff would take for its own: backslashes, the
// hyphens that must stay ASCII to be typed, and a line's first dot or quote.
func roffLiteral(text string) string {
	text = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, `^`, `\(ha`, `~`, `\(ti`, "`", `\(ga`).Replace(text)
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

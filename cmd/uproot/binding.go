package main

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"uproot/translate"
)

// parseBinding reads HOST[:GUEST][!][:ro][:optional]. The first colon splits,
// so GUEST may have more of them; a backslash makes the colon, exclamation
// mark or backslash after it an ordinary character and means nothing before
// any other.
func parseBinding(spec string, h host) (translate.Binding, error) {
	b, err := splitBinding(spec)
	if err == nil {
		err = checkBinding(b)
	}
	if err == nil {
		b.Host, err = h.absolute(b.Host)
	}
	if err != nil {
		return translate.Binding{}, fmt.Errorf("binding %q: %w", spec, err)
	}
	if b.Guest == "" {
		// Where nothing of the host is visible but this, ".." in the guest's
		// path would have no directory to leave.
		b.Guest = path.Clean(b.Host)
	} else {
		b.Guest = tidy(b.Guest)
	}
	return b, nil
}

// splitBinding takes spec apart; both paths are as they were written, and
// Guest is "" if there was none.
func splitBinding(spec string) (translate.Binding, error) {
	var b translate.Binding
	spec = cutSuffixes(spec, &b)
	if body, ok := strings.CutSuffix(spec, "!"); ok && !endsEscaped(body) {
		b.NoFollow = true
		spec = body
	}
	colon := plainColon(spec)
	if colon < 0 {
		b.Host = unescape(spec)
		return b, nil
	}
	b.Host, b.Guest = unescape(spec[:colon]), unescape(spec[colon+1:])
	if b.Guest == "" {
		return b, errors.New(`nothing follows the colon; write HOST:GUEST, or \: for a colon in a path`)
	}
	return b, nil
}

// cutSuffixes takes :ro and :optional, in any order, off the end of spec.
func cutSuffixes(spec string, b *translate.Binding) string {
	for {
		if body, ok := strings.CutSuffix(spec, ":ro"); ok && !endsEscaped(body) {
			spec, b.ReadOnly = body, true
		} else if body, ok := strings.CutSuffix(spec, ":optional"); ok && !endsEscaped(body) {
			spec, b.Optional = body, true
		} else {
			return spec
		}
	}
}

func checkBinding(b translate.Binding) error {
	switch {
	case b.Host == "":
		return errors.New("the host's path is empty; write HOST or HOST:GUEST")
	case b.Guest != "" && b.Guest[0] != '/':
		return fmt.Errorf("the guest's path %q is not absolute; write %q", b.Guest, "/"+b.Guest)
	}
	return nil
}

// plainColon returns the index of the first colon that no backslash escapes,
// or -1.
func plainColon(s string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case isEscape(s, i):
			i++
		case s[i] == ':':
			return i
		}
	}
	return -1
}

// unescape removes the backslashes that escape something.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isEscape(s, i) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isEscape reports whether the character at i is a backslash that makes the
// next one ordinary.
func isEscape(s string, i int) bool {
	return s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`:!\`, s[i+1]) >= 0
}

// endsEscaped reports whether the last backslash of s escapes what follows s:
// an odd number of them does, since they pair up from the left.
func endsEscaped(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

package main

import (
	"errors"
	"strings"
)

// splitWords splits a command as sh(1) splits words, with quotes and
// backslashes but without any expansion.
func splitWords(command string) ([]string, error) {
	s := splitter{}
	for _, c := range []byte(command) {
		s.take(c)
	}
	if s.escaped || s.quote != 0 {
		return nil, errors.New("a quote or backslash is left open; close it")
	}
	s.endWord()
	return s.words, nil
}

// splitter is the state between two characters of a command.
type splitter struct {
	words   []string
	word    strings.Builder
	started bool // a word began, if only by an empty pair of quotes
	quote   byte // the quote that is open, 0 if none
	escaped bool // the last character was an escaping backslash
}

func (s *splitter) take(c byte) {
	switch {
	case s.escaped:
		s.takeEscaped(c)
	case c == '\\' && s.quote != '\'':
		s.escaped = true
		s.started = true
	case s.quote != 0 && c == s.quote:
		s.quote = 0
	case s.quote == 0 && (c == '\'' || c == '"'):
		s.quote = c
		s.started = true
	case s.quote == 0 && (c == ' ' || c == '\t' || c == '\n'):
		s.endWord()
	default:
		s.add(c)
	}
}

// takeEscaped keeps the backslash where sh does: inside double quotes, before
// a character that means nothing there.
func (s *splitter) takeEscaped(c byte) {
	s.escaped = false
	if s.quote == '"' && strings.IndexByte("\"\\$`", c) < 0 {
		s.add('\\')
	}
	s.add(c)
}

func (s *splitter) add(c byte) {
	s.word.WriteByte(c)
	s.started = true
}

func (s *splitter) endWord() {
	if s.started {
		s.words = append(s.words, s.word.String())
		s.word.Reset()
		s.started = false
	}
}

package config

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Position is the place of a value: a line and column of a file, or an override on the
// command line.
type Position struct {
	File   string // the document's name, or "--set score.tiers.hot"
	Line   int    // from 1; 0 if the value comes from a default
	Column int    // from 1, in characters
	Path   string // "ingest.contacts[0].path"

	source *source
}

// String returns file:line:column, or the override's name.
func (p Position) String() string {
	switch {
	case p.source != nil && p.source.override, p.Line == 0:
		return p.File
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
}

// Equal reports whether both are the same place.
func (p Position) Equal(q Position) bool {
	return p.File == q.File && p.Line == q.Line && p.Column == q.Column && p.Path == q.Path
}

// Problem returns a "bad_value" problem located at p.
func (p Position) Problem(format string, args ...any) Problem {
	return p.problem(BadValue, format, args...)
}

func (p Position) problem(code Code, format string, args ...any) Problem {
	problem := Problem{
		File: p.File, Line: p.Line, Column: p.Column, Path: p.Path,
		Code: code, Message: fmt.Sprintf(format, args...),
	}
	if p.source != nil {
		problem.Source = p.source.line(p.Line)
		if p.source.override {
			problem.Line = 0
		}
	}
	return problem
}

// source is the text that positions point into.
type source struct {
	name     string
	lines    []string
	override bool
}

func newSource(name, text string) *source {
	text = strings.TrimPrefix(strings.ToValidUTF8(text, "\uFFFD"), "\uFEFF")
	// The line breaks of YAML 1.1, which the parser uses.
	breaks := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	return &source{name: name, lines: strings.Split(breaks.Replace(text), "\n")}
}

// notUTF8 returns the place of the first byte that is no UTF-8.
func (s *source) notUTF8() (at Position, found bool) {
	for n, line := range s.lines {
		if i := strings.IndexRune(line, utf8.RuneError); i >= 0 {
			return s.at(n+1, utf8.RuneCountInString(line[:i])+1, ""), true
		}
	}
	return Position{}, false
}

// line returns the n-th line, from 1, or "".
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

func (s *source) at(line, column int, path string) Position {
	return Position{File: s.name, Line: line, Column: column, Path: path, source: s}
}

package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Code says what kind of mistake a Problem is. Programs may rely on it.
type Code string

// The kinds of mistakes.
const (
	Syntax       Code = "syntax"
	UnknownKey   Code = "unknown_key"
	DuplicateKey Code = "duplicate_key"
	WrongType    Code = "wrong_type"
	BadValue     Code = "bad_value"
	Missing      Code = "missing"
	UnknownName  Code = "unknown_name" // of a column, or of anything else that a value refers to
)

// Problem is one mistake in the configuration and its place.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`   // from 1; 0 for an override
	Column  int    `json:"column,omitempty"` // from 1, in characters
	Path    string `json:"path,omitempty"`
	Code    Code   `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Source  string `json:"-"` // the line of text that contains it
}

// Error returns the problem as a compiler would print it: the place, the
// message, the line, a caret under the column and, if there is one, the hint.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	fmt.Fprintf(&b, ": %s", p.Message)
	if p.Source != "" && p.Column > 0 {
		fmt.Fprintf(&b, "\n    %s\n    %s^", p.Source, caretIndent(p.Source, p.Column))
	}
	if p.Hint != "" {
		fmt.Fprintf(&b, "\n    %s", p.Hint)
	}
	return b.String()
}

// caretIndent returns white space as wide as the text before column; tabs stay tabs, so
// that a terminal puts the caret under the right character.
func caretIndent(line string, column int) string {
	var b strings.Builder
	for _, r := range line {
		if column--; column < 1 {
			break
		}
		if r == '\t' {
			b.WriteRune('\t')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Problems are all mistakes that were found, in the order of the file; those of
// overrides come last.
type Problems []Problem

// Error returns all problems, one per line.
func (p Problems) Error() string {
	parts := make([]string, len(p))
	for i, problem := range p {
		parts[i] = problem.Error()
	}
	return strings.Join(parts, "\n")
}

// Err returns these problems and more as one error, or nil if there are none.
func (p Problems) Err(more ...Problem) error {
	all := slices.Concat(p, more)
	if len(all) == 0 {
		return nil
	}
	all.sort()
	return all
}

func (p Problems) sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		if a.Line == 0 && b.Line == 0 {
			return 0
		}
		// An override has no line: 0-1 wraps to the greatest number, which sorts last.
		return cmp.Or(cmp.Compare(uint(a.Line-1), uint(b.Line-1)), cmp.Compare(a.Column, b.Column))
	})
}

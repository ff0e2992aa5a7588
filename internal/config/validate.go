package config

import (
	"fmt"
	"slices"
	"strings"
)

// Validator is a config type with rules that its tags cannot express. Validate is called
// once for every struct or list of the type, after its fields or items and everything in
// them have been read; fields that could not be read hold their defaults. It is not called
// for a list, or for a struct behind a pointer or in a list, that the file leaves out.
type Validator interface {
	Validate(report *Report)
}

// Report collects the findings of a Validate. Paths are relative to the struct and use the
// names of the file: "threshold", "fields[2].column"; "" is the struct itself. Paths in a
// list begin with the item: "[2].column". Findings about a value that is already known to
// be wrong are dropped.
type Report struct {
	node  *Node
	known Problems // those found before Validate
}

// Errorf reports that the value at path is not acceptable. The message follows the value's
// whole path, so "must lie between 0 and 1" becomes "dedupe.threshold must lie between 0
// and 1".
func (r *Report) Errorf(path, format string, args ...any) {
	at := r.At(path)
	r.Add(at.Problem("%s", strings.TrimSpace(at.Path+" "+fmt.Sprintf(format, args...))))
}

// Unknown reports that the value at path is not a known name, and suggests the one that was
// probably meant. what is the kind of name: "column".
func (r *Report) Unknown(path, what, name string, known []string) {
	r.Add(r.At(path).Unknown(what, name, known))
}

// Add reports a problem with its own position, such as that of a [Text].
func (r *Report) Add(problems ...Problem) {
	for _, p := range problems {
		if !slices.ContainsFunc(r.known, p.repeats) {
			r.node.walker.report(p)
		}
	}
}

// Wrong reports whether anything in the value has been found wrong already.
func (r *Report) Wrong() bool {
	return slices.ContainsFunc(r.known, func(p Problem) bool {
		rest, within := strings.CutPrefix(p.Path, r.node.at.Path)
		return within && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// Given reports whether the file has a value at path.
func (r *Report) Given(path string) bool { return !r.node.descend(path).isAbsent() }

// At returns the position of the value at path or, if the file does not have it, of what
// should contain it.
func (r *Report) At(path string) Position {
	return r.node.descend(path).at
}

// Unknown returns the problem that the name at p is not known.
func (p Position) Unknown(what, name string, known []string) Problem {
	problem := p.problem(UnknownName, "unknown %s %s", what, excerpt(name))
	problem.Hint = DidYouMean(name, known)
	return problem
}

func (w *walker) validate(n *Node, v Validator) {
	v.Validate(&Report{node: n, known: w.problems})
}

// repeats reports whether p adds nothing to an earlier problem that has made its value
// unusable.
func (p Problem) repeats(earlier Problem) bool {
	return p.Path == earlier.Path && p.Path != "" && earlier.Code != UnknownKey
}

package config

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Document is the text of a configuration file.
type Document struct {
	Name string // for messages
	Data []byte
}

// Load reads a document into a T. It applies overrides of the form "key=value" in order
// before it checks anything. An empty document gives the defaults. The error is Problems,
// all of them; the T then holds what could be read, and defaults for the rest.
func Load[T any](document Document, overrides []string) (T, error) {
	var result T
	w := &walker{
		source:  newSource(document.Name, string(document.Data)),
		origins: map[*yaml.Node]*source{},
	}
	root := w.parse(document.Data)
	if len(w.problems) > 0 {
		return result, w.problems // no tree, so nothing more can be checked
	}
	for _, override := range overrides {
		root = w.override(root, override)
	}
	top := w.source.at(1, 1, "")
	w.decode(w.node(root, top, ""), reflect.ValueOf(&result).Elem(), nil)
	if w.steps > maxSteps {
		w.report(top.Problem("the file is too large once its aliases are filled in"))
	}
	if len(w.problems) > 0 {
		w.problems.sort()
		return result, w.problems
	}
	return result, nil
}

// parse returns the document's root, or nil if it is empty.
func (w *walker) parse(data []byte) *yaml.Node {
	document, err := parseYAML(data)
	if err != nil {
		w.report(w.source.syntaxProblem(err))
		return nil
	}
	if document == nil {
		return nil
	}
	if cyclic := findCycle(document, map[*yaml.Node]visit{}); cyclic != nil {
		at := w.source.at(cyclic.Line, cyclic.Column, "")
		w.report(at.problem(Syntax, "the anchor %s contains itself", excerpt(cyclic.Value)))
		return nil
	}
	return document
}

// parseYAML returns the root of a single YAML document, or nil for an empty one.
func parseYAML(data []byte) (*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var document, second yaml.Node
	if err := loader.Load(&document); err == io.EOF || err == nil && len(document.Content) == 0 {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := loader.Load(&second); err == nil {
		return nil, &secondDocument{&second}
	} else if err != io.EOF {
		return nil, err
	}
	return document.Content[0], nil
}

// secondDocument is the error of a file with more than one document.
type secondDocument struct{ node *yaml.Node }

func (*secondDocument) Error() string { return "there is more than one document in the file" }

// syntaxProblem turns an error of the YAML library into a Problem.
func (s *source) syntaxProblem(err error) Problem {
	if second, ok := errors.AsType[*secondDocument](err); ok {
		return s.at(second.node.Line, second.node.Column, "").problem(Syntax, "%v", err)
	}
	load, ok := errors.AsType[*yaml.LoadError](err)
	if at, found := s.notUTF8(); found && (!ok || load.Mark.Line == 0) {
		problem := at.problem(Syntax, "the file is not UTF-8 from here on")
		problem.Hint = "save it as UTF-8"
		return problem
	}
	if !ok {
		return s.at(0, 0, "").problem(Syntax, "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	message := strings.TrimPrefix(load.Message, "yaml: ")
	if load.ContextMsg != "" {
		message += " " + load.ContextMsg
	}
	at := s.at(load.Mark.Line, load.Mark.Column, "")
	for at.Line > 1 && strings.TrimSpace(s.line(at.Line)) == "" {
		// The parser failed at the end of the file; show the last line.
		at.Line--
		at.Column = len([]rune(s.line(at.Line))) + 1
	}
	problem := at.problem(Syntax, "%s", message)
	if strings.HasPrefix(strings.TrimLeft(s.line(at.Line), " "), "\t") {
		problem.Hint = "YAML indents by spaces, and there is a tab"
	} else if strings.Contains(message, "unknown escape character") {
		problem.Hint = "between double quotes a backslash means something else: write single quotes, or slashes"
	} else if began := s.at(load.ContextMark.Line, load.ContextMark.Column, ""); began.Line > 0 && began.Line < at.Line {
		problem.Hint = "it began at " + began.String()
	}
	return problem
}

// visit is the state of a node during the search for cycles.
type visit int

const (
	inside visit = iota + 1
	done
)

// findCycle returns an alias inside the node that it refers to.
func findCycle(n *yaml.Node, visits map[*yaml.Node]visit) *yaml.Node {
	visits[n] = inside
	for _, child := range n.Content {
		target := unalias(child)
		if visits[target] == inside {
			return child
		}
		if visits[target] == 0 {
			if cyclic := findCycle(target, visits); cyclic != nil {
				return cyclic
			}
		}
	}
	visits[n] = done
	return nil
}

package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v4"
)

// walker decodes YAML nodes into Go values and collects the mistakes.
type walker struct {
	source   *source
	origins  map[*yaml.Node]*source // the nodes that came from overrides
	problems Problems
	steps    int // values and mappings read; limited, since aliases can multiply a small file
}

// maxSteps is far more than a person writes, and takes well under a second.
const maxSteps = 1 << 18

// node wraps a YAML node; parent is the position if it has none of its own.
func (w *walker) node(n *yaml.Node, parent Position, path string) *Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	at := parent
	if n != nil && n.Line > 0 {
		from := w.source
		if origin, ok := w.origins[n]; ok {
			from = origin
		}
		at = from.at(n.Line, n.Column, path)
	}
	at.Path = path
	return &Node{walker: w, yaml: n, at: at}
}

// isExhausted counts a step and reports whether there have been too many. Load reports
// that once.
func (w *walker) isExhausted() bool {
	w.steps++
	return w.steps > maxSteps
}

func (w *walker) report(problems ...Problem) { w.problems = append(w.problems, problems...) }

// record reports the error that an Unmarshaler returned, whatever its type.
func (w *walker) record(n *Node, err error) {
	if problems, ok := errors.AsType[Problems](err); ok {
		w.report(problems...)
	} else if problem, ok := errors.AsType[Problem](err); ok {
		w.report(problem)
	} else if err != nil {
		w.report(n.at.Problem("%s: %v", n.name(), err))
	}
}

// decode reads n into v. What cannot be read is reported, and v keeps its value there. f
// is the field that v is, or is an item of; nil for none.
func (w *walker) decode(n *Node, v reflect.Value, f *field) {
	if w.isExhausted() {
		return
	}
	if u, ok := v.Addr().Interface().(Unmarshaler); ok {
		w.decodeCustom(n, u, f)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		w.decodeStruct(n, v)
	case reflect.Pointer:
		if !n.isAbsent() {
			target := reflect.New(v.Type().Elem())
			w.decode(n, target.Elem(), f)
			v.Set(target)
		}
	case reflect.Slice:
		w.decodeList(n, v, f)
	case reflect.Map:
		w.decodeMap(n, v)
	default:
		w.decodeScalar(n, v, f)
	}
}

func (w *walker) decodeCustom(n *Node, u Unmarshaler, f *field) {
	if n.isAbsent() || !w.checkKeys(n) || !w.checkEnum(n, f) {
		return
	}
	before := len(w.problems)
	w.record(n, u.UnmarshalConfig(n))
	if v, ok := u.(Validator); ok && len(w.problems) == before {
		w.validate(n, v)
	}
}

// decodeStruct reads a mapping, or sets the defaults of all fields if n is absent.
func (w *walker) decodeStruct(n *Node, v reflect.Value) {
	if !n.isAbsent() && !n.IsMapping() {
		w.report(n.wrongType("a mapping"))
		return
	}
	fields := fieldsOf(v.Type())
	w.checkKeys(n)
	w.checkUnknown(n, v.Type(), fields)
	values := map[string]*yaml.Node{}
	for _, p := range w.expand(n.yaml) {
		values[p.key.Value] = p.value
	}
	for _, f := range fields {
		child := w.node(values[f.name], n.at, KeyPath(n.at.Path, f.name))
		w.decodeField(child, v.Field(f.index), &f)
	}
	if validator, ok := v.Addr().Interface().(Validator); ok {
		w.validate(n, validator)
	}
}

// decodeField reads one field. If its value is absent or unusable, the default takes its
// place, so that Validate never sees a half-read value.
func (w *walker) decodeField(n *Node, v reflect.Value, f *field) {
	if n.isAbsent() {
		if f.required {
			w.report(n.at.problem(Missing, "%s is required", n.name()))
		}
		w.setDefault(n, v, f)
		return
	}
	before := len(w.problems)
	w.decode(n, v, f)
	unusable := func(p Problem) bool { return p.Path == n.at.Path }
	if slices.ContainsFunc(w.problems[before:], unusable) {
		found := len(w.problems)
		v.SetZero()
		w.setDefault(w.node(nil, n.at, n.at.Path), v, f)
		w.problems = w.problems[:found]
	}
}

// setDefault parses the default tag like a value of the file.
func (w *walker) setDefault(n *Node, v reflect.Value, f *field) {
	if !f.hasDefault {
		w.decode(n, v, f)
		return
	}
	preset := &yaml.Node{Kind: yaml.ScalarNode, Value: f.preset}
	if !isScalar(v.Type()) {
		var document yaml.Node
		if err := yaml.Unmarshal([]byte(f.preset), &document); err != nil || len(document.Content) == 0 {
			panic(fmt.Sprintf("config: default of %s: %q: %v", n.at.Path, f.preset, err))
		}
		preset = displace(document.Content[0])
	}
	inner := &walker{}
	at := Position{File: n.at.File, Path: n.at.Path}
	inner.decode(&Node{walker: inner, yaml: preset, at: at}, v, f)
	if len(inner.problems) > 0 {
		panic(fmt.Sprintf("config: default of %s: %v", n.at.Path, inner.problems))
	}
}

// displace removes the positions of nodes that come from no file.
func displace(n *yaml.Node) *yaml.Node {
	n.Line = 0
	for _, child := range n.Content {
		displace(child)
	}
	return n
}

// isScalar reports whether a default of type t is literal text rather than YAML.
func isScalar(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return false
	default:
		return true
	}
}

package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// pair is a key and a value of a mapping.
type pair struct{ key, value *yaml.Node }

// expand returns the pairs of a mapping in the order of the file, with merge keys (`<<`)
// replaced by what they refer to. A key in the mapping itself beats a merged one, and of
// several merged ones the first wins (YAML merge type).
func (w *walker) expand(n *yaml.Node) []pair {
	if n == nil || n.Kind != yaml.MappingNode || w.isExhausted() {
		return nil
	}
	var pairs []pair
	own := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := unalias(n.Content[i]); key.Kind == yaml.ScalarNode && !isMerge(key) {
			own[key.Value] = true
		}
	}
	seen := map[string]bool{}
	add := func(p pair) {
		if !seen[p.key.Value] {
			seen[p.key.Value] = true
			pairs = append(pairs, p)
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := unalias(n.Content[i]), unalias(n.Content[i+1])
		switch {
		case key.Kind != yaml.ScalarNode:
		case !isMerge(key):
			add(pair{key, value})
		default:
			for _, from := range mergeSources(value) {
				for _, p := range w.expand(from) {
					if !own[p.key.Value] {
						add(p)
					}
				}
			}
		}
	}
	return pairs
}

func unalias(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func isMerge(key *yaml.Node) bool { return key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" }

// mergeSources returns the mappings that a merge key names: one, or a list.
func mergeSources(value *yaml.Node) []*yaml.Node {
	if value.Kind != yaml.SequenceNode {
		return []*yaml.Node{value}
	}
	sources := make([]*yaml.Node, len(value.Content))
	for i, item := range value.Content {
		sources[i] = unalias(item)
	}
	return sources
}

// checkKeys reports keys that are not text or are repeated, and merges of anything but a
// mapping.
func (w *walker) checkKeys(n *Node) bool {
	if !n.IsMapping() {
		return true
	}
	before := len(w.problems)
	first := map[string]Position{}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		key := w.node(n.yaml.Content[i], n.at, n.at.Path)
		if key.yaml.Kind != yaml.ScalarNode {
			w.report(key.at.problem(WrongType, "a key must be text, not %s", key.kind()))
			continue
		}
		if isMerge(key.yaml) {
			for _, from := range mergeSources(unalias(n.yaml.Content[i+1])) {
				if value := w.node(from, n.at, n.at.Path); !value.IsMapping() {
					w.report(value.at.problem(WrongType, "<< must name a mapping, not %s", value.kind()))
				}
			}
			continue
		}
		key.at.Path = KeyPath(n.at.Path, key.yaml.Value)
		if earlier, twice := first[key.yaml.Value]; twice {
			problem := key.at.problem(DuplicateKey, "%s is written twice", key.at.Path)
			problem.Hint = "first at " + earlier.String()
			w.report(problem)
			continue
		}
		first[key.yaml.Value] = key.at
	}
	return len(w.problems) == before
}

// checkUnknown reports the keys that match no field of a struct.
func (w *walker) checkUnknown(n *Node, t reflect.Type, fields []field) {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.name
	}
	for key := range n.Pairs() {
		if slices.Contains(known, key.Value) {
			continue
		}
		where := ""
		if n.at.Path != "" {
			where = " in " + n.at.Path
		}
		problem := key.At.problem(UnknownKey, "unknown key %s%s", excerpt(key.Value), where)
		if problem.Hint = oneDeeper(key.Value, t, fields); problem.Hint == "" {
			problem.Hint = DidYouMean(key.Value, known)
		}
		w.report(problem)
	}
}

// oneDeeper says where a key belongs if it was not indented and so is one level too high;
// "" if none or several of the fields have it.
func oneDeeper(key string, t reflect.Type, fields []field) string {
	var sections []string
	for _, f := range fields {
		section := t.Field(f.index).Type
		if section.Kind() == reflect.Struct && slices.ContainsFunc(fieldsOf(section), func(f field) bool { return f.name == key }) {
			sections = append(sections, f.name)
		}
	}
	if len(sections) != 1 {
		return ""
	}
	return fmt.Sprintf("it is a key of %s: write it below that, indented by spaces", sections[0])
}

// decodeList reads a list, or one scalar as a list of one.
func (w *walker) decodeList(n *Node, v reflect.Value, f *field) {
	if n.isAbsent() {
		return
	}
	if _, ok := n.Scalar(); ok && takesScalar(v.Type().Elem()) {
		list := reflect.MakeSlice(v.Type(), 1, 1)
		w.decode(n, list.Index(0), f)
		v.Set(list)
		return
	}
	if !n.IsList() {
		w.report(n.wrongType("a list"))
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.yaml.Content), len(n.yaml.Content))
	for i, item := range n.Items() {
		if item.isAbsent() {
			w.report(item.at.problem(Missing, "%s is empty", item.name()))
			continue
		}
		w.decode(item, list.Index(i), f)
	}
	v.Set(list)
	if validator, ok := v.Addr().Interface().(Validator); ok {
		w.validate(n, validator)
	}
}

// takesScalar reports whether a t can be read from a scalar.
func takesScalar(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[Unmarshaler]()) {
		return true
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map:
		return false
	case reflect.Pointer:
		return takesScalar(t.Elem())
	default:
		return true
	}
}

// decodeMap reads a mapping into a Go map with string keys.
func (w *walker) decodeMap(n *Node, v reflect.Value) {
	if n.isAbsent() || !w.checkKeys(n) {
		return
	}
	if !n.IsMapping() {
		w.report(n.wrongType("a mapping"))
		return
	}
	entries := reflect.MakeMap(v.Type())
	for key, value := range n.Pairs() {
		element := reflect.New(v.Type().Elem()).Elem()
		w.decode(value, element, nil)
		entries.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), element)
	}
	v.Set(entries)
}

func indexPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// KeyPath appends a key to a path in the syntax of [Report]; keys that contain path
// characters are quoted.
func KeyPath(path, key string) string {
	switch {
	case key == "" || strings.ContainsAny(key, `.[]"=`):
		return path + "[" + strconv.Quote(key) + "]"
	case path == "":
		return key
	default:
		return path + "." + key
	}
}

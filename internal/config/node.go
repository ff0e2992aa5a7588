package config

import (
	"fmt"
	"iter"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Unmarshaler is a type that reads itself, for shapes that struct tags cannot express: a
// scalar with its own syntax, or a choice of two forms. It is not called if the key is
// absent or null and has no default.
//
// An error that is a Problem or Problems is reported unchanged; any other is reported at
// the node.
type Unmarshaler interface {
	UnmarshalConfig(n *Node) error
}

// Node is a value of the file that is being decoded: its aliases resolved, its merge keys
// applied. It is valid only during UnmarshalConfig.
type Node struct {
	walker *walker
	yaml   *yaml.Node // nil if the file has no value
	at     Position   // of the value or, if that is absent, of what should contain it
}

// IsMapping reports whether the node is made of keys and values.
func (n *Node) IsMapping() bool { return n.yaml != nil && n.yaml.Kind == yaml.MappingNode }

// IsList reports whether the node is a list.
func (n *Node) IsList() bool { return n.yaml != nil && n.yaml.Kind == yaml.SequenceNode }

// Scalar returns the text of a scalar with quotes removed and escapes resolved; false for
// lists, mappings and null.
func (n *Node) Scalar() (string, bool) {
	if n.yaml == nil || n.yaml.Kind != yaml.ScalarNode || n.isAbsent() {
		return "", false
	}
	return n.yaml.Value, true
}

// isQuoted reports whether the scalar's style marks it as text.
func (n *Node) isQuoted() bool {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.yaml != nil && n.yaml.Style&quoted != 0
}

// isAbsent reports whether the file has no value: no key, or null.
func (n *Node) isAbsent() bool {
	return n.yaml == nil || n.yaml.Kind == yaml.ScalarNode && n.yaml.ShortTag() == "!!null"
}

// Items yields the items of a list.
func (n *Node) Items() iter.Seq2[int, *Node] {
	return func(yield func(int, *Node) bool) {
		if !n.IsList() {
			return
		}
		for i, item := range n.yaml.Content {
			if !yield(i, n.walker.node(item, n.at, indexPath(n.at.Path, i))) {
				return
			}
		}
	}
}

// Pairs yields the keys and values of a mapping in the order of the file.
func (n *Node) Pairs() iter.Seq2[Text, *Node] {
	return func(yield func(Text, *Node) bool) {
		for _, p := range n.walker.expand(n.yaml) {
			path := KeyPath(n.at.Path, p.key.Value)
			key := n.walker.node(p.key, n.at, path)
			if !yield(Text{Value: p.key.Value, At: key.at}, n.walker.node(p.value, n.at, path)) {
				return
			}
		}
	}
}

// Decode reads the node into what target points to. The error is Problems, which are not
// reported yet: return it, or drop it to try another shape.
func (n *Node) Decode(target any) error {
	v := reflect.ValueOf(target)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic(fmt.Sprintf("config: cannot decode into a %T", target))
	}
	w := n.walker
	before := len(w.problems)
	w.decode(n, v.Elem(), nil)
	found := slices.Clone(w.problems[before:])
	w.problems = w.problems[:before]
	if len(found) == 0 {
		return nil
	}
	return found
}

// Errorf returns a "bad_value" problem located at the node.
func (n *Node) Errorf(format string, args ...any) error {
	return n.at.Problem(format, args...)
}

// wrongType says what is expected and what the file has instead.
func (n *Node) wrongType(wanted string) Problem {
	return n.at.problem(WrongType, "%s must be %s, not %s", n.name(), wanted, n.kind())
}

// name returns what messages call the node.
func (n *Node) name() string {
	if n.at.Path == "" {
		return "the file"
	}
	return n.at.Path
}

// kind describes, for messages, what the file has.
func (n *Node) kind() string {
	switch {
	case n.isAbsent():
		return "empty"
	case n.IsMapping():
		return "a mapping"
	case n.IsList():
		return "a list"
	default:
		return excerpt(n.yaml.Value)
	}
}

// excerpt quotes a value, shortened to fit a message.
func excerpt(value string) string {
	const longest = 40
	if runes := []rune(value); len(runes) > longest {
		value = string(runes[:longest]) + "…"
	}
	return fmt.Sprintf("%q", value)
}

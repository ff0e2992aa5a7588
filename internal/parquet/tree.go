package parquet

import (
	"errors"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// node is a part of a column that repeats, as it is reassembled from its leaves; see
// "Dremel: Interactive Analysis of Web-Scale Datasets", section 4.
type node struct {
	shape shape
	// def is the definition level at which the node is present: if it is a leaf or group,
	// at a lower level it is null, and so is a list; a list at exactly this level is
	// empty.
	def int16
	// rep is the repetition level of a further element of a list or map.
	rep      int16
	names    []string // of the members of a group
	children []*node  // members of a group, the element of a list, key and value of a map
	leaf     leaf     // of a leaf
	first    int      // the index of its first leaf within the column
	last     int      // the index after its last leaf
}

type shape uint8

const (
	shapeLeaf shape = iota
	shapeGroup
	shapeList
	shapeMap
)

func isList(g *schema.GroupNode) bool {
	_, ok := g.LogicalType().(schema.ListLogicalType)
	return (ok || g.ConvertedType() == schema.ConvertedTypes.List) && g.NumFields() == 1 &&
		g.Field(0).RepetitionType() == parquet.Repetitions.Repeated
}

func isMap(g *schema.GroupNode) bool {
	_, ok := g.LogicalType().(schema.MapLogicalType)
	old := g.ConvertedType()
	if !ok && old != schema.ConvertedTypes.Map && old != schema.ConvertedTypes.MapKeyValue || g.NumFields() != 1 {
		return false
	}
	entry, ok := g.Field(0).(*schema.GroupNode)
	return ok && entry.NumFields() == 2 && entry.RepetitionType() == parquet.Repetitions.Repeated &&
		entry.Field(0).RepetitionType() != parquet.Repetitions.Repeated && isLeaf(entry.Field(0))
}

func isLeaf(n schema.Node) bool {
	_, ok := n.(*schema.PrimitiveNode)
	return ok
}

// tree returns the node of a column that repeats. def and rep are the levels of the
// parent.
func (b *schemaBuilder) tree(n schema.Node, def, rep int16) (*node, error) {
	t := treeBuilder{schemaBuilder: b}
	return t.node(n, def, rep)
}

type treeBuilder struct {
	*schemaBuilder
	count int // leaves so far
}

func (b *treeBuilder) node(n schema.Node, def, rep int16) (*node, error) {
	if n.RepetitionType() == parquet.Repetitions.Repeated {
		// A repeated field without a list around it: a list that is never null.
		out := &node{shape: shapeList, def: def, rep: rep + 1, first: b.count}
		element, err := b.value(n, def+1, rep+1)
		out.children, out.last = []*node{element}, b.count
		return out, err
	}
	if n.RepetitionType() == parquet.Repetitions.Optional {
		def++
	}
	return b.value(n, def, rep)
}

// value returns the node of n regardless of n's own repetition.
func (b *treeBuilder) value(n schema.Node, def, rep int16) (out *node, err error) {
	out = &node{def: def, first: b.count}
	group, ok := n.(*schema.GroupNode)
	if !ok {
		out.leaf, err = b.leafOf(n)
		b.count++
		out.last = b.count
		return out, err
	}
	out.shape = shapeGroup
	parts := make([]schema.Node, group.NumFields())
	for i := range parts {
		parts[i] = group.Field(i)
	}
	switch {
	case isMap(group):
		entry := group.Field(0).(*schema.GroupNode)
		out.shape, out.rep, parts = shapeMap, rep+1, []schema.Node{entry.Field(0), entry.Field(1)}
		def, rep = def+1, rep+1
	case isList(group):
		out.shape, out.rep = shapeList, rep+1
		element := group.Field(0)
		if inner := wrapped(group, element); inner != nil {
			parts = []schema.Node{inner}
			def, rep = def+1, rep+1
			break
		}
		child, err := b.value(element, def+1, rep+1)
		out.children, out.last = []*node{child}, b.count
		return out, err
	}
	for _, part := range parts {
		child, err := b.node(part, def, rep)
		if err != nil {
			return nil, err
		}
		out.names, out.children = append(out.names, part.Name()), append(out.children, child)
	}
	if out.last = b.count; out.first == out.last {
		return nil, errors.New("a group in it has no members")
	}
	return out, nil
}

// wrapped returns the element of a list whose repeated group is only a wrapper around
// it, or nil if the repeated field itself is the element; see the rules for older
// writers in Parquet's LogicalTypes.md, "Lists".
func wrapped(list *schema.GroupNode, repeated schema.Node) schema.Node {
	group, ok := repeated.(*schema.GroupNode)
	if !ok || group.NumFields() != 1 || group.Name() == "array" || group.Name() == list.Name()+"_tuple" {
		return nil
	}
	return group.Field(0)
}

func (n *node) eachLeaf(visit func(*node)) {
	if n.shape == shapeLeaf {
		visit(n)
	}
	for _, child := range n.children {
		child.eachLeaf(visit)
	}
}

package parquet

import (
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"galena/internal/column"
)

// readField is a column as we read it: a leaf of the schema, or all leaves below a
// repeated node.
type readField struct {
	Field
	leaf leaf  // of a flat column
	node *node // of a column that repeats, else nil
}

// leaf is a column of the file.
type leaf struct {
	index    int
	physical parquet.Type
	logical  schema.LogicalType
	length   int // of a byte string of fixed length
}

// fieldsOf walks the schema. Members of a group become columns named
// group.member; whatever repeats becomes one text column of JSON. A repeated name
// gets a number, as in DuckDB, so that no column hides another.
func fieldsOf(root *schema.GroupNode) ([]readField, error) {
	b := schemaBuilder{names: map[string]bool{}}
	for i := range root.NumFields() {
		if err := b.add("", root.Field(i), 0); err != nil {
			return nil, err
		}
	}
	return b.fields, nil
}

type schemaBuilder struct {
	fields []readField
	names  map[string]bool
	leaves int
}

// add makes columns of a node that is not below a repeated one. def is the definition
// level of its parent.
func (b *schemaBuilder) add(prefix string, n schema.Node, def int16) error {
	name := prefix + n.Name()
	group, isGroup := n.(*schema.GroupNode)
	if n.RepetitionType() == parquet.Repetitions.Repeated || isGroup && (isList(group) || isMap(group)) {
		tree, err := b.tree(n, def, 0)
		if err != nil {
			return fmt.Errorf("column %q: %w", name, err)
		}
		b.append(readField{Field: Field{Name: name, Kind: column.KindText}, node: tree})
		return nil
	}
	if n.RepetitionType() == parquet.Repetitions.Optional {
		def++
	}
	if !isGroup {
		l, err := b.leafOf(n)
		if err != nil {
			return fmt.Errorf("column %q: %w", name, err)
		}
		b.append(readField{Field: Field{Name: name}, leaf: l})
		return nil
	}
	for i := range group.NumFields() {
		if err := b.add(name+".", group.Field(i), def); err != nil {
			return err
		}
	}
	return nil
}

func (b *schemaBuilder) append(f readField) {
	name := f.Name
	for i := 1; b.names[f.Name]; i++ {
		f.Name = fmt.Sprintf("%s_%d", name, i)
	}
	b.names[f.Name] = true
	b.fields = append(b.fields, f)
}

func (b *schemaBuilder) leafOf(n schema.Node) (leaf, error) {
	p, ok := n.(*schema.PrimitiveNode)
	if !ok {
		return leaf{}, errors.New("it is neither a value nor a group")
	}
	l := leaf{index: b.leaves, physical: p.PhysicalType(), logical: p.LogicalType(), length: p.TypeLength()}
	b.leaves++
	return l, nil
}

// kindOf returns the kind of a leaf's values, and whether a value may be too precise
// or too large for that kind.
func (l leaf) kindOf() (kind column.Kind, mayOverflow bool) {
	switch l.physical {
	case parquet.Types.Boolean:
		return column.KindBool, false
	case parquet.Types.Int32:
		return scalarOfInt32(l.logical).kind, false
	case parquet.Types.Int64:
		s := scalarOfInt64(l.logical)
		return s.kind, s.mayOverflow
	case parquet.Types.Int96:
		return column.KindTime, true
	case parquet.Types.Float, parquet.Types.Double:
		return column.KindFloat, false
	case parquet.Types.FixedLenByteArray:
		if l.isHalf() {
			return column.KindFloat, false
		}
	}
	return column.KindText, false
}

func (l leaf) isHalf() bool {
	_, ok := l.logical.(schema.Float16LogicalType)
	return ok && l.length == 2
}

// reader returns a reader of a flat column as the given kind.
func (l leaf) reader(kind column.Kind) columnReader {
	switch l.physical {
	case parquet.Types.Boolean:
		return flatReader(l.index, truths(), kind)
	case parquet.Types.Int32:
		return flatReader(l.index, scalarOfInt32(l.logical), kind)
	case parquet.Types.Int64:
		return flatReader(l.index, scalarOfInt64(l.logical), kind)
	case parquet.Types.Int96:
		return flatReader(l.index, oldInstants(), kind)
	case parquet.Types.Float:
		return flatReader(l.index, floats(widen), kind)
	case parquet.Types.Double:
		return flatReader(l.index, floats(func(v float64) float64 { return v }), kind)
	case parquet.Types.FixedLenByteArray:
		if l.isHalf() {
			return flatReader(l.index, floats(widenHalf), kind)
		}
		return flatReader(l.index, scalarOfBytes[parquet.FixedLenByteArray](l.logical), kind)
	}
	switch l.logical.(type) {
	case schema.StringLogicalType, schema.EnumLogicalType, schema.JSONLogicalType:
		return &stringReader{leaf: l.index}
	}
	return flatReader(l.index, scalarOfBytes[parquet.ByteArray](l.logical), kind)
}

// checker reads a flat column to see whether its kind can hold its values.
type checker interface {
	columnReader
	fits() bool
}

func (l leaf) checker() checker {
	switch l.physical {
	case parquet.Types.Int96:
		return newFitCheck(l.index, oldInstants())
	default:
		return newFitCheck(l.index, scalarOfInt64(l.logical))
	}
}

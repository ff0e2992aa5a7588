package parquet

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"galena/internal/column"
	"galena/internal/memo"
	"galena/internal/pipeline"
)

// Field is a column of a file.
type Field struct {
	Name string
	Kind column.Kind
}

// FieldsOf returns the columns of a table.
func FieldsOf(t column.Table) []Field {
	fields := make([]Field, len(t.Names()))
	for i, name := range t.Names() {
		fields[i] = Field{name, column.KindOf(t.At(i))}
	}
	return fields
}

// A row group has as many rows as in DuckDB, or fewer if they hold much text. That bounds
// the memory that a Writer takes.
const (
	rowGroupRows    = 122_880
	maxRowGroupText = 256 << 20
	maxRowText      = 1 << 30 // so that the offsets of a row group fit into 32 bits
)

// Writer writes tables into one Parquet file. It is not safe for concurrent use. After
// an error every further call returns that error.
type Writer struct {
	output  *output
	fields  []Field
	group   rowGroup
	scratch *memo.Pool[*scratch]
	err     error
}

// NewWriter begins a file of the given columns. All of them may hold nulls.
func NewWriter(w io.Writer, fields []Field) (*Writer, error) {
	return newWriter(w, fields, rowGroupRows)
}

func newWriter(w io.Writer, fields []Field, groupRows int) (*Writer, error) {
	registerCodecs()
	root, err := rootOf(fields)
	if err != nil {
		return nil, fmt.Errorf("starting a parquet file: %w", err)
	}
	out, err := newOutput(w, root)
	if err != nil {
		return nil, fmt.Errorf("starting a parquet file: %w", err)
	}
	return &Writer{
		output: out, fields: fields, group: newRowGroup(len(fields), groupRows),
		scratch: memo.NewPool(func() *scratch { return new(scratch) }),
	}, nil
}

// Write adds the rows of t. It finds columns by name: one that the file does not have
// is left out, one that t does not have is null. The Writer refers to the table until
// its row group is full.
func (w *Writer) Write(ctx context.Context, workers pipeline.Workers, t column.Table) error {
	if w.err != nil {
		return w.err
	}
	columns, err := w.columnsOf(t)
	if err != nil {
		w.err = fmt.Errorf("writing parquet: %w", err)
		return w.err
	}
	for start := 0; start < t.Rows(); {
		var full bool
		start, full = w.group.add(columns, start, t.Rows())
		if w.group.text > maxRowText {
			w.err = errors.New("writing parquet: a row holds more than 1 GiB of text")
			return w.err
		}
		if full {
			if w.err = w.flush(ctx, workers); w.err != nil {
				return w.err
			}
		}
	}
	return nil
}

// Close writes the last row group and the footer. It does not close the
// io.Writer below.
func (w *Writer) Close(ctx context.Context, workers pipeline.Workers) error {
	if w.err != nil {
		return w.err
	}
	if w.group.rows > 0 {
		if w.err = w.flush(ctx, workers); w.err != nil {
			return w.err
		}
	}
	w.err = errors.New("writing parquet: the file is closed")
	if err := w.output.close(); err != nil {
		return fmt.Errorf("writing the footer of a parquet file: %w", err)
	}
	return nil
}

// columnsOf returns the columns of t in the order of the fields, nil for each that t
// lacks.
func (w *Writer) columnsOf(t column.Table) ([]column.Array, error) {
	columns := make([]column.Array, len(w.fields))
	for i, f := range w.fields {
		columns[i] = t.Column(f.Name)
		if columns[i] == nil {
			continue
		}
		if kind := column.KindOf(columns[i]); kind != f.Kind {
			return nil, fmt.Errorf("column %q holds %s, the file has it as %s", f.Name, kind, f.Kind)
		}
	}
	return columns, nil
}

// flush writes the row group. Its columns are encoded and compressed in parallel, and
// appended to the file in order.
func (w *Writer) flush(ctx context.Context, workers pipeline.Workers) error {
	group, chunks, err := w.output.begin()
	if err != nil {
		return fmt.Errorf("starting a row group: %w", err)
	}
	order := w.group.largestFirst()
	err = workers.Each(ctx, len(order), func(_ context.Context, k int) error {
		i := order[k]
		s := w.scratch.Get()
		defer w.scratch.Put(s)
		if err := s.write(chunks[i], w.fields[i], w.group.columns[i], w.group.rows); err != nil {
			return fmt.Errorf("writing column %q: %w", w.fields[i].Name, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.output.end(group, chunks, w.group.rows); err != nil {
		return fmt.Errorf("writing a row group: %w", err)
	}
	w.group.reset()
	return nil
}

// rootOf returns the schema of a file of the given columns.
func rootOf(fields []Field) (*schema.GroupNode, error) {
	if len(fields) == 0 {
		return nil, errors.New("it has no columns")
	}
	seen := make(map[string]bool, len(fields))
	nodes := make(schema.FieldList, len(fields))
	for i, f := range fields {
		if seen[f.Name] {
			return nil, fmt.Errorf("it has two columns %q", f.Name)
		}
		seen[f.Name] = true
		node, err := leafOf(f)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", f.Name, err)
		}
		nodes[i] = node
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, nodes, -1)
}

func leafOf(f Field) (schema.Node, error) {
	logical, physical := schema.LogicalType(schema.NoLogicalType{}), parquet.Types.ByteArray
	switch f.Kind {
	case column.KindText:
		logical = schema.StringLogicalType{}
	case column.KindInt:
		logical, physical = schema.NewIntLogicalType(64, true), parquet.Types.Int64
	case column.KindFloat:
		physical = parquet.Types.Double
	case column.KindBool:
		physical = parquet.Types.Boolean
	case column.KindTime:
		logical, physical = schema.NewTimestampLogicalType(true, schema.TimeUnitMicros), parquet.Types.Int64
	case column.KindDate:
		logical, physical = schema.DateLogicalType{}, parquet.Types.Int32
	}
	return schema.NewPrimitiveNodeLogical(f.Name, parquet.Repetitions.Optional, logical, physical, -1, -1)
}

package score_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/score"
)

// tester is what the helpers need from a *testing.T, *testing.B or *rapid.T.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// asOf is the clock of the tests.
var asOf = time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)

// source yields batches in memory.
type source []column.Table

func (s source) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for i, rows := range s {
			file := &pipeline.File{Path: fmt.Sprintf("events%d.csv", i), Source: fmt.Sprintf("events%d", i)}
			lines := make([]int64, rows.Rows())
			for row := range lines {
				lines[row] = int64(row) + 2
			}
			batch := pipeline.Batch{Rows: rows, Read: int64(rows.Rows()), Origin: pipeline.Origin{File: file, Lines: lines}}
			if !yield(batch, nil) {
				return
			}
		}
	}
}

// csv makes a table of text from lines with commas; an empty cell is null.
func csv(header string, rows ...string) column.Table {
	names := strings.Split(header, ",")
	builders := make([]*column.TextBuilder, len(names))
	for i := range builders {
		builders[i] = column.NewTextBuilder(len(rows), 16*len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(row, ",")
		for i, b := range builders {
			if i >= len(cells) || cells[i] == "" {
				b.AppendNull()
			} else {
				b.Append(cells[i])
			}
		}
	}
	t := column.NewTable(len(rows))
	for i, name := range names {
		t = t.With(name, builders[i].Finish())
	}
	return t
}

// leads is a batch of leads, each with the e-mail address in its row as identifier.
func leads(rows column.Table) pipeline.Batch {
	b := pipeline.Batch{Rows: rows}
	ids := column.NewTextBuilder(rows.Rows(), 0)
	emails := rows.Text("email")
	for i := range rows.Rows() {
		ids.Append(fmt.Sprintf("L%d", i))
		if emails != nil && emails.IsValid(i) {
			b.Keys.Identifiers = append(b.Keys.Identifiers, contact.Identifier(contact.IdentifierEmail, emails.Value(i)))
		}
		b.Keys.Ends = append(b.Keys.Ends, uint32(len(b.Keys.Identifiers)))
	}
	b.Rows = b.Rows.With("lead_id", ids.Finish())
	return b
}

func load(t tester, yaml string) score.Config {
	t.Helper()
	c, err := config.Load[score.Config](config.Document{Name: "score.yaml", Data: []byte(yaml)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// scored runs the stage over one batch. Without events, none are supplied.
func scored(t tester, c score.Config, at time.Time, in pipeline.Batch, events ...column.Table) (column.Table, column.Table) {
	t.Helper()
	var from pipeline.Source
	if events != nil {
		from = source(events)
	}
	stage := score.New(c, at, from, nil)
	return mapped(t, stage, in)
}

func mapped(t tester, stage *score.Stage, in pipeline.Batch) (rows, lines column.Table) {
	t.Helper()
	if err := stage.Prepare(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	out, err := stage.Map(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Side) != 2 || out.Side[0].Name != "score_lines" {
		t.Fatalf("side tables: %v", out.Side)
	}
	return out.Rows, out.Side[0].Rows
}

// side returns a side table of a batch.
func side(t tester, b pipeline.Batch, name string) column.Table {
	t.Helper()
	for _, s := range b.Side {
		if s.Name == name {
			return s.Rows
		}
	}
	t.Fatalf("there is no side table %s", name)
	return column.Table{}
}

// cell returns a value as text; null is "-".
func cell(t column.Table, name string, row int) string {
	a := t.Column(name)
	if a == nil || a.IsNull(row) {
		return "-"
	}
	return string(column.AppendValue(nil, a, row))
}

// cells joins the named values of a row.
func cells(t column.Table, row int, names ...string) string {
	var out []string
	for _, name := range names {
		out = append(out, cell(t, name, row))
	}
	return strings.Join(out, " ")
}

// drawn returns a table as lines of text.
func drawn(t column.Table, names ...string) []string {
	var out []string
	for row := range t.Rows() {
		out = append(out, cells(t, row, names...))
	}
	return out
}

// permuted returns the rows of a table in another order.
func permuted(t column.Table, order []int) column.Table {
	refs := make([]column.Ref, len(order))
	for i, row := range order {
		refs[i] = column.Ref{Row: uint32(row)}
	}
	out := column.NewTable(len(order))
	for i, name := range slices.Clone(t.Names()) {
		out = out.With(name, column.Take([]column.Array{t.At(i)}, refs))
	}
	return out
}

// truths parses a column of yes and no.
func truths(text *column.Text) *column.Bool {
	var b column.BoolBuilder
	for i := range text.Len() {
		if text.IsNull(i) {
			b.AppendNull()
			continue
		}
		b.Append(text.Value(i) == "yes")
	}
	return b.Finish()
}

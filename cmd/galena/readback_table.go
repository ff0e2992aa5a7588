package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"galena/export"
	"galena/ingest/delimited"
	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// each visits every row of a table of the run. See scan.
func (r *pastRun) each(ctx context.Context, table string, columns []string, visit func(in rows, i int)) error {
	return r.scan(ctx, table, columns, func(in rows) {
		for i := range in.count {
			visit(in, i)
		}
	})
}

// scan visits the named columns of a table of the run as text, batch by batch; nil names
// all columns. A run without the table is not an error.
func (r *pastRun) scan(ctx context.Context, table string, columns []string, visit func(in rows)) error {
	for _, format := range []string{".parquet", ".csv"} {
		f, err := r.at.open(ctx, table+format)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		defer f.close() //nolint:errcheck // it was only read
		return scanFile(ctx, f, r.at.in(table+format).name, format, columns, visit)
	}
	return nil
}

func scanFile(ctx context.Context, f *placed, path, format string, columns []string, visit func(in rows)) error {
	batches, err := rowsIn(ctx, f, format, columns)
	if err != nil {
		return fmt.Errorf("reading back %s: %w", path, err)
	}
	for b, err := range batches {
		if err != nil {
			return fmt.Errorf("reading back %s: %w", path, err)
		}
		if columns != nil { // the reader of CSV reads all
			wanted := func(name string) bool { return slices.Contains(columns, name) }
			b.Rows = b.Rows.Without(slices.DeleteFunc(slices.Clone(b.Rows.Names()), wanted)...)
		}
		in := rowsOf(b.Rows)
		if format == ".csv" {
			in.unguard()
		}
		visit(in)
	}
	return nil
}

// rowsIn reads the rows of a file in the given format.
func rowsIn(ctx context.Context, f *placed, format string, columns []string) (pipeline.Stream, error) {
	workers := pipeline.WorkersFor(0)
	if format == ".csv" {
		header := true
		rows, err := delimited.Open(io.NewSectionReader(f, 0, f.size), delimited.Options{Delimiter: ",", Quote: `"`, Encoding: "utf-8", Header: &header})
		if err != nil {
			return nil, err
		}
		return rows.Batches(ctx, workers), nil
	}
	in, err := parquet.Open(f, f.size)
	if err != nil {
		return nil, err
	}
	if columns != nil {
		isThere := func(name string) bool {
			return slices.ContainsFunc(in.Fields(), func(f parquet.Field) bool { return f.Name == name })
		}
		columns = slices.DeleteFunc(slices.Clone(columns), func(name string) bool { return !isThere(name) })
	}
	return in.Batches(ctx, workers, columns, defaultBatchRows), nil
}

// rows are rows of a table of the run, as text.
type rows struct {
	count  int
	names  []string // of the columns, in their order
	values map[string]*column.Text
}

func rowsOf(t column.Table) rows {
	out := rows{t.Rows(), t.Names(), map[string]*column.Text{}}
	for _, name := range t.Names() {
		out.values[name] = column.AsText(t.Column(name))
	}
	return out
}

// cell returns a value, "" for a null.
func (r rows) cell(name string, row int) string {
	values := r.values[name]
	if values == nil || values.IsNull(row) {
		return ""
	}
	return values.Value(row)
}

// unguard removes the apostrophe that export has put before some texts of CSV.
func (r rows) unguard() {
	for _, name := range r.names {
		r.values[name] = unguarded(r.values[name])
	}
}

func unguarded(t *column.Text) *column.Text {
	var out column.TextBuilder
	for i := range t.Len() {
		if t.IsNull(i) {
			out.AppendNull()
		} else {
			out.Append(export.Unguarded(t.Value(i)))
		}
	}
	return out.Finish()
}

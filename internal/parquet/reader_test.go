package parquet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// read returns all rows of a file in one table, with the columns of the file.
func read(data []byte, workers pipeline.Workers, batchRows int) (table column.Table, err error) {
	r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return column.Table{}, err
	}
	return readAll(r, workers, batchRows)
}

func readAll(r *parquet.Reader, workers pipeline.Workers, batchRows int) (column.Table, error) {
	var parts []column.Table
	var refs []column.Ref
	for b, err := range r.Batches(context.Background(), workers, nil, batchRows) {
		if err != nil {
			return column.Table{}, err
		}
		if b.Read != int64(b.Rows.Rows()) || len(b.Origin.Lines) != b.Rows.Rows() {
			return column.Table{}, fmt.Errorf("%d rows, %d read, %d lines", b.Rows.Rows(), b.Read, len(b.Origin.Lines))
		}
		for i, line := range b.Origin.Lines {
			if line != int64(len(refs)+1) {
				return column.Table{}, fmt.Errorf("line %d instead of %d", line, len(refs)+1)
			}
			refs = append(refs, column.Ref{Table: uint32(len(parts)), Row: uint32(i)})
		}
		parts = append(parts, b.Rows)
	}
	if int64(len(refs)) != r.Rows() {
		return column.Table{}, fmt.Errorf("%d rows instead of %d", len(refs), r.Rows())
	}
	out := column.NewTable(len(refs))
	for i, f := range r.Fields() {
		arrays := make([]column.Array, len(parts))
		for p, part := range parts {
			arrays[p] = part.At(i)
			if kind := column.KindOf(arrays[p]); kind != f.Kind {
				return column.Table{}, fmt.Errorf("column %q is %s instead of %s", f.Name, kind, f.Kind)
			}
		}
		if len(refs) > 0 {
			out = out.With(f.Name, column.Take(arrays, refs))
		}
	}
	return out, nil
}

// cells returns the values of a table as text, nulls as ∅.
func cells(t column.Table) map[string][]string {
	out := map[string][]string{}
	for c, name := range t.Names() {
		texts := make([]string, t.Rows())
		for i := range texts {
			if texts[i] = "∅"; t.At(c).IsValid(i) {
				texts[i] = string(column.AppendValue(nil, t.At(c), i))
			}
		}
		out[name] = texts
	}
	return out
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	table, fields := contacts(1000, 4)
	data := write(t, fields, 400, 2, table)
	want := cells(table)
	for _, batch := range []int{1, 300, 100_000} {
		for _, workers := range []pipeline.Workers{1, 3} {
			if batch == 1 && workers == 1 {
				continue
			}
			got, err := read(data, workers, batch)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, cells(got)); diff != "" {
				t.Errorf("batches of %d on %d workers: %s", batch, workers, diff)
			}
		}
	}
}

func TestNamedColumns(t *testing.T) {
	table, fields := contacts(50, 10)
	data := write(t, fields, 0, 1, table)
	r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for b, err := range r.Batches(context.Background(), 2, []string{"phone", "lead_id"}, 100) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"phone", "lead_id"}, b.Rows.Names()); diff != "" {
			t.Error(diff)
		}
	}
	for _, err := range r.Batches(context.Background(), 2, []string{"fax"}, 100) {
		if err == nil {
			t.Error("no error for a column that is not there")
		}
	}
}

func TestAnEndedContextEndsTheBatches(t *testing.T) {
	table, fields := contacts(100, 11)
	data := write(t, fields, 0, 1, table)
	r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	seen := 0
	for _, err = range r.Batches(ctx, 2, nil, 10) {
		seen++
		cancel()
	}
	if seen != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d batches, error %v", seen, err)
	}
}

func BenchmarkRead(b *testing.B) {
	const rows = 122_880
	table, fields := contacts(rows, 1)
	data := write(b, fields, 0, 1, table)
	r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	for _, workers := range []pipeline.Workers{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range r.Batches(context.Background(), workers, nil, 16_384) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

package parquet_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"

	"github.com/apache/arrow-go/v18/arrow"
)

// contacts returns a table of 40 columns as leads have them, and its fields.
func contacts(rows int, seed uint64) (column.Table, []parquet.Field) {
	r := rand.New(rand.NewPCG(seed, 1))
	table := column.NewTable(rows)
	var fields []parquet.Field
	add := func(name string, values column.Array) {
		table = table.With(name, values)
		fields = append(fields, parquet.Field{Name: name, Kind: column.KindOf(values)})
	}
	text := func(name string, nulls float64, value func(i int) string) {
		b := column.NewTextBuilder(rows, 12*rows)
		for i := range rows {
			if r.Float64() < nulls {
				b.AppendNull()
			} else {
				b.Append(value(i))
			}
		}
		add(name, b.Finish())
	}
	words := func(prefix string, n int) func(int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf("%s %x", prefix, r.Uint32())
		}
		return func(int) string { return all[min(r.IntN(n), r.IntN(n))] }
	}
	text("lead_id", 0, func(int) string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) })
	text("email", 0.1, func(i int) string { return fmt.Sprintf("given.family%d@company%d.example", i, r.IntN(9000)) })
	text("phone", 0.3, func(int) string { return fmt.Sprintf("+1%010d", r.Int64N(1e10)) })
	text("street", 0.5, func(int) string { return fmt.Sprintf("%d Main Street %d", r.IntN(9000), r.IntN(300)) })
	for i, distinct := range []int{2000, 20_000, 9000, 9000, 3000, 500, 50, 200, 4000, 7, 12, 5, 3, 2, 30, 20, 8, 6, 4, 1} {
		text(fmt.Sprintf("text%d", i), float64(i)/40, words("word", distinct))
	}
	for i := range 6 {
		text(fmt.Sprintf("empty%d", i), 1, nil)
	}
	for i := range 3 {
		b := column.NewNumberBuilder[int64](rows)
		for range rows {
			b.Append(r.Int64N(100))
		}
		add(fmt.Sprintf("int%d", i), b.Finish())
	}
	for i := range 2 {
		b := column.NewNumberBuilder[float64](rows)
		for range rows {
			b.Append(float64(r.IntN(1000)) / 1000)
		}
		add(fmt.Sprintf("float%d", i), b.Finish())
	}
	for i := range 2 {
		b := column.NewNumberBuilder[arrow.Timestamp](rows)
		for k := range rows {
			if k%7 == 0 {
				b.AppendNull()
				continue
			}
			b.Append(arrow.Timestamp(1.6e15 + r.Int64N(1e14)))
		}
		add(fmt.Sprintf("time%d", i), b.Finish())
	}
	days := column.NewNumberBuilder[arrow.Date32](rows)
	var flags column.BoolBuilder
	for i := range rows {
		days.Append(arrow.Date32(18000 + r.IntN(900)))
		if i%5 == 0 {
			flags.AppendNull()
		} else {
			flags.Append(r.IntN(2) == 0)
		}
	}
	add("day", days.Finish())
	add("flag", flags.Finish())
	return table, fields
}

func write(t testing.TB, fields []parquet.Field, o parquet.WriterOptions, workers pipeline.Workers, tables ...column.Table) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := parquet.NewWriter(&out, fields, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if err := w.Write(context.Background(), workers, table); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(context.Background(), workers); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cut returns t in tables of the given number of rows.
func cut(t column.Table, rows int) []column.Table {
	var out []column.Table
	for start := 0; start < t.Rows(); start += rows {
		end := min(start+rows, t.Rows())
		refs := make([]column.Ref, end-start)
		for i := range refs {
			refs[i].Row = uint32(start + i)
		}
		part := column.NewTable(end - start)
		for i, name := range t.Names() {
			part = part.With(name, column.Take([]column.Array{t.At(i)}, refs))
		}
		out = append(out, part)
	}
	return out
}

func TestBytesDependOnTheRowsAlone(t *testing.T) {
	table, fields := contacts(5000, 1)
	o := parquet.WriterOptions{RowGroupRows: 1700, Metadata: map[string]string{"b": "2", "a": "1", "c": "3"}}
	want := write(t, fields, o, 1, table)
	for _, rows := range []int{1, 7, 999, 1700, 4000} {
		for _, workers := range []pipeline.Workers{1, 2, 7} {
			if rows == 1 && workers > 1 {
				continue
			}
			if got := write(t, fields, o, workers, cut(table, rows)...); !bytes.Equal(got, want) {
				t.Errorf("tables of %d rows and %d workers give other bytes", rows, workers)
			}
		}
	}
}

func TestNewWriterRefuses(t *testing.T) {
	for name, fields := range map[string][]parquet.Field{
		"no columns":              nil,
		"two columns of one name": {{Name: "a"}, {Name: "a"}},
	} {
		if _, err := parquet.NewWriter(new(bytes.Buffer), fields, parquet.WriterOptions{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWriteRefusesAColumnOfAnotherKind(t *testing.T) {
	w, err := parquet.NewWriter(new(bytes.Buffer), []parquet.Field{{Name: "a", Kind: column.KindInt}}, parquet.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b := column.NewTextBuilder(1, 1)
	b.Append("x")
	if err := w.Write(context.Background(), 1, column.NewTable(1).With("a", b.Finish())); err == nil {
		t.Error("no error")
	}
	if err := w.Close(context.Background(), 1); err == nil {
		t.Error("a writer that failed closed without an error")
	}
}

func BenchmarkWrite(b *testing.B) {
	const rows = 122_880
	table, fields := contacts(rows, 1)
	parts := cut(table, 16_384)
	for _, workers := range []pipeline.Workers{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				size = len(write(b, fields, parquet.WriterOptions{}, workers, parts...))
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(size)/rows, "bytes/row")
		})
	}
}

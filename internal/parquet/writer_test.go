package parquet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"

	"github.com/apache/arrow-go/v18/arrow"
)

// contacts returns a table of 40 columns such as leads have, and its fields.
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

func write(t testing.TB, fields []parquet.Field, groupRows int, workers pipeline.Workers, tables ...column.Table) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := parquet.NewWriterOf(&out, fields, groupRows)
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

// cut splits t into tables of the given number of rows.
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
	want := write(t, fields, 1700, 1, table)
	for _, rows := range []int{1, 7, 999, 1700, 4000} {
		for _, workers := range []pipeline.Workers{1, 2, 7} {
			if rows == 1 && workers > 1 {
				continue
			}
			if got := write(t, fields, 1700, workers, cut(table, rows)...); !bytes.Equal(got, want) {
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
		if _, err := parquet.NewWriter(new(bytes.Buffer), fields); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWriteRefusesAColumnOfAnotherKind(t *testing.T) {
	w, err := parquet.NewWriter(new(bytes.Buffer), []parquet.Field{{Name: "a", Kind: column.KindInt}})
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

// failing is an io.Writer that fails at the n-th write.
type failing struct{ left int }

var errFull = errors.New("no space left")

func (f *failing) Write(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAFailingWriteIsReported(t *testing.T) {
	table, fields := contacts(300, 7)
	for n := 0; ; n++ {
		to := &failing{left: n}
		err := func() error {
			w, err := parquet.NewWriterOf(to, fields[:3], 100)
			if err != nil {
				return err
			}
			if err := w.Write(context.Background(), 2, table); err != nil {
				return err
			}
			return w.Close(context.Background(), 2)
		}()
		if to.left >= 0 {
			if n < 5 || err != nil {
				t.Errorf("%d writes in all, error %v", n, err)
			}
			return
		}
		if !errors.Is(err, errFull) {
			t.Fatalf("write %d fails: error %v", n, err)
		}
	}
}

func TestAFileWithoutRows(t *testing.T) {
	_, fields := contacts(1, 8)
	data := write(t, fields, 0, 1)
	table, err := read(data, 1, 10)
	if err != nil || table.Rows() != 0 {
		t.Errorf("%d rows, error %v", table.Rows(), err)
	}
	if rows, err := parquet.Verify(bytes.NewReader(data), int64(len(data))); err != nil || rows != 0 {
		t.Errorf("verified %d rows, error %v", rows, err)
	}
}

func TestColumnsThatATableLacksAreNull(t *testing.T) {
	table, fields := contacts(10, 9)
	got, err := read(write(t, fields, 0, 1, table.Without("email"), table), 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	emails := got.Text("email")
	if nulls := emails.NullN(); nulls != 10+table.Text("email").NullN() {
		t.Errorf("%d nulls", nulls)
	}
}

// TestALargeRowGroupEndsEarly: a row group ends at the row that reaches the limit of
// text, wherever the tables end.
func TestALargeRowGroupEndsEarly(t *testing.T) {
	const rows, size = 40, 8 << 20
	value := strings.Repeat("x", size)
	b := column.NewTextBuilder(rows, rows*size)
	for range rows {
		b.Append(value)
	}
	table := column.NewTable(rows).With("notes", b.Finish())
	fields := []parquet.Field{{Name: "notes"}}
	want := write(t, fields, 0, 1, table)
	if got := write(t, fields, 0, 1, cut(table, 7)...); !bytes.Equal(got, want) {
		t.Error("tables of other sizes give other bytes")
	}
	r, err := parquet.Open(bytes.NewReader(want), int64(len(want)))
	if err != nil {
		t.Fatal(err)
	}
	var batches []int
	for b, err := range r.Batches(context.Background(), 1, nil, rows) {
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b.Rows.Rows())
	}
	if diff := cmp.Diff([]int{32, 8}, batches); diff != "" {
		t.Error(diff)
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
				size = len(write(b, fields, 0, workers, parts...))
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(size)/rows, "bytes/row")
		})
	}
}

// TestValuesLargerThanAPage: a page that the last value has just filled is not ended
// twice.
func TestValuesLargerThanAPage(t *testing.T) {
	for _, distinct := range []int{1, 20} {
		b := column.NewTextBuilder(0, 0)
		for i := range 20 {
			b.Append(strings.Repeat(string(rune('a'+i%distinct)), 1<<20))
		}
		table := column.NewTable(20).With("notes", b.Finish())
		var out bytes.Buffer
		w, err := parquet.NewWriter(&out, []parquet.Field{{Name: "notes", Kind: column.KindText}})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Write(t.Context(), 2, table), w.Close(t.Context(), 2)); err != nil {
			t.Fatal(err)
		}
		r, err := parquet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		row := 0
		for batch, err := range r.Batches(t.Context(), 1, nil, 7) {
			if err != nil {
				t.Fatal(err)
			}
			notes := batch.Rows.Text("notes")
			for i := range notes.Len() {
				if notes.ValueLen(i) != 1<<20 || notes.Value(i)[:1] != string(rune('a'+row%distinct)) {
					t.Fatalf("row %d: another value of %d bytes", row, notes.ValueLen(i))
				}
				row++
			}
		}
		if row != 20 {
			t.Errorf("%d rows of 20", row)
		}
	}
}

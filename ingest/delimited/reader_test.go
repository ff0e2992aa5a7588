package delimited

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/pipeline"
)

// null stands for a null in the rows of a test.
const null = "∅"

// table is the result of reading a file.
type table struct {
	header  []string
	rows    [][]string
	lines   []int64
	rejects []string // line code
	notes   map[string]int64
	read    int64
}

func readAll(text string, o Options, blockSize int, workers pipeline.Workers) (table, error) {
	r, err := Open(strings.NewReader(text), o)
	if err != nil {
		return table{}, err
	}
	if blockSize > 0 {
		r.blockSize = blockSize
	}
	t := table{header: r.Header(), notes: map[string]int64{}}
	for b, err := range r.Batches(context.Background(), workers) {
		if err != nil {
			return t, err
		}
		t.read += b.Read
		t.lines = append(t.lines, b.Origin.Lines...)
		for i := range b.Rows.Rows() {
			row := make([]string, len(t.header))
			for j, name := range t.header {
				if column := b.Rows.Text(name); column.IsNull(i) {
					row[j] = null
				} else {
					row[j] = column.Value(i)
				}
			}
			t.rows = append(t.rows, row)
		}
		for _, reject := range b.Rejects {
			t.rejects = append(t.rejects, fmt.Sprintf("%d %s", reject.Line, reject.Code))
		}
		for _, n := range b.Notes {
			t.notes[n.Code] += n.Count
		}
	}
	return t, nil
}

// TestParallelEqualsSequential: whatever the file, blocks and workers do not affect the
// rows, and every record is a row or a reject.
func TestParallelEqualsSequential(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
			"a", "bc", "long value", "12", ",", ",", ",", "\n", "\n", "\r\n", `"`, `""`, `"x,y"`, "\"l1\nl2\"", "h1,h2,h3\n", "é", " ", "\xe9", "\r", "\x00",
		}), 0, 300).Draw(t, "pieces")
		text := "h1,h2,h3\n1,2,3\n" + strings.Join(pieces, "")
		want, err := readAll(text, Options{}, 1<<20, 1)
		if err != nil {
			t.Skip(err)
		}
		if want.read != int64(len(want.rows)+len(want.rejects)) {
			t.Fatalf("read %d, but %d rows and %d rejects", want.read, len(want.rows), len(want.rejects))
		}
		got, err := readAll(text, Options{}, rapid.IntRange(17, 264).Draw(t, "block"), pipeline.Workers(rapid.IntRange(1, 4).Draw(t, "workers")))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(table{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestCleanEqualsEncodingCSV: on clean files the values equal those of encoding/csv.
func TestCleanEqualsEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 5).Draw(t, "width")
		value := rapid.StringMatching(`[a-z ,"\n;é']{0,30}`)
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		row := make([]string, width)
		for i := range row {
			row[i] = fmt.Sprint("name", i)
		}
		for range rapid.IntRange(1, 60).Draw(t, "rows") {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			for i := range row {
				row[i] = value.Draw(t, "value")
			}
		}
		w.Flush()
		yes := true
		got, err := readAll(text.String(), Options{Delimiter: ",", Quote: `"`, Escape: `"`, Header: &yes}, 64, 3)
		if err != nil {
			t.Fatal(err)
		}
		plain := csv.NewReader(strings.NewReader(text.String()))
		if _, err := plain.Read(); err != nil {
			t.Fatal(err)
		}
		for i := 0; ; i++ {
			want, err := plain.Read()
			if err == io.EOF {
				if i != len(got.rows) || len(got.rejects) > 0 {
					t.Fatalf("%d rows and rejects %v, want %d rows", len(got.rows), got.rejects, i)
				}
				return
			}
			for j := range want {
				if value := strings.ReplaceAll(strings.TrimPrefix(got.rows[i][j], null), "\r\n", "\n"); value != want[j] {
					t.Fatalf("row %d column %d: %q, want %q", i, j, value, want[j])
				}
			}
		}
	})
}

package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Unmapped leaves headers and cells as they are, including the words for null.
func TestUnmapped(t *testing.T) {
	tree(t, map[string]string{"crm.csv": "E-Mail,Note\n ann@x.com ,NULL\nbob@x.com,\ncy@x.com,1,2,3\n", "empty.csv": "A,B\n"})
	s, err := Open(t.Context(), []Input{{Path: "crm.csv"}, {Path: "empty.csv"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var heads [][]string
	for _, head := range s.Heads() {
		heads = append(heads, head.Names())
	}
	if diff := cmp.Diff([][]string{{"E-Mail", "Note"}, {"A", "B"}}, heads); diff != "" {
		t.Errorf("heads (-want +got):\n%s", diff)
	}
	var got []string
	for b, err := range s.Unmapped(t.Context(), 2) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range b.Rows.Rows() {
			note := b.Rows.Text("Note")
			got = append(got, fmt.Sprintf("%s:%d %q %q null=%v", b.Origin.File.Path, b.Origin.Lines[row], b.Rows.Text("E-Mail").Value(row), note.Value(row), note.IsNull(row)))
		}
		for _, r := range b.Rejects {
			got = append(got, fmt.Sprintf("%s:%d %s %s", r.File, r.Line, r.Stage, r.Code))
		}
	}
	want := []string{
		`crm.csv:2 " ann@x.com " "NULL" null=false`, `crm.csv:3 "bob@x.com" "" null=true`, "crm.csv:4 ingest row_long",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// The rows of a file that fits into its sample are counted; those of a larger file are
// estimated, and the row that the sample ends in is left out.
func TestSample(t *testing.T) {
	const row = "%07d,ann%07d@example.com,a \"quoted\" word\n"
	large := &strings.Builder{}
	large.WriteString("id,email,note\n")
	rows := int64(200_000)
	for i := range rows {
		fmt.Fprintf(large, row, i, i)
	}
	tree(t, map[string]string{
		"large.csv": large.String(), "small.csv": "id,email\n1,a@x.com\n2,b@x.com\n", "none.csv": "",
		"small.ndjson": `{"id":1}` + "\n" + `{"id":2}` + "\n{oops\n",
	})
	s, err := Open(t.Context(), []Input{{Path: "."}, {Path: "none.csv"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	samples, err := s.Sample(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range s.Files() {
		got := samples[i]
		var read int64
		for _, b := range got.Batches {
			read += b.Read
			if len(b.Rejects) > 0 && file.Path == "large.csv" {
				t.Errorf("%s: %+v", file.Path, b.Rejects)
			}
			if ids := b.Rows.Text("source_record_id"); ids.Len() != len(b.Origin.Lines) {
				t.Errorf("%s: %d ids for %d rows", file.Path, ids.Len(), len(b.Origin.Lines))
			}
		}
		if file.Path != "large.csv" {
			want := map[string]int64{"none.csv": 0, "small.csv": 2, "small.ndjson": 3}[file.Path]
			if got.Rows != want || !got.Exact || read != want {
				t.Errorf("%s: %d rows (exact: %v), %d in the sample, want %d", file.Path, got.Rows, got.Exact, read, want)
			}
			continue
		}
		if got.Exact || got.Rows < rows*95/100 || got.Rows > rows*105/100 || read < 50_000 || read >= rows {
			t.Errorf("%s: %d rows (exact: %v), %d in the sample; it has %d", file.Path, got.Rows, got.Exact, read, rows)
		}
	}
}

package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/gzip"

	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// vendorFile is a Parquet file with typed columns.
func vendorFile(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	rows := column.NewTable(2)
	var fields []parquet.Field
	for i, name := range []string{"Contact ID", "zip", "employees", "rank"} {
		values := column.NewNumberBuilder[int64](2)
		values.Append(int64(100 * i))
		if name == "rank" {
			values.Append(7) // or the second row would be blank
		} else {
			values.AppendNull()
		}
		rows = rows.With(name, values.Finish())
		fields = append(fields, parquet.Field{Name: name, Kind: column.KindInt})
	}
	w, err := parquet.NewWriter(&b, fields)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(t.Context(), 1, rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Ids and postal codes are text whatever the file says; counts and own columns
// keep their type.
func TestParquet(t *testing.T) {
	tree(t, nil)
	file := vendorFile(t)
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write(file); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for path, text := range map[string][]byte{"vendor.parquet": file, "vendor.parquet.gz": zipped.Bytes()} {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), []Input{{Path: path}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for b, err := range s.Batches(t.Context(), 2) {
			if err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for i, name := range b.Rows.Names() {
				kinds = append(kinds, fmt.Sprintf("%s %s", name, column.KindOf(b.Rows.At(i))))
			}
			want := []string{"source_record_id text", "postal_code text", "employee_count int", "rank int"}
			if diff := cmp.Diff(want, kinds); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
			if ids := b.Rows.Text(recordID); ids.Value(0) != "0" || len(ids.Value(1)) != 32 || b.Rows.Text("postal_code").Value(0) != "100" {
				t.Errorf("%s: ids %v, codes %v", path, ids, b.Rows.Text("postal_code"))
			}
		}
		if got := s.Files()[0]; got.Size != int64(len(text)) || got.Rows != 2 || got.Format != FormatParquet {
			t.Errorf("summary %+v", got)
		}
	}
	if err := os.WriteFile("cut.parquet", file[:len(file)-20], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), []Input{{Path: "cut.parquet"}}, Options{}); err == nil || !strings.HasPrefix(err.Error(), "cut.parquet: ") {
		t.Errorf("a truncated file: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	tree(t, map[string]string{"a.csv": "Email\na@x.com\n", "b.ndjson": "{\"email\":\"a\"}\n"})
	s, err := Open(t.Context(), []Input{{Path: "."}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cause := errors.New("the user has had enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	var last error
	for _, err := range s.Batches(ctx, 2) {
		last = err
	}
	if !errors.Is(last, cause) {
		t.Errorf("error %v, want %v", last, cause)
	}
}

func TestUnreadable(t *testing.T) {
	tree(t, map[string]string{"a.csv": "Email\n", "in/b.csv": "Email\n"})
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	for _, path := range []string{"a.csv", "in"} {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(path, 0o755)
		_, err := Open(t.Context(), []Input{{Path: path}}, Options{})
		if err == nil || !strings.Contains(err.Error(), path+": permission denied; let this user read it") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Parquet files read as tables can be read by row group, in parallel, and are counted and
// hashed as if they were read from front to back.
func TestSections(t *testing.T) {
	tree(t, nil)
	for _, path := range []string{"a.parquet", "b.parquet"} {
		if err := os.WriteFile(path, vendorFile(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	open := func() *Source {
		s, err := Open(t.Context(), []Input{{Path: "*.parquet"}}, Options{Vocabulary: Tables, Columns: []string{"zip", "rank"}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	plain, s := open(), open()
	for _, err := range plain.AsTables().Batches(t.Context(), 1) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	sections := s.AsTables().(pipeline.Sectioned).Sections(t.Context(), []string{"zip"}, []string{"rank"})
	for rows, err := range pipeline.Ordered(t.Context(), 2, sections, func(ctx context.Context, section pipeline.Section) (found []string, _ error) {
		for p, err := range section(ctx) {
			if err != nil {
				return nil, err
			}
			rest, err := p.Rest([]column.Ref{{Row: 0}})
			if err != nil {
				return nil, err
			}
			found = append(found, fmt.Sprintf("%s %v of %d", p.Rows.Names(), rest.Column("rank"), p.Rows.Rows()))
		}
		return found, nil
	}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, rows...)
	}
	if diff := cmp.Diff([]string{"[zip] [300] of 2", "[zip] [300] of 2"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(plain.Files(), s.Files(), cmpopts.IgnoreUnexported(Column{})); diff != "" {
		t.Errorf("files (-by batches +by sections):\n%s", diff)
	}
}

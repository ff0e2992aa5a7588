package export_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/export"
	"galena/internal/column"
	"galena/internal/parquet"
	"galena/internal/vfs"
)

func TestFilesAreReadBack(t *testing.T) {
	tests := []struct {
		name   string
		format export.Format
		verify export.Verify
		damage func(content []byte) []byte
		want   string
	}{
		{"cut", export.CSV, export.VerifyNone, func(b []byte) []byte { return b[:len(b)-1] }, "bytes on the disk"},
		{"a line less", export.CSV, export.VerifyNone, func(b []byte) []byte {
			return bytes.Replace(b, []byte("r1\nL"), []byte("r1 L"), 1)
		}, "has 9 rows on the disk, but 10 were written"},
		{"open quotes", export.CSV, export.VerifyNone, func(b []byte) []byte {
			return bytes.Replace(b, []byte("hot"), []byte(`h"t`), 1)
		}, "ends within quotes"},
		{"stray quotes", export.CSV, export.VerifyIndependent, func(b []byte) []byte {
			return bytes.Replace(b, []byte("hot"), []byte(`h""`), 1)
		}, "parse error"},
		{"no footer", export.Parquet, export.VerifyNone, func(b []byte) []byte { clear(b[len(b)-8:]); return b }, "reading "},
		{"damaged data", export.Parquet, export.VerifyIndependent, func(b []byte) []byte { clear(b[4:200]); return b }, "reading "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := settings(t.TempDir(), test.format)
			c.Verify = test.verify
			sink, err := export.Create(t.Context(), vfs.OS{}, c)
			if err != nil {
				t.Fatal(err)
			}
			defer sink.Abort()
			if err := fill(t.Context(), sink, "r1", batches(10, 5)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(c.Dir, ".tmp-run", "leads."+string(test.format))
			if err := os.WriteFile(path, test.damage(read(t, path)), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := sink.Publish(t.Context(), summary); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestParquetHoldsTheLeads(t *testing.T) {
	published := mustRun(t, settings(t.TempDir(), export.Parquet), "r1", batches(10, 3))
	content := read(t, filepath.Join(published.Path, "leads.parquet"))
	in, err := parquet.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	want := leadsOf(0, 10)
	want = want.With("run_id", text(slices.Repeat([]string{"r1"}, 10)...))
	for got, err := range in.Batches(t.Context(), 1, nil, 100) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Names(), got.Rows.Names()); diff != "" {
			t.Fatalf("columns (-want +got):\n%s", diff)
		}
		for i, name := range want.Names() {
			if column.KindOf(got.Rows.At(i)) != column.KindOf(want.At(i)) {
				t.Errorf("%s is %s", name, column.KindOf(got.Rows.At(i)))
			}
			for row := range want.Rows() {
				a, b := want.At(i), got.Rows.At(i)
				if a.IsNull(row) != b.IsNull(row) || string(column.AppendValue(nil, a, row)) != string(column.AppendValue(nil, b, row)) {
					t.Errorf("%s of row %d differs", name, row)
				}
			}
		}
	}
}

package parquet_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/parquet"
)

// fataler is the common part of testing and rapid.
type fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

// picked reads a file by sections, the first columns in full and the others at the rows
// that pick selects. It returns what Batches should have there.
func picked(t fataler, r *parquet.Reader, whole, batchRows int, pick func(row int) bool) (early, late map[string][]string) {
	var names []string
	for _, f := range r.Fields() {
		names = append(names, f.Name)
	}
	early, late = map[string][]string{}, map[string][]string{}
	row := 0
	for _, section := range r.Sections(names[:whole], names[whole:], batchRows) {
		for p, err := range section(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			for name, values := range cells(p.Rows) {
				early[name] = append(early[name], values...)
			}
			var refs []column.Ref
			for i := range p.Rows.Rows() {
				if pick(row) {
					refs = append(refs, column.Ref{Row: uint32(i)})
				}
				row++
			}
			if len(refs) == 0 && row%2 == 0 {
				continue // Rest need not be called
			}
			rest, err := p.Rest(refs)
			if err != nil {
				t.Fatal(err)
			}
			for name, values := range cells(rest) {
				if len(values) > 0 {
					late[name] = append(late[name], values...)
				}
			}
		}
	}
	if int64(row) != r.Rows() {
		t.Fatalf("%d rows instead of %d", row, r.Rows())
	}
	return early, late
}

// at returns the cells of some columns at the rows that pick selects.
func at(table column.Table, from, to int, pick func(row int) bool) map[string][]string {
	out := map[string][]string{}
	all := cells(table)
	for _, name := range table.Names()[from:to] {
		for row, value := range all[name] {
			if pick(row) {
				out[name] = append(out[name], value)
			}
		}
	}
	return out
}

func everyRow(int) bool { return true }

// TestSectionsAreBatches: whatever rows are picked, their values are those that reading
// everything gives.
func TestSectionsAreBatches(t *testing.T) {
	table, fields := contacts(250, 9)
	var files [][]byte
	for _, rows := range []int{40, 128, 250} {
		files = append(files, write(t, fields, rows, 1, table))
	}
	rapid.Check(t, func(t *rapid.T) {
		data := files[rapid.IntRange(0, len(files)-1).Draw(t, "file")]
		r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		marks := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		share, last := rapid.SampledFrom([]float64{0, 0.01, 0.3, 1}).Draw(t, "share"), rapid.SampledFrom([]int{0, 90, 250}).Draw(t, "last")
		chosen := make([]bool, table.Rows())
		for i := range chosen {
			chosen[i] = i < last && marks.Float64() < share
		}
		pick := func(row int) bool { return chosen[row] }
		whole := rapid.IntRange(1, len(fields)).Draw(t, "whole")
		early, late := picked(t, r, whole, rapid.IntRange(1, 130).Draw(t, "batch"), pick)
		if diff := cmp.Diff(at(table, 0, whole, everyRow), early); diff != "" {
			t.Fatalf("the first columns (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(at(table, whole, len(fields), pick), late); diff != "" {
			t.Fatalf("the others (-want +got):\n%s", diff)
		}
	})
}

// TestSectionsOfOtherWriters does the same with files of other writers, in all encodings.
func TestSectionsOfOtherWriters(t *testing.T) {
	for _, path := range parquetCorpus(t) {
		data := readFile(t, path)
		table, err := read(data, 1, 1000)
		if err != nil || len(data) > 1<<20 || table.Rows() == 0 {
			continue
		}
		r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		pick := func(row int) bool { return row%7 < 2 }
		_, late := picked(t, r, 0, 50, pick)
		if diff := cmp.Diff(at(table, 0, len(table.Names()), pick), late); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filepath.Base(path), diff)
		}
	}
}

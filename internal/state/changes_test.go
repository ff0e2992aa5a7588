package state_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/column"
	"galena/internal/state"
)

// changesBetween returns the changes that turn one list of words into another. Words with
// the same first letter are the same row, and are sorted by that letter.
func changesBetween(before, after []string) column.Changes {
	var rows []string
	var c column.Changes
	add := func(row string, before, after uint32) {
		rows, c.Before, c.After = append(rows, row), append(c.Before, before), append(c.After, after)
	}
	for b, a := 0, 0; b < len(before) || a < len(after); {
		switch {
		case a == len(after) || b < len(before) && before[b][0] < after[a][0]:
			add(before[b], uint32(b), column.Nowhere)
			b++
		case b == len(before) || after[a][0] < before[b][0]:
			add(after[a], column.Nowhere, uint32(a))
			a++
		default:
			if before[b] != after[a] {
				add(after[a], uint32(b), uint32(a))
			}
			b, a = b+1, a+1
		}
	}
	c.Rows = words(rows...)
	return c
}

// anyRows draws rows with keys of one letter, in order.
var anyRows = rapid.Custom(func(t *rapid.T) []string {
	var rows []string
	for key := 'a'; key <= 'z'; key++ {
		if version := rapid.IntRange(0, 12).Draw(t, "version"); version > 1 {
			rows = append(rows, string(key)+strings.Repeat("+", version/10))
		}
	}
	return rows
})

// TestChangesAddUp: however often a table is changed, and whenever it is written anew, it
// holds what it should, also after it is reopened.
func TestChangesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "state")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir) //nolint:errcheck // a test's
		var filler []string     // so that few changes are a small share
		for range 400 {
			filler = append(filler, "~")
		}
		before := []string(nil)
		for _, rows := range rapid.SliceOfN(anyRows, 1, 5).Draw(t, "nights") {
			s, err := state.Open(unsynced{}, dir, never)
			if err != nil {
				t.Fatal(err)
			}
			after := slices.Concat(rows, filler)
			tx := s.Begin()
			if err := errors.Join(tx.Change(t.Context(), 2, "leads", changesBetween(before, after)), tx.Commit()); err != nil {
				t.Fatal(err)
			}
			got, err := s.Table(t.Context(), 2, "leads")
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(after, wordsOf(got)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			before = after
		}
	})
}

// wordsOf returns the values of a table of words.
func wordsOf(rows column.Table) []string {
	var out []string
	for i := range rows.Rows() {
		out = append(out, rows.Text("word").Value(i))
	}
	return out
}

// TestFewChangesAreASmallFile: few changes make a small file of their own, from which
// anybody can see the present rows; with many, the table is written anew.
func TestFewChangesAreASmallFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, unsynced{}, dir, never)
	before := strings.Split(strings.Repeat("m,", 99)+"m", ",")
	put(t, s, "leads", before...)
	change := func(c column.Changes) {
		t.Helper()
		tx := s.Begin()
		if err := errors.Join(tx.Change(t.Context(), 1, "leads", c), tx.Commit()); err != nil {
			t.Fatal(err)
		}
	}
	change(column.Changes{Rows: words()})
	if s.Generation() != 1 {
		t.Errorf("no change is generation %d", s.Generation())
	}
	change(column.Changes{Rows: words("new", "other", "gone"), Before: []uint32{column.Nowhere, 5, 7}, After: []uint32{0, 6, column.Nowhere}})
	if got := read(t, s, "leads"); len(got) != 100 || got[0] != "new" || got[6] != "other" {
		t.Errorf("after few changes %v", got)
	}
	names := []string{".lock", "leads.000001.parquet", "leads.000002.parquet", "manifest.json"}
	if diff := cmp.Diff(names, files(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	many := column.Changes{Rows: words(before[:9]...), Before: slices.Repeat([]uint32{column.Nowhere}, 9)}
	for i := range uint32(9) {
		many.After = append(many.After, i)
	}
	change(many)
	names = []string{".lock", "leads.000003.parquet", "manifest.json"}
	if diff := cmp.Diff(names, files(t, dir)); diff != "" || len(read(t, s, "leads")) != 109 {
		t.Errorf("files after many changes (-want +got):\n%s", diff)
	}
}

// TestFolderOfFormat1: a folder of format 1 is read, and has the newest format once it
// changes.
func TestFolderOfFormat1(t *testing.T) {
	dir := t.TempDir()
	s := open(t, unsynced{}, dir, never)
	put(t, s, "leads", slices.Repeat([]string{"a"}, 20)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "manifest.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, strings.Replace(string(data), `"format": 2`, `"format": 1`, 1))
	s = open(t, unsynced{}, dir, never)
	tx := s.Begin()
	one := column.Changes{Rows: words("b"), Before: []uint32{3}, After: []uint32{3}}
	if err := errors.Join(tx.Change(t.Context(), 1, "leads", one), tx.Commit()); err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Format int }
	if data, err = os.ReadFile(path); err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if got := read(t, s, "leads"); err != nil || manifest.Format != 2 || len(got) != 20 || got[3] != "b" {
		t.Errorf("format %d, %v, %v", manifest.Format, got, err)
	}
}

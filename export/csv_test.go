package export_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/export"
	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

var update = flag.Bool("update", false, "write the golden files")

func TestCSVGolden(t *testing.T) {
	dir := t.TempDir()
	published := mustRun(t, settings(dir, export.CSV), "r1", batches(7, 3))
	for _, name := range []string{"leads.csv", "crosswalk.csv", "rejects.csv"} {
		got, golden := read(t, filepath.Join(published.Path, name)), filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(read(t, golden)), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCSVCells(t *testing.T) {
	tests := []struct{ value, cell string }{
		{"NULL", ""},
		{"", `""`},
		{"plain", "plain"},
		{"a,b", `"a,b"`},
		{`5" pipe`, `"5"" pipe"`},
		{"two\nlines", "\"two\nlines\""},
		{"cr\rlf", "\"cr\rlf\""},
		{" blanks stay ", " blanks stay "},
		{"007", "007"},
		{"Zoë", "Zoë"},

		{"=1+1", "'=1+1"},
		{`=HYPERLINK("http://x","y")`, `"'=HYPERLINK(""http://x"",""y"")"`},
		{"+1-2", "'+1-2"},
		{"-2+3", "'-2+3"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\tx", "'\tx"},
		{"\rx", "\"'\rx\""},
		{"\x00x", "'\x00x"},
		{"＝1+1", "'＝1+1"},
		{"＋1", "'＋1"},
		{"－1", "'－1"},
		{"＠x", "'＠x"},
		{"｡half-width stop", "｡half-width stop"},
		{"-", "'-"},

		{"+14155550100", "+14155550100"},
		{"+1234567", "+1234567"},
		{"+123456789012345", "+123456789012345"},
		{"+123456", "'+123456"},
		{"+1234567890123456", "'+1234567890123456"},
		{"+1415555010O", "'+1415555010O"},
		{"+1 415 555 0100", "'+1 415 555 0100"},

		{"'t Hooft", "'t Hooft"},
		{"'", "'"},
		{"'=1", "''=1"},
		{"''+14155550100", "'''+14155550100"},
		{"a=b", "a=b"},
	}
	for _, test := range tests {
		got := string(leadsCSV(t, column.NewTable(1).With("x", text(test.value))))
		if want := "x,run_id\n" + test.cell + ",r1\n"; got != want {
			t.Errorf("%q: got %q, want %q", test.value, got, want)
		}
	}
}

func TestCSVNumbersAreNotGuarded(t *testing.T) {
	var (
		whole   column.IntBuilder
		decimal column.FloatBuilder
		days    column.DateBuilder
		times   column.TimeBuilder
	)
	whole.Append(-5)
	decimal.Append(-1_500_000.5)
	days.Append(-719_529) // the day before the year 0
	times.Append(1_700_000_000_123_456)
	got := string(leadsCSV(t, column.NewTable(1).
		With("whole", whole.Finish()).With("decimal", decimal.Finish()).With("days", days.Finish()).With("times", times.Finish())))
	want := "whole,decimal,days,times,run_id\n-5,-1500000.5,-0001-12-31,2023-11-14T22:13:20.123456Z,r1\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCSVTimesAreThoseOfTheTimePackage(t *testing.T) {
	dir := t.TempDir()
	const year = 366 * 24 * int64(time.Hour/time.Microsecond)
	rapid.Check(t, func(r *rapid.T) {
		var (
			times column.TimeBuilder
			days  column.DateBuilder
			want  strings.Builder
		)
		for range 50 {
			micros := rapid.Int64Range(-2100*year, 8200*year).Draw(r, "micros")
			micros -= micros % rapid.SampledFrom([]int64{1, 10, 1000, 1_000_000, 86_400_000_000}).Draw(r, "unit")
			instant := time.UnixMicro(micros).UTC()
			day := rapid.Int32Range(-800_000, 3_000_000).Draw(r, "day")
			times.Append(column.Micros(micros))
			days.Append(column.Days(day))
			want.WriteString(instant.Format(time.RFC3339Nano) + "," + time.Unix(int64(day)*86_400, 0).UTC().Format(time.DateOnly) + ",r1\n")
		}
		got := string(leadsIn(t, dir, column.NewTable(50).With("t", times.Finish()).With("d", days.Finish())))
		if diff := cmp.Diff("t,d,run_id\n"+want.String(), got); diff != "" {
			r.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestCSVOneColumnHasNoEmptyLines(t *testing.T) {
	dir := t.TempDir()
	published := mustRun(t, settings(dir, export.CSV), "r1", []pipeline.Batch{{
		Side: []pipeline.Side{{Name: "words", Rows: column.NewTable(3).With("=word", text("a", "NULL", ""))}},
	}})
	if got, want := string(read(t, filepath.Join(published.Path, "words.csv"))), "'=word\na\n\"\"\n\"\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCSVReadsBackTheSame(t *testing.T) {
	dir := t.TempDir()
	cell := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching("['=+@-]{0,3}[a-c\",\n\r\t0-9＝ ]{0,12}"),
		rapid.StringMatching(`\+[0-9]{5,17}`),
		rapid.SampledFrom([]string{"", "NULL"}),
	)
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 1, 20).Draw(r, "rows")
		var columns [3][]string
		for _, row := range rows {
			for i, value := range row {
				columns[i] = append(columns[i], value)
			}
		}
		table := column.NewTable(len(rows))
		for i, values := range columns {
			table = table.With(string(rune('a'+i)), text(values...))
		}
		in := csv.NewReader(bytes.NewReader(leadsIn(t, dir, table)))
		in.FieldsPerRecord = 4
		if _, err := in.Read(); err != nil {
			r.Fatal(err)
		}
		for _, want := range rows {
			got, err := in.Read()
			if err != nil {
				r.Fatal(err)
			}
			for i := range want {
				// encoding/csv turns \r\n within quotes into \n, and has no null.
				expected := strings.ReplaceAll(want[i], "\r\n", "\n")
				if expected == "NULL" {
					expected = ""
				}
				if export.Unguarded(got[i]) != expected {
					r.Fatalf("wrote %q, read %q", want[i], got[i])
				}
			}
		}
		if _, err := in.Read(); err != io.EOF {
			r.Fatalf("there is more: %v", err)
		}
	})
}

// leadsCSV returns the bytes of leads.csv for one table.
func leadsCSV(t *testing.T, rows column.Table) []byte { return leadsIn(t, t.TempDir(), rows) }

func leadsIn(t *testing.T, dir string, rows column.Table) []byte {
	t.Helper()
	published, err := run(t.Context(), unsynced{}, settings(filepath.Join(dir, "out"), export.CSV), "r1", []pipeline.Batch{{Rows: rows}})
	if err != nil {
		t.Fatal(err)
	}
	content := read(t, filepath.Join(published.Path, "leads.csv"))
	if err := os.RemoveAll(filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	return content
}

// unsynced is a file system that does not wait for the disk.
type unsynced struct{ vfs.OS }

func (unsynced) SyncDir(string) error { return nil }

func (u unsynced) Create(name string, mode os.FileMode) (vfs.File, error) {
	f, err := u.OS.Create(name, mode)
	return unsyncedFile{f}, err
}

type unsyncedFile struct{ vfs.File }

func (unsyncedFile) Sync() error { return nil }

func BenchmarkCSV(b *testing.B) {
	dir := b.TempDir()
	all := batches(64_000, 16_000)
	for b.Loop() {
		sink, err := export.Create(b.Context(), unsynced{}, settings(dir, export.CSV))
		if err != nil {
			b.Fatal(err)
		}
		if err := sink.SetRunID("r1"); err != nil {
			b.Fatal(err)
		}
		for _, batch := range all {
			if err := sink.Write(b.Context(), 2, pipeline.Batch{Rows: batch.Rows}); err != nil {
				b.Fatal(err)
			}
		}
		if err := sink.Close(b.Context(), 2); err != nil {
			b.Fatal(err)
		}
		if _, err := sink.Abort(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*64_000/b.Elapsed().Seconds(), "rows/s")
}

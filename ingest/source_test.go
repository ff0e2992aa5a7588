package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

func text(value string) config.Text { return config.Text{Value: value} }

// table is the rows that a source yields: a line for each, "file:line name=value" with the
// columns in the order of the file, without nulls.
func table(t *testing.T, s *Source, workers pipeline.Workers) (rows, troubles []string) {
	t.Helper()
	for b, err := range s.Batches(context.Background(), workers) {
		if err != nil {
			return rows, append(troubles, err.Error())
		}
		for _, r := range b.Rejects {
			troubles = append(troubles, fmt.Sprintf("%s:%d %s %s", r.File, r.Line, r.Stage, r.Code))
		}
		for _, n := range b.Notes {
			troubles = append(troubles, fmt.Sprintf("%s:%d %s %s %s %d", n.File, n.FirstLine, n.Stage, n.Code, n.Field, n.Count))
		}
		for i := range b.Rows.Rows() {
			row := fmt.Sprintf("%s:%d", b.Origin.File.Path, b.Origin.Lines[i])
			for c, name := range b.Rows.Names() {
				if values := b.Rows.At(c); values.IsValid(i) {
					row += fmt.Sprintf(" %s=%s", name, column.AppendValue(nil, values, i))
				}
			}
			rows = append(rows, row)
		}
	}
	return rows, troubles
}

func read(t *testing.T, options Options, inputs ...Input) (rows, troubles []string) {
	t.Helper()
	s, err := Open(t.Context(), inputs, options)
	if err != nil {
		t.Fatal(err)
	}
	return table(t, s, 2)
}

func TestSource(t *testing.T) {
	tree(t, map[string]string{
		"crm.csv":    "Record ID,First Name,E-mail 1 - Value,Score\n7, Ada ,a@x.com ::: b@x.com,NULL\n8,\u00a0,c@x.com,#N/A\n",
		"web.ndjson": "{\"id\":\"w1\",\"email\":\"d@x.com\",\"address\":{\"city\":\"Bonn\"}}\n{broken\n{\"id\":\"w2\",\"email\":\"\"}\n",
		"lists.ndjson": "{\"id\":1,\"email\":[\"a@x.com\",\"b@x.com\"],\"tags\":[\"x\",1,null],\"phone\":[]}\n" +
			"{\"id\":2,\"email\":\"c@x.com\",\"tags\":\"[VIP]\",\"phone\":[{\"n\":1}]}\n",
		"zoom.csv":           "ZoomInfo Contact ID,\"Revenue (in 000s USD)\"\n1,\"12,500\"\n2,7.25\n3,unknown\n",
		"unsubscribed_x.csv": "LEID,Email Opt Out,Unsubscribed,DNC,No Calls\n1,false,no,0,yes\n2,no,,,0\n",
		"empty.csv":          "",
		"header.csv":         "Email,Phone\n",
		"sheet.csv":          "Record ID,Email,Phone\n1,a@x.com,5\n,,\n2,b@x.com,\n\"\", ,NULL\n,,\n",
		"sums.csv":           "Company,Email,Phone,Seats\nTotal,a@x.com,5,1\nTotal,,,3\nSumma Health,,,\nTotal: 3 contacts,,,\n,,Summe,9\nGrand total,,,12\nTotal Energies,,,7\nTotal 7 contacts,,,\n",
		"people.csv":         "Name,Email,Phone,Revenue,Seats,Lead ID\nTotal,t@x.com,,,3,\nSumme,,,99,,\nTotal,,,\"1,234.50\",7,\nTotal,,5551234,,,\nTotal,,,,,7\nSuma,,,,,\nTotal,,,high,3,\n",
		"cells.csv":          "Email,Tel / Mobil\na@x.com; b@x.com,07022/33518\nc@x.com,07022/44031 o. 0160/8812345\n\"a@x.com, Ann\",0911 / 74 52 11\nd@x.com,+33 1 42 68 10 10 / +33 6 12 44 90 01\n",
		"formulas.csv":       "Record ID,Email,Phone,Note\n=\"007\",a@x.com,\"=\"\"0049 171\"\"\",\"=\"\"a\"\"&\"\"b\"\"\"\n",
		"refused.csv":        "Record ID,Email,Phone\n1,a@x.com,5\n2,b@x.com,6,too,many\n3,c@x.com,7\n",
	})
	for _, test := range []struct {
		name           string
		input          Input
		rows, troubles []string
	}{
		{
			name: "tidied cells, several values", input: Input{Path: "crm.csv"},
			rows: []string{
				"crm.csv:2 source_record_id=7 first_name=Ada emails_other=b@x.com email=a@x.com",
				"crm.csv:3 source_record_id=8 first_name= email=c@x.com",
			},
			troubles: []string{"crm.csv:2 ingest null_word source_score 2"},
		},
		{
			name: "defaults fill what is empty", input: Input{Path: "crm.csv", Defaults: config.Map[string]{{Key: "country", Value: "US"}, {Key: "first_name", Value: "?"}}},
			rows: []string{
				"crm.csv:2 source_record_id=7 first_name=Ada emails_other=b@x.com email=a@x.com country=US",
				"crm.csv:3 source_record_id=8 first_name=? email=c@x.com country=US",
			},
			troubles: []string{"crm.csv:2 ingest null_word source_score 2"},
		},
		{
			name: "columns and id of the config", input: Input{Path: "crm.csv", ID: text("Score"), Columns: config.Map[string]{{Key: "notes", Value: "record id"}}},
			rows: []string{
				"crm.csv:2 notes=7 first_name=Ada emails_other=b@x.com email=a@x.com source_record_id=HASH",
				"crm.csv:3 notes=8 first_name= email=c@x.com source_record_id=HASH",
			},
			troubles: []string{"crm.csv:2 ingest null_word source_record_id 2"},
		},
		{
			name: "JSON", input: Input{Path: "web.ndjson"},
			rows:     []string{"web.ndjson:1 source_record_id=w1 email=d@x.com city=Bonn", "web.ndjson:3 source_record_id=w2 email="},
			troubles: []string{"web.ndjson:2 ingest json_syntax"},
		},
		{name: "lists of JSON", input: Input{Path: "lists.ndjson"}, rows: []string{
			"lists.ndjson:1 source_record_id=1 emails_other=b@x.com email=a@x.com tags=x; 1 phone=",
			"lists.ndjson:2 source_record_id=2 email=c@x.com tags=[VIP] phone=[{\"n\":1}]",
		}},
		{
			name: "thousands", input: Input{Path: "zoom.csv"},
			rows: []string{
				"zoom.csv:2 source_record_id=1 annual_revenue=12500000", "zoom.csv:3 source_record_id=2 annual_revenue=7250",
				"zoom.csv:4 source_record_id=3 annual_revenue=unknown",
			},
		},
		{
			name: "a no in any column counts", input: Input{Path: "unsubscribed_x.csv"},
			rows: []string{
				"unsubscribed_x.csv:2 source_record_id=1 email_opt_out=true do_not_call=yes marketing_status=unsubscribed",
				"unsubscribed_x.csv:3 source_record_id=2 email_opt_out=true do_not_call=0 marketing_status=unsubscribed",
			},
		},
		{
			name: "lines of sums", input: Input{Path: "sums.csv"},
			rows: []string{
				"sums.csv:2 company_name=Total email=a@x.com phone=5 Seats=1 source_record_id=HASH",
				"sums.csv:3 company_name=Total Seats=3 source_record_id=HASH",
				"sums.csv:4 company_name=Summa Health source_record_id=HASH",
				"sums.csv:8 company_name=Total Energies Seats=7 source_record_id=HASH",
			},
			troubles: []string{"sums.csv:5 ingest row_total  4"},
		},
		{
			name: "lines of sums below names of people, and people of such names", input: Input{Path: "people.csv"},
			rows: []string{
				"people.csv:2 full_name=Total email=t@x.com Seats=3 source_record_id=HASH",
				"people.csv:5 full_name=Total phone=5551234 source_record_id=HASH",
				"people.csv:6 full_name=Total source_record_id=7",
				"people.csv:7 full_name=Suma source_record_id=HASH",
				"people.csv:8 full_name=Total annual_revenue=high Seats=3 source_record_id=HASH",
			},
			troubles: []string{"people.csv:3 ingest row_total  2"},
		},
		{
			name: "several values in a cell as people write them", input: Input{Path: "cells.csv"},
			rows: []string{
				"cells.csv:2 emails_other=b@x.com email=a@x.com phone=07022/33518 source_record_id=HASH",
				"cells.csv:3 email=c@x.com phones_other=0160/8812345 phone=07022/44031 source_record_id=HASH",
				"cells.csv:4 email=a@x.com, Ann phone=0911 / 74 52 11 source_record_id=HASH",
				"cells.csv:5 email=d@x.com phones_other=+33 6 12 44 90 01 phone=+33 1 42 68 10 10 source_record_id=HASH",
			},
		},
		{
			name: "rows of delimiters alone", input: Input{Path: "sheet.csv"},
			rows:     []string{"sheet.csv:2 source_record_id=1 email=a@x.com phone=5", "sheet.csv:4 source_record_id=2 email=b@x.com"},
			troubles: []string{"sheet.csv:5 ingest null_word phone 1", "sheet.csv:3 ingest row_blank  3"},
		},
		{name: "formulas that are texts", input: Input{Path: "formulas.csv"}, rows: []string{`formulas.csv:2 source_record_id=007 email=a@x.com phone=0049 171 notes=="a"&"b"`}},
		{name: "empty file", input: Input{Path: "empty.csv"}},
		{name: "header only", input: Input{Path: "header.csv"}},
		{
			name: "refused row", input: Input{Path: "refused.csv"},
			rows:     []string{"refused.csv:2 source_record_id=1 email=a@x.com phone=5", "refused.csv:4 source_record_id=3 email=c@x.com phone=7"},
			troubles: []string{"refused.csv:3 ingest row_long"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, troubles := read(t, Options{}, test.input)
			for i, row := range rows {
				if at := strings.Index(row, "source_record_id="); at >= 0 && len(row)-at == len("source_record_id=")+32 {
					rows[i] = row[:at] + "source_record_id=HASH"
				}
			}
			if diff := cmp.Diff(test.rows, rows); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.troubles, troubles); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The same row has the same id in every file, whatever the order of its columns.
func TestRowID(t *testing.T) {
	tree(t, map[string]string{
		"a.csv": "Email,City\na@x.com,Bonn\na@x.com,Bonn\nb@x.com,\n", "b.csv": "City,Email\nBonn,a@x.com\n,b@x.com\n\"\",b@x.com\n",
	})
	ids := func(path string) (out []string) {
		rows, _ := read(t, Options{}, Input{Path: path})
		for _, row := range rows {
			_, id, _ := strings.Cut(row, recordID+"=")
			out = append(out, id)
		}
		return out
	}
	a, b := ids("a.csv"), ids("b.csv")
	if a[0] != a[1] || a[0] != b[0] || a[2] != b[1] {
		t.Errorf("same rows, ids %v and %v", a, b)
	}
	if a[0] == a[2] || b[1] == b[2] {
		t.Errorf("an empty string counts as a null, or all rows as one: %v and %v", a, b)
	}
	tree(t, map[string]string{"c.csv": "Record ID,Email\n\"\",a@x.com\n"})
	if id, _, _ := strings.Cut(ids("c.csv")[0], " "); len(id) != 32 {
		t.Errorf("a row with an empty id has the id %q", id)
	}
	// Stored state depends on these ids, so they must never change.
	if want := "700b1c86e0abeb78267314901442e5b3"; a[0] != want {
		t.Errorf("the id of a row is %s, and was %s", a[0], want)
	}
}

func TestEventsHaveNoRowID(t *testing.T) {
	tree(t, map[string]string{"e.ndjson": "{\"at\":\"2024-01-01\",\"email\":\"a@x.com\",\"event\":\"form\"}\n"})
	rows, _ := read(t, Options{Vocabulary: Events}, Input{Path: "e.ndjson"})
	if diff := cmp.Diff([]string{"e.ndjson:1 occurred_at=2024-01-01 email=a@x.com event_type=form"}, rows); diff != "" {
		t.Error(diff)
	}
}

func compressed(t *testing.T, kind, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, part := range strings.SplitAfter(text, "|") { // a member for each part
		part = strings.TrimSuffix(part, "|")
		if kind == "gz" {
			w := gzip.NewWriter(&b)
			fmt.Fprint(w, part)
			w.Close()
			continue
		}
		w, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, part)
		w.Close()
	}
	return b.Bytes()
}

func TestCompressed(t *testing.T) {
	tree(t, nil)
	for _, kind := range []string{"gz", "zst"} {
		whole := compressed(t, kind, "Record ID,Email\n1,a@x.com\n|2,b@x.com\n")
		path := "crm.csv." + kind
		want := []string{path + ":2 source_record_id=1 email=a@x.com", path + ":3 source_record_id=2 email=b@x.com"}
		if err := os.WriteFile(path, whole, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), []Input{{Path: path}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, troubles := table(t, s, 2)
		if diff := cmp.Diff(want, rows); diff != "" || troubles != nil {
			t.Errorf("%v %s", troubles, diff)
		}
		sum := sha256.Sum256(whole)
		file := s.Files()[0]
		if file.SHA256 != hex.EncodeToString(sum[:]) || file.Size != int64(len(whole)) || file.Source != "crm" || file.Rows != 2 {
			t.Errorf("summary %+v", file)
		}
		if err := os.WriteFile(path, whole[:len(whole)-6], 0o644); err != nil {
			t.Fatal(err)
		}
		_, err = Open(t.Context(), []Input{{Path: path}}, Options{})
		if want := path + ": the compressed file ends in the middle; it was cut off, copy it again"; err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestStandardInput(t *testing.T) {
	rows, _ := read(t, Options{Stdin: bytes.NewReader(compressed(t, "gz", "Record ID,Email\n1,a@x.com\n"))}, Input{Path: "-"})
	if diff := cmp.Diff([]string{"-:2 source_record_id=1 email=a@x.com"}, rows); diff != "" {
		t.Error(diff)
	}
	if _, err := Open(t.Context(), []Input{{Path: "-"}}, Options{}); err == nil {
		t.Error("no standard input, no error")
	}
}

func TestOpenTellsAllMistakes(t *testing.T) {
	tree(t, map[string]string{"a.csv": "Email,Phone\n", "b.xlsx": "PK\x03\x04....", "c.parquet": "PAR1 but no more"})
	_, err := Open(t.Context(), []Input{
		{Path: "a.csv", ID: text("Emial"), Columns: config.Map[string]{{Key: "notes", Value: "Nots"}}}, {Path: "b.xlsx"}, {Path: "c.parquet"},
	}, Options{})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`a.csv: there is no column "Emial"`, `did you mean "Email"?`, `"Nots"`, "b.xlsx: ", "Excel", "c.parquet: "} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
}

// Neither workers, nor the size of batches, nor the order of the files given change the
// rows.
func TestSameRows(t *testing.T) {
	files := map[string]string{}
	var inputs []Input
	for i := range 9 {
		var b strings.Builder
		b.WriteString("Record ID,Email,Note\n")
		for row := range 400 * (1 + i%3) {
			fmt.Fprintf(&b, "%d-%d,p%d@x.com,\"a\nb\"\n", i, row, row)
		}
		path := fmt.Sprintf("f%d.csv", i)
		files[path] = b.String()
		inputs = append([]Input{{Path: path}}, inputs...)
	}
	tree(t, files)
	want, _ := read(t, Options{}, Input{Path: "."})
	if len(want) != 9*800 {
		t.Fatalf("%d rows", len(want))
	}
	for _, workers := range []pipeline.Workers{1, 7} {
		for _, batchRows := range []int{100, 64000} {
			s, err := Open(t.Context(), inputs, Options{BatchRows: batchRows})
			if err != nil {
				t.Fatal(err)
			}
			got, _ := table(t, s, workers)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d workers, batches of %d: %.500s", workers, batchRows, diff)
			}
		}
	}
}

func BenchmarkSource(b *testing.B) {
	const rows = 50000
	var file strings.Builder
	file.WriteString("Record ID,First Name,Last Name,Email,Phone,Company,City,Country\n")
	for i := range rows {
		fmt.Fprintf(&file, "%d,Ada,Lovelace,ada%d@example.com,+1 555 010 0101,Acme,London,GB\n", i, i)
	}
	path := b.TempDir() + "/crm.csv"
	if err := os.WriteFile(path, []byte(file.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := Open(b.Context(), []Input{{Path: path}}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range s.Batches(b.Context(), 2) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.SetBytes(int64(file.Len()))
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkFile reads the files in GALENA_BENCH_FILES, of any format and separated as in
// PATH, into batches with two workers.
func BenchmarkFile(b *testing.B) {
	for _, path := range filepath.SplitList(os.Getenv("GALENA_BENCH_FILES")) {
		b.Run(filepath.Base(path), func(b *testing.B) {
			rows, cells := 0, 0
			for b.Loop() {
				s, err := Open(b.Context(), []Input{{Path: path}}, Options{})
				if err != nil {
					b.Fatal(err)
				}
				for batch, err := range s.Unmapped(b.Context(), 2) {
					if err != nil {
						b.Fatal(err)
					}
					rows += batch.Rows.Rows()
					cells += batch.Rows.Rows() * len(batch.Rows.Names())
				}
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(cells)/b.Elapsed().Seconds(), "cells/s")
		})
	}
}

// Without a line of names hardly any column is known, and the user must be told, unless he
// said so himself.
func TestNoHeaderIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("17,Anna Huber,anna@example.com\n4,Jan Vos,jan@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]bool{"auto": true, "no": false, "yes": false} {
		s, err := Open(t.Context(), []Input{{Path: path, Header: header}}, Options{BatchRows: 10})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(s.Files()[0].Mapping.Told(), "\n"), "no line names the columns"); got != want {
			t.Errorf("header: %s: told %v, want %v", header, got, want)
		}
	}
}

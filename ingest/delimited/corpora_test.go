package delimited

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"galena/internal/corpora"
)

func glob(t *testing.T, parts ...string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(parts...))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in %v: %v", parts, err)
	}
	return paths
}

func slurp(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func stem(path string) string {
	base := filepath.Base(path)
	return base[:len(base)-len(filepath.Ext(base))]
}

// plain replaces nulls by empty strings, for corpora without nulls.
func plain(rows [][]string) [][]string {
	for _, row := range rows {
		for i := range row {
			if row[i] == null {
				row[i] = ""
			}
		}
	}
	return rows
}

func TestSpectrum(t *testing.T) {
	dir := corpora.Folder(t, "csv_spectrum")
	for _, path := range glob(t, dir, "csvs", "*.csv") {
		t.Run(stem(path), func(t *testing.T) {
			expected := strings.TrimSpace(slurp(t, filepath.Join(dir, "json", stem(path)+".json")))
			if expected[0] == '{' {
				expected = "[" + expected + "]"
			}
			// The copies of the CRLF files have LF.
			expected = strings.ReplaceAll(expected, `\r\n`, `\n`)
			var want []map[string]string
			if err := json.Unmarshal([]byte(expected), &want); err != nil {
				t.Fatal(err)
			}
			got, err := readAll(slurp(t, path), Options{}, 0, 2)
			if err != nil {
				t.Fatal(err)
			}
			var rows []map[string]string
			for _, row := range plain(got.rows) {
				m := map[string]string{}
				for i, name := range got.header {
					m[name] = row[i]
				}
				rows = append(rows, m)
			}
			if stem(path) == "location_coordinates" {
				// The telephone number in the JSON differs from the one in the CSV.
				delete(want[0], "Contact Phone Number")
				delete(rows[0], "Contact Phone Number")
			}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPollock(t *testing.T) {
	dir := filepath.Join(corpora.Folder(t, "csv_pollock"), "polluted")
	good, files := 0, glob(t, dir, "csv", "*.csv")
	for _, path := range files {
		clean, _ := readClean(slurp(t, filepath.Join(dir, "clean", filepath.Base(path))))
		got, err := readAll(slurp(t, path), Options{}, 0, 2)
		var cells [][]string
		if err == nil {
			r := plain(got.rows)
			if header := got.header; len(header) > 0 && header[0] != "column_1" {
				cells = append(cells, header)
			}
			cells = append(cells, r...)
		}
		if diff := cmp.Diff(clean, cells); diff != "" {
			t.Logf("%s: %v %v %v\n%.300s", filepath.Base(path), err, got.rejects[:min(len(got.rejects), 3)], got.notes, diff)
			continue
		}
		good++
	}
	t.Logf("%d of %d files give the clean cells", good, len(files))
	if good*100 < len(files)*95 {
		t.Errorf("%d of %d files give the clean cells, want 95 %%", good, len(files))
	}
}

func readClean(text string) ([][]string, error) {
	return csv.NewReader(strings.NewReader(text)).ReadAll()
}

// TestSineemore checks the policy where RFC 4180 leaves a choice. The bad- files, for which
// the corpus expects nothing, are in the table.
func TestSineemore(t *testing.T) {
	dir := corpora.Folder(t, "csv_sineemore")
	bad := map[string][][]string{
		"bad-header-less-fields":          {{"1", "2", ""}},
		"bad-header-more-fields":          nil, // row_long
		"bad-header-wrong-header":         nil, // it has no rows
		"bad-missing-quote":               {{"1", `"I forgot to close this one`, "3"}},
		"bad-quotes-with-unescaped-quote": {{"1", `Hey, I missed " it`, "3"}},
		"bad-unescaped-quote":             {{"1", `This "quotes" must be escaped`, "3"}},
	}
	for _, path := range glob(t, dir, "csv", "*.csv") {
		t.Run(stem(path), func(t *testing.T) {
			want, isBad := bad[stem(path)]
			header := strings.HasPrefix(stem(path), "header-") || isBad
			got, err := readAll(slurp(t, path), Options{Delimiter: ",", Header: &header}, 0, 2)
			if errors.Is(err, ErrEmpty) && (stem(path) == "bad-header-no-header" || stem(path) == "all-empty") {
				return // nothing but line breaks is an empty file
			}
			if err != nil {
				t.Fatal(err)
			}
			if !isBad {
				if err := json.Unmarshal([]byte(slurp(t, filepath.Join(dir, "json", stem(path)+".json"))), &want); err != nil {
					var objects []map[string]string
					if err := json.Unmarshal([]byte(slurp(t, filepath.Join(dir, "json", stem(path)+".json"))), &objects); err != nil {
						t.Fatal(err)
					}
					want = nil
					for _, o := range objects {
						want = append(want, []string{o["foo"], o["bar"], o["baz"]})
					}
				}
			}
			if diff := cmp.Diff(want, plain(got.rows), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff, got.rejects)
			}
		})
	}
}

// TestPapaParse runs those cases of Papa Parse that apply: without callbacks, typing,
// previews and multi-character delimiters, and with the same number of fields in all rows.
func TestPapaParse(t *testing.T) {
	type config struct {
		Delimiter, QuoteChar, EscapeChar, Newline string
		Header                                    bool
		Comments, SkipEmptyLines                  any
	}
	type example struct {
		Description, Input string
		Config             json.RawMessage
		Expected           struct {
			Data   []any
			Errors []any
		}
	}
	var groups map[string]json.RawMessage
	if err := json.Unmarshal([]byte(slurp(t, filepath.Join(corpora.Folder(t, "csv_papaparse"), "test_cases.json"))), &groups); err != nil {
		t.Fatal(err)
	}
	var core, parse []example
	if err := errors.Join(json.Unmarshal(groups["CORE_PARSER_TESTS"], &core), json.Unmarshal(groups["PARSE_TESTS"], &parse)); err != nil {
		t.Fatal(err)
	}
	applied := 0
	for _, c := range append(core, parse...) {
		var settings map[string]any
		var o config
		if len(c.Config) > 0 && (json.Unmarshal(c.Config, &settings) != nil || json.Unmarshal(c.Config, &o) != nil) {
			continue
		}
		foreign := func(key string) bool { _, ok := settings[key]; return ok }
		if foreign("dynamicTyping") || foreign("preview") || foreign("transform") || foreign("transformHeader") || foreign("skipFirstNLines") ||
			len(o.Delimiter) > 1 || o.Delimiter == "\n" || len(c.Expected.Errors) > 0 || o.SkipEmptyLines == "greedy" {
			continue
		}
		if len(c.Expected.Data) > 0 && o.Header {
			if _, names := c.Expected.Data[0].([]any); names {
				continue // about the names that repeated ones get, which differ
			}
		}
		want, ok := rectangle(c.Expected.Data, c.Input)
		if !ok {
			continue
		}
		options := Options{Delimiter: o.Delimiter, Quote: o.QuoteChar, Escape: o.EscapeChar, Header: &o.Header}
		switch comments := o.Comments.(type) {
		case bool:
			options.Comment = "#"
		case string:
			if len(comments) > 1 {
				continue
			}
			options.Comment = comments
		case float64:
			continue
		}
		applied++
		t.Run(c.Description, func(t *testing.T) {
			got, err := readAll(c.Input, options, 0, 1)
			if err != nil && !(errors.Is(err, ErrEmpty) && len(want) == 0) {
				t.Fatal(err)
			}
			rows := plain(got.rows)
			if o.Header { // the expected rows are by name
				for i := range want {
					slices.Sort(want[i])
				}
				for i := range rows {
					slices.Sort(rows[i])
				}
			}
			if diff := cmp.Diff(want, rows, cmpopts.EquateEmpty()); diff != "" {
				t.Error(c.Input, diff, got.rejects)
			}
		})
	}
	t.Logf("%d cases apply", applied)
}

// rectangle returns the expected rows if all have one length, without those for blank
// lines. Papa Parse also gives a row for the end of the text after the last line break.
// Rows by name come in any order.
func rectangle(data []any, input string) (rows [][]string, ok bool) {
	blanks := 0
	for _, d := range data {
		var row []string
		var values []any
		switch d := d.(type) {
		case []any:
			values = d
		case map[string]any:
			values = slices.Collect(maps.Values(d))
		}
		for _, v := range values {
			s, ok := v.(string)
			if !ok {
				return nil, false
			}
			row = append(row, s)
		}
		if len(row) == 1 && row[0] == "" {
			blanks++
		}
		rows = append(rows, row)
	}
	if blanks > 0 && strings.HasSuffix(input, "\n") {
		rows = rows[:len(rows)-1]
	}
	isBlank := func(row []string) bool { return len(row) == 1 && row[0] == "" }
	if slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 1 }) {
		rows = slices.DeleteFunc(rows, isBlank)
	}
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, false
		}
	}
	return rows, true
}

// TestHorrors reads files of all kinds, tables or not. Each is read or refused, and small
// blocks and more workers make no difference.
func TestHorrors(t *testing.T) {
	files := 0
	for _, name := range []string{"csv_messytables", "csv_commons", "csv_csvkit", "csv_miller"} {
		err := filepath.WalkDir(corpora.Folder(t, name), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files++
			text := slurp(t, path)
			want, err := readAll(text, Options{}, 0, 1)
			if err != nil {
				if looks := (*FormatError)(nil); !errors.Is(err, ErrEmpty) && !errors.As(err, &looks) {
					t.Errorf("%s: %v", path, err)
				}
				return nil
			}
			if want.read != int64(len(want.rows)+len(want.rejects)) {
				t.Errorf("%s: read %d, but %d rows and %d rejects", path, want.read, len(want.rows), len(want.rejects))
			}
			got, err := readAll(text, Options{}, 4096, 3)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(table{})); diff != "" || err != nil {
				t.Errorf("%s: %v %s", path, err, diff)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d files", files)
}

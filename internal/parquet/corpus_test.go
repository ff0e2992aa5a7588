package parquet_test

import (
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"galena/internal/column"
)

// corpora returns the folder of the corpora, or "" if there is none.
func corpora(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("GALENA_CORPORA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for !exists(filepath.Join(root, "go.mod")) {
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	if !exists(dir) {
		return ""
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// parquetCorpus returns the Parquet files of the corpora.
func parquetCorpus(t testing.TB) (files []string) {
	dir := corpora(t)
	if dir == "" {
		return nil
	}
	for _, name := range []string{"parquet_apache", "parquet_hyparquet", "parquet_fastparquet", "parquet_kylo"} {
		err := filepath.WalkDir(filepath.Join(dir, name), func(path string, entry fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".parquet") && entry.Type().IsRegular() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestEveryFileOfOtherWritersIsRead(t *testing.T) {
	files := parquetCorpus(t)
	if files == nil {
		t.Skip("no corpora")
	}
	for _, path := range files {
		_, err := read(readFile(t, path), 2, 1000)
		if filepath.Base(path) == "large_string_map.brotli.parquet" { // two values of 1 GiB in 4 KiB
			if err == nil || !strings.Contains(err.Error(), "page size") {
				t.Errorf("%s: error %v", path, err)
			}
		} else if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestValuesOfOtherWriters compares with the rows in JSON that accompany some files: a
// list of the values of the top-level columns.
func TestValuesOfOtherWriters(t *testing.T) {
	compared := 0
	for _, path := range parquetCorpus(t) {
		beside := strings.TrimSuffix(path, ".parquet") + ".json"
		if !exists(beside) {
			continue
		}
		var want [][]any
		if err := json.Unmarshal(readFile(t, beside), &want); err != nil {
			t.Fatalf("%s: %v", beside, err)
		}
		table, err := read(readFile(t, path), 2, 7)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		compared++
		if table.Rows() != len(want) {
			t.Errorf("%s: %d rows instead of %d", path, table.Rows(), len(want))
			continue
		}
		for i, row := range want {
			got := topLevel(table, i)
			if len(got) != len(row) {
				t.Errorf("%s: row %d has %d columns instead of %d", path, i+1, len(got), len(row))
				break
			}
			for c := range row {
				if !alike(got[c], row[c]) {
					t.Errorf("%s: row %d, column %d is %v instead of %v", path, i+1, c+1, got[c], row[c])
				}
			}
		}
	}
	if compared == 0 {
		t.Skip("no corpora")
	}
}

// topLevel returns a row as one value per top-level column; a group is a map of its
// members.
func topLevel(t column.Table, row int) []any {
	type group = map[string]any
	var out []any
	index := map[string]int{}
	for c, name := range t.Names() {
		path := strings.Split(name, ".")
		at, ok := index[path[0]]
		if !ok {
			at = len(out)
			index[path[0]] = at
			out = append(out, nil)
		}
		if len(path) == 1 {
			out[at] = cell(t.At(c), row)
			continue
		}
		in, ok := out[at].(group)
		if !ok {
			in = group{}
			out[at] = in
		}
		for _, part := range path[1 : len(path)-1] {
			deeper, ok := in[part].(group)
			if !ok {
				deeper = group{}
				in[part] = deeper
			}
			in = deeper
		}
		in[path[len(path)-1]] = cell(t.At(c), row)
	}
	return out
}

func cell(values column.Array, row int) any {
	if values.IsNull(row) {
		return nil
	}
	return string(column.AppendValue(nil, values, row))
}

// alike compares a value of ours, a text or a group of texts, with one of JSON.
func alike(got, want any) bool {
	switch want := want.(type) {
	case []any:
		if text, ok := got.(string); ok && !strings.HasPrefix(text, "[") { // bytes
			return slices.EqualFunc([]byte(text), want, func(b byte, n any) bool { return n == float64(b) })
		}
		list, ok := parsed(got).([]any)
		return ok && slices.EqualFunc(list, want, alike)
	case map[string]any:
		members, ok := parsed(got).(map[string]any)
		for name := range members {
			ok = ok && alike(members[name], want[name]) // these expectations omit nulls
		}
		for name := range want {
			_, found := members[name]
			ok = ok && found
		}
		return ok
	case nil:
		members, ok := got.(map[string]any)
		for _, member := range members {
			if !alike(member, nil) {
				return false
			}
		}
		// These expectations have null for an empty list and for NaN.
		return got == nil || ok || got == "[]" || got == "NaN"
	case float64:
		if n, ok := got.(float64); ok {
			return n == want
		}
		text, _ := got.(string)
		n, err := strconv.ParseFloat(text, 64)
		return err == nil && (n == want || float32(n) == float32(want))
	case bool:
		return got == want || got == strconv.FormatBool(want)
	case string:
		return got == want || sameTime(got, want) || got == hex.EncodeToString([]byte(want))
	}
	return false
}

func parsed(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	var out any
	if json.Unmarshal([]byte(text), &out) != nil {
		return nil
	}
	return out
}

func sameTime(got any, want string) bool {
	text, _ := got.(string)
	if strings.HasPrefix(want, "+0") { // a year of five digits, which Go can format but not parse
		return "+0"+strings.TrimSuffix(text, "Z")+".000Z" == want
	}
	wanted, err := time.Parse(time.RFC3339Nano, want)
	if err != nil {
		return false
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil && at.Truncate(time.Millisecond).Equal(wanted) {
			return true
		}
	}
	return false
}

// TestValuesBesideInCSV compares with a CSV file of the same rows.
func TestValuesBesideInCSV(t *testing.T) {
	dir := corpora(t)
	if dir == "" {
		t.Skip("no corpora")
	}
	apache := filepath.Join(dir, "parquet_apache", "data")
	for parquetFile, csvFile := range map[string]string{
		filepath.Join(apache, "delta_binary_packed.parquet"):            filepath.Join(apache, "delta_binary_packed_expect.csv"),
		filepath.Join(apache, "delta_byte_array.parquet"):               filepath.Join(apache, "delta_byte_array_expect.csv"),
		filepath.Join(apache, "delta_encoding_optional_column.parquet"): filepath.Join(apache, "delta_encoding_optional_column_expect.csv"),
		filepath.Join(apache, "delta_encoding_required_column.parquet"): filepath.Join(apache, "delta_encoding_required_column_expect.csv"),
	} {
		table, err := read(readFile(t, parquetFile), 2, 77)
		if err != nil {
			t.Errorf("%s: %v", parquetFile, err)
			continue
		}
		records, err := csv.NewReader(strings.NewReader(string(readFile(t, csvFile)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(records)-1 != table.Rows() || len(records[0]) != len(table.Names()) {
			t.Errorf("%s: %d rows of %d columns instead of %d of %d", parquetFile, table.Rows(), len(table.Names()), len(records)-1, len(records[0]))
			continue
		}
		for i, record := range records[1:] {
			for c, want := range record {
				got, _ := cell(table.At(c), i).(string)
				number, err := strconv.ParseFloat(want, 64)
				if got != want && (err != nil || !alike(got, number)) {
					t.Errorf("%s: row %d, column %s: %q instead of %q", parquetFile, i+1, table.Names()[c], got, want)
					break
				}
			}
		}
	}
}

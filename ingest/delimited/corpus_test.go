package delimited

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// corpus returns the folder of a corpus, or skips the test.
func corpus(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("GALENA_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir := filepath.Join(root, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus %s", name)
	}
	return dir
}

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

// plain replaces nulls by empty strings, for corpora that know none.
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
	dir := corpus(t, "csv_spectrum")
	for _, path := range glob(t, dir, "csvs", "*.csv") {
		t.Run(stem(path), func(t *testing.T) {
			expected := strings.TrimSpace(slurp(t, filepath.Join(dir, "json", stem(path)+".json")))
			if expected[0] == '{' {
				expected = "[" + expected + "]"
			}
			// The copies of the CRLF files hold LF.
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
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

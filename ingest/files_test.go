package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree writes files into a new folder and makes it the working directory.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFind(t *testing.T) {
	tree(t, map[string]string{
		"b.csv": "x", "a.tsv": "x", "notes.txt": "x", "in/z.csv": "x", "in/deep/a.ndjson.gz": "x",
		"in/.hidden/c.csv": "x", "in/.c.csv": "x", "in/readme.md": "x", "none/x.md": "x",
	})
	if err := os.Symlink("b.csv", "link.csv"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		paths []string
		want  []string
		err   string
	}{
		{paths: []string{"b.csv", "a.tsv"}, want: []string{"a.tsv", "b.csv"}},
		{paths: []string{"notes.txt"}, want: []string{"notes.txt"}},
		{paths: []string{"*.csv", "./b.csv", "b.csv"}, want: []string{"b.csv"}},
		{paths: []string{"in"}, want: []string{"in/deep/a.ndjson.gz", "in/z.csv"}},
		{paths: []string{"in/*"}, want: []string{"in/.c.csv", "in/.hidden/c.csv", "in/deep/a.ndjson.gz", "in/readme.md", "in/z.csv"}},
		{paths: []string{"-", "-"}, want: []string{"-"}},
		{paths: []string{"bb.csv"}, err: "bb.csv: no such file or folder; did you mean b.csv?"},
		{paths: []string{"out/b.csv"}, err: "out/b.csv: no such file or folder; there is no folder out here"},
		{paths: []string{"*.parquet"}, err: "*.parquet: the pattern matches no file"},
		{paths: []string{"none"}, err: "none: there is no file that ends in .csv"},
		{paths: []string{"[a"}, err: "[a: not a pattern"},
		{paths: []string{"x.csv", "y.csv"}, err: "x.csv: no such file or folder; did you mean b.csv?\ny.csv:"},
	} {
		var inputs []Input
		for _, path := range test.paths {
			inputs = append(inputs, Input{Path: path})
		}
		files, err := find(t.Context(), inputs)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%v: error %v, want %q", test.paths, err, test.err)
			}
			continue
		}
		var got []string
		for _, f := range files {
			got = append(got, f.path)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%v: %v %s", test.paths, err, diff)
		}
	}
	if _, err := find(t.Context(), []Input{{Path: "bb.csv"}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
}

func TestStem(t *testing.T) {
	for path, want := range map[string]string{
		"dumps/crm.csv.gz": "crm", "a.b.csv": "a.b", "leads": "leads", "x.ndjson.zst": "x", "y.parquet": "y", "-": "stdin",
		"notes.txt": "notes.txt", "crm.gz": "crm",
	} {
		if got := stem(path); got != want {
			t.Errorf("stem(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for _, test := range []struct {
		head, path string
		want       Format
	}{
		{"a,b\n", "x", FormatCSV},
		{"a\tb\n", "x.tsv.gz", FormatTSV},
		{"PAR1...", "x.csv", FormatParquet},
		{"[\n {\"a\":1}]", "x.csv", FormatJSON},
		{"{\"a\":1}\n", "x.ndjson", FormatNDJSON},
		{"{ \n  \"a\": 1\n}\n", "x.ndjson", FormatJSON},
		{"{\n{\"a\":1}\n", "x.ndjson", FormatNDJSON},
		{"{\"a\":1}\n", "x", FormatJSON},
		{"[{\"a\":1}]", "x.jsonl", FormatJSON},
		{"[id],name\n", "x", FormatCSV},
		{"", "x.json", FormatJSON},
		{"", "", FormatCSV},
		{"{name},x", "x.csv", FormatCSV},
	} {
		if got := formatOf([]byte(test.head), test.path); got != test.want {
			t.Errorf("%q %s: %s, want %s", test.head, test.path, got, test.want)
		}
	}
}

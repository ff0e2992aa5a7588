package contact_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// corpus returns the rows of a public corpus below the header, or skips the test
// where the corpora are not at hand: in GALENA_CORPORA, or shared/data beside the
// repository.
func corpus(t *testing.T, path string, comma rune) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join(corpora(t), path))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no corpus at hand; set GALENA_CORPORA")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comma = comma
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = comma == '\t'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func corpora(t *testing.T) string {
	if dir := os.Getenv("GALENA_CORPORA"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared", "data")
		}
		if filepath.Dir(dir) == dir {
			t.Skip("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// fataler is what testing and rapid have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

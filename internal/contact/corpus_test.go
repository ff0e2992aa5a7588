package contact_test

import (
	"encoding/csv"
	"os"
	"testing"

	"galena/internal/corpora"
)

// corpus returns the rows after the header of a public corpus, or skips the test.
func corpus(t *testing.T, path string, comma rune) [][]string {
	t.Helper()
	file, err := os.Open(corpora.Folder(t, path))
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

// fataler is what testing and rapid have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

package document_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galena/ingest/document"
	"galena/internal/corpora"
)

// JSONTestSuite (Seriot): y_ must be accepted, n_ refused; i_ may be either.
func TestSuite(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpora.Folder(t, "json_nst"), "test_parsing", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	counts := map[string]int{}
	for _, path := range files {
		name := filepath.Base(path)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rejects, err := readAll(bytes.NewReader(text), document.Options{})
		accepted := err == nil && len(rejects) == 0
		counts[name[:2]]++
		switch {
		case strings.HasPrefix(name, "y_") && !accepted:
			t.Errorf("%s was refused: %v, %v", name, rejects, err)
		case strings.HasPrefix(name, "n_") && accepted:
			t.Errorf("%s was accepted", name)
		case strings.HasPrefix(name, "n_") && !errors.Is(err, document.ErrEmpty) && (len(rejects) == 0 || rejects[0].Line < 1):
			t.Errorf("%s was refused without a position: %v", name, err)
		}
	}
	if counts["y_"] != 95 || counts["n_"] != 188 {
		t.Errorf("counted %v, want 95 y_ and 188 n_", counts)
	}
}

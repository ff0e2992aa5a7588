// Package corpora finds the public corpora that some tests read. They are no part
// of the repository; a test that needs one is skipped where it is not at hand.
package corpora

import (
	"os"
	"path/filepath"
	"testing"
)

// Folder returns the folder or file of that name in the folder of the corpora, or
// skips the test. That folder is GALENA_CORPORA, else ../shared/data as seen from
// the root of the repository. It is to be asked for before a test leaves its own
// folder.
func Folder(t testing.TB, name string) string {
	t.Helper()
	all := os.Getenv("GALENA_CORPORA")
	if all == "" {
		all = filepath.Join(root(t), "..", "shared", "data")
	}
	folder, err := filepath.Abs(filepath.Join(all, name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the corpus %s is not here; set GALENA_CORPORA to the folder of the corpora", name)
	}
	return folder
}

// root is the folder above the test that has the go.mod.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			t.Fatalf("there is no go.mod above %s", folder)
		}
	}
}

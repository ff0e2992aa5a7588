package enrich_test

import (
	"errors"
	"os"
	"testing"

	"galena/enrich"
	"galena/internal/lock"
)

// Two runs at once on one folder would pay twice, so the second one does not start; a replay may.
func TestProviderFolderIsHeld(t *testing.T) {
	s := serve(t, title)
	n := network(t, 100, 100)
	c := asking(n, provider(s.URL))
	first, _, err := enrich.New(c, enrich.Options{AsOf: asOf, Environment: os.LookupEnv})
	if err == nil {
		err = first.Prepare(t.Context(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := told(t, t.Context(), c, people(1)); !isHeld(err) {
		t.Errorf("a second run at once: %v", err)
	}
	n.Mode = "replay"
	if _, _, err := told(t, t.Context(), asking(n, provider(s.URL)), people(1)); err != nil {
		t.Errorf("a replay at once: %v", err)
	}
	if _, err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := told(t, t.Context(), c, people(1)); err != nil {
		t.Errorf("a run behind it: %v", err)
	}
}

func isHeld(err error) bool {
	_, ok := errors.AsType[*lock.HeldError](err)
	return ok
}

package enrich_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/enrich"
)

func TestCountLookups(t *testing.T) {
	asOf := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	config := enrich.Config{{Network: &enrich.Network{Cache: t.TempDir()}}, {Derive: []string{"email"}}, {DNS: &enrich.DNS{}}}
	for share, want := range map[float64]enrich.Lookups{1: {Domains: 3, Exact: true}, 9: {Domains: 2*3 + 1}} {
		f, err := config.CountLookups(asOf)
		if err != nil {
			t.Fatal(err)
		}
		f.Add(table(`email
a@one.example
b@two.example
c@two.example
d@three.example
nobody
`))
		if diff := cmp.Diff(want, f.Lookups(share)); diff != "" {
			t.Errorf("share %g: %s", share, diff)
		}
	}
	for _, without := range []enrich.Config{{{Derive: []string{"email"}}}, {{DNS: &enrich.DNS{}}, {Derive: []string{"email"}}}} {
		if f, err := without.CountLookups(asOf); f != nil || err != nil {
			t.Errorf("%v: something is foreseen, %v", without, err)
		}
	}
}

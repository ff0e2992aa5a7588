package enrich_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"galena/enrich"
	"galena/internal/config"
)

// saying is a provider that answers with the number of an address from a table.
func saying(t *testing.T, name string, numbers map[string]string) (*service, *enrich.Provider) {
	s := serve(t, func(w http.ResponseWriter, email string, _ int) {
		fmt.Fprintf(w, `{"data": {"phones": [%q]}}`, numbers[email])
	})
	p := provider(s.URL)
	p.Name, p.Take, p.Cost, p.Confidence = name, pairs("phone:data.phones.0"), 0.5, 0.5+float64(len(name))/100
	return s, p
}

func TestProvidersMustAgree(t *testing.T) {
	const one, other = "+1 415 555 2671", "+14155552672"
	a, first := saying(t, "a", map[string]string{"p0@acme.com": one, "p1@acme.com": one, "p2@acme.com": one, "p4@acme.com": one})
	b, second := saying(t, "bb", map[string]string{"p0@acme.com": "12", "p1@acme.com": "+14155552671", "p2@acme.com": other, "p3@acme.com": one, "p4@acme.com": other})
	c, third := saying(t, "ccc", map[string]string{"p2@acme.com": other, "p3@acme.com": one, "p4@acme.com": "+14155552673"})
	n := network(t, 100, 100)
	n.Agree = config.Map[int]{{Key: "phone", Value: 2}}
	got, notes, err := told(t, t.Context(), asking(n, first, second, third), people(6))
	if err != nil {
		t.Fatal(err)
	}
	for row, phone := range []string{"∅", "+14155552671", "+14155552672", "+14155552671", "∅", "∅"} {
		if !strings.Contains(got, fmt.Sprintf("L%d | p%d@acme.com | ∅ | %s\n", row, row, phone)) {
			t.Errorf("L%d has not %s in\n%s", row, phone, got)
		}
	}
	// A provider is not asked if its answer can no longer count: the third neither about L5, of
	// whom no provider knows anything, nor about L1, of whom enough is known.
	if len(a.asked) != 6 || len(b.asked) != 6 || strings.Contains(strings.Join(c.asked, " "), "p5@") || strings.Contains(strings.Join(c.asked, " "), "p1@") {
		t.Errorf("asked %v, %v, %v", a.asked, b.asked, c.asked)
	}
	if !has(notes, "provider_not_agreed") {
		t.Errorf("notes %+v", notes)
	}
	if !strings.Contains(got, "| a; bb | provider | 2026-01-31T00:00:00Z | 0.52 | 1 | ∅\n") {
		t.Errorf("provenance:\n%s", got)
	}
	n.Mode = "replay"
	if again, _, err := told(t, t.Context(), asking(n, first, second, third), people(6)); err != nil || again != got {
		t.Errorf("the replay differs: %v\n%s", err, again)
	}
}

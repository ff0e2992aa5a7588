package contact_test

import (
	"slices"
	"strings"
	"testing"

	"galena/internal/contact"
)

// TestFrequentNames: names are found by the keys that matching uses, with umlauts written
// out or not, and the shares of a country's names do not exceed 1.
func TestFrequentNames(t *testing.T) {
	countries := contact.NameCountries()
	if !slices.IsSorted(countries) || len(slices.Compact(slices.Clone(countries))) != len(countries) {
		t.Errorf("countries %v are not sorted, or named twice", countries)
	}
	for _, test := range []struct {
		names             contact.FrequentNames
		common, elsewhere string
		country           string
	}{
		{contact.FrequentFamilyNames(), "Müller", "Nguyen", "de"},
		{contact.FrequentFamilyNames(), "Mueller", "Smith", "de"},
		{contact.FrequentFamilyNames(), "van den Berg", "Rossi", "nl"},
		{contact.FrequentGivenNames(), "José Luis", "Uwe", "es"},
		{contact.FrequentGivenNames(), "Juergen", "Guadalupe", "de"},
	} {
		if shareIn(test.names, test.common, test.country) == 0 || shareIn(test.names, test.elsewhere, test.country) > 0 {
			t.Errorf("in %s, %s has %v, %s %v", test.country, test.common, shareIn(test.names, test.common, test.country), test.elsewhere, shareIn(test.names, test.elsewhere, test.country))
		}
		if len(test.names.Listed) != len(countries) {
			t.Errorf("%d countries have names, %d are known", len(test.names.Listed), len(countries))
		}
		for c, listed := range test.names.Listed {
			if listed <= 0 || listed > 1 {
				t.Errorf("%.0f %% of the people of %s have listed names", 100*listed, countries[c])
			}
		}
		for key := range test.names.ByKey {
			if key != contact.NameKey(key) || strings.Contains(key, " ") {
				t.Errorf("%q is no key of a name", key)
			}
		}
	}
}

func shareIn(names contact.FrequentNames, name, country string) float64 {
	for _, of := range names.ByKey[contact.NameKey(name)] {
		if of.Country == country {
			return of.Share
		}
	}
	return 0
}

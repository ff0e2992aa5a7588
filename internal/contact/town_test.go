package contact_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/contact"
)

func TestSplitTown(t *testing.T) {
	for line, want := range map[string]contact.Town{
		"72765 Reutlingen":         {City: "Reutlingen", PostalCode: "72765"},
		"D-55543 Bad Kreuznach":    {City: "Bad Kreuznach", PostalCode: "55543"},
		"1010 Wien":                {City: "Wien", PostalCode: "1010"},
		"75008 Paris 8":            {City: "Paris 8", PostalCode: "75008"},
		"8011 AB Zwolle":           {City: "Zwolle", PostalCode: "8011 AB"},
		"65-053 Zielona Góra":      {City: "Zielona Góra", PostalCode: "65-053"},
		"13054-065 Campinas":       {City: "Campinas", PostalCode: "13054-065"},
		"Portland, OR 97265":       {City: "Portland", Region: "OR", PostalCode: "97265"},
		"Portland, OR, 97265-0001": {City: "Portland", Region: "OR", PostalCode: "97265-0001"},
		"Springfield IL 62704":     {City: "Springfield", Region: "IL", PostalCode: "62704"},
		"Leeds LS1 4AP":            {City: "Leeds", PostalCode: "LS1 4AP"},
		"Savannah, GA":             {City: "Savannah", Region: "GA"},
		"93016":                    {PostalCode: "93016"},
		// none of these is split
		"Reutlingen":           {},
		"London, UK":           {},
		"Paris, Île-de-France": {},
		"12 Main Street":       {},
		"123456 Moskau":        {},
		"2000 trees, 5 km":     {},
	} {
		got, ok := contact.SplitTown(line)
		if diff := cmp.Diff(want, got); diff != "" || ok != (want != contact.Town{}) {
			t.Errorf("%q: %v %s", line, ok, diff)
		}
	}
}

func TestSplitAddress(t *testing.T) {
	for address, want := range map[string]struct {
		Street string
		contact.Town
	}{
		"444 Laurel St (Portland, OR, 97265)":               {"444 Laurel St", contact.Town{City: "Portland", Region: "OR", PostalCode: "97265"}},
		"154 Windsor Drive  Apt 31  Raleigh  NC  27645  US": {"154 Windsor Drive, Apt 31", contact.Town{City: "Raleigh", Region: "NC", PostalCode: "27645", Country: "US"}},
		"12 Elm St  Springfield IL 62704 US":                {"12 Elm St", contact.Town{City: "Springfield", Region: "IL", PostalCode: "62704", Country: "US"}},
		"Hauptstr. 5, 72765 Reutlingen":                     {"Hauptstr. 5", contact.Town{City: "Reutlingen", PostalCode: "72765"}},
		"14 Elm Grove, London N8 9AJ":                       {"14 Elm Grove", contact.Town{City: "London", PostalCode: "N8 9AJ"}},
		"1 Main St\nAlbany, NY 12207\nUSA":                  {"1 Main St", contact.Town{City: "Albany", Region: "NY", PostalCode: "12207", Country: "US"}},
		"Flat No. 12, Sai Krupa Apts, Near Bus Stand":       {},
		"12 Main Street":                                    {},
		"Hauptstr. 5, Hinterhaus":                           {},
	} {
		street, town, ok := contact.SplitAddress(address)
		if street != want.Street || town != want.Town || ok != (want.Street != "") {
			t.Errorf("%q: %q %+v %v", address, street, town, ok)
		}
	}
}

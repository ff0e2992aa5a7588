package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestGuessName(t *testing.T) {
	for _, test := range []struct {
		local string
		want  contact.NameGuess
	}{
		{"ada.lovelace", contact.NameGuess{First: "Ada", Last: "Lovelace", Confidence: 0.6}},
		{"lovelace.ada", contact.NameGuess{First: "Ada", Last: "Lovelace", Confidence: 0.4}},
		{"zuzu.lovelace", contact.NameGuess{First: "Zuzu", Last: "Lovelace", Confidence: 0.5}},
		{"don.johnson", contact.NameGuess{First: "Don", Last: "Johnson", Confidence: 0.6}},
		{"judge.dredd", contact.NameGuess{Last: "Dredd", Confidence: 0.3}},
		{"william_OBRIEN+news", contact.NameGuess{First: "William", Last: "Obrien", Confidence: 0.6}},
		{"obrien-william77", contact.NameGuess{First: "William", Last: "Obrien", Confidence: 0.4}},
		{"j.mueller", contact.NameGuess{Last: "Mueller", Confidence: 0.3}},
		{"william.j.clinton", contact.NameGuess{First: "William", Last: "Clinton", Confidence: 0.4}},
		{"albert", contact.NameGuess{First: "Albert", Confidence: 0.3}},
		{"alovelace", contact.NameGuess{}},
		{"x1y2.doe", contact.NameGuess{}},
		{"marie.van.der.berg", contact.NameGuess{First: "Marie", Last: "van der Berg", Confidence: 0.6}},
		{"jan.de.vries", contact.NameGuess{First: "Jan", Last: "de Vries", Confidence: 0.6}},
		{"anne-marie.dupont", contact.NameGuess{First: "Anne-Marie", Last: "Dupont", Confidence: 0.6}},
		{"ada.king-noel", contact.NameGuess{First: "Ada", Last: "King-Noel", Confidence: 0.6}},
		{"dr.house", contact.NameGuess{Last: "House", Confidence: 0.3}},
		{"dr.anna.kowalska", contact.NameGuess{First: "Anna", Last: "Kowalska", Confidence: 0.6}},
		{"first.last", contact.NameGuess{}},
		{"vorname_nachname", contact.NameGuess{}},
		{"sales.emea", contact.NameGuess{}},
		{"a.b", contact.NameGuess{}},
		{"a.b.c.d", contact.NameGuess{}},
		{"...", contact.NameGuess{}},
		{"", contact.NameGuess{}},
	} {
		if got := contact.GuessName(test.local); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.local, got, test.want)
		}
	}
}

func TestBands(t *testing.T) {
	for value, want := range map[float64]string{-1: "", 0: "", 1: "1-10", 10: "1-10", 11: "11-50", 10_000: "5001-10000", 1e7: "10001+"} {
		if got := contact.EmployeeBand(value); got != want {
			t.Errorf("%v employees: %q", value, got)
		}
	}
	for value, want := range map[float64]string{-1: "", 0: "0-1M", 999_999: "0-1M", 1e6: "1M-10M", 1e12: "1B+"} {
		if got := contact.RevenueBand(value); got != want {
			t.Errorf("a revenue of %v: %q", value, got)
		}
	}
	for text, want := range map[string]string{
		"51-200": "51-200", "51 to 200 employees": "51-200", "1,001 - 5,000": "1001-5000", "1 001–5 000": "1001-5000",
		"10,001+": "10001+", "10000+": "10001+", "11-20": "11-50", "2-10": "1-10",
		"40-60": "", "200-51": "", "500+": "", "many": "", "": "", "7": "1-10", "~20": "11-50", "300 Mitarbeiter": "201-500", "300人": "201-500",
		">10k": "10001+", "over 20,000": "10001+", ">500": "", "1.001-5.000": "1001-5000", "10.000": "", "1.2": "", "12,5": "", "zero": "", "0": "",
	} {
		if got := contact.EmployeeBandOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"$5M": "1M-10M", "10 M€": "10M-50M", "CHF 1.2 Mio": "1M-10M", "1 mln zł": "1M-10M", "1.2B": "1B+", "200K": "0-1M", "5 Mio. EUR": "1M-10M",
		"3M CAD": "1M-10M", "50 crore": "500M-1B", "R$ 2 bilhões": "1B+", "1,2 Mrd. €": "1B+", "1億円": "100M-500M", "$1M - $10M": "1M-10M",
		"10-50 million": "10M-50M", "1B+": "1B+", "$1 billion": "1B+", "<1M": "0-1M", "€500k": "0-1M", "12.5 million USD": "10M-50M",
		"1-20M": "", "10M+": "", "5 mil": "", "1.500": "", "secret": "", "": "", "M": "", "5-1M": "", "1e6": "", "5M-1M": "",
	} {
		if got := contact.RevenueBandOf(text); got != want {
			t.Errorf("a revenue of %q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]float64{
		"₹1.5 Cr": 15e6, "Rs. 20 Lakh": 2e6, "1,2 Mio. €": 1.2e6, "2 Mrd.": 2e9, "3,5 Md.": 3.5e9, "2,5 M€": 2.5e6, "$3.5M": 3.5e6, "1.2k": 1200, "3 mld": 3e9,
		"1,234 Mio": 0, "1.234 Mio": 0, "1-5 Mio": 0, "ca. 2 Mio": 0, "10M+": 0, "5 mil": 0, "12 Monate": 0, "300 Mitarbeiter": 0, "12": 0, "M": 0, "": 0,
	} {
		if got, ok := contact.ParseAmount(text); got != want || ok != (want != 0) {
			t.Errorf("%q is the amount %v, %v, want %v", text, got, ok, want)
		}
	}
	for text, want := range map[string]int64{"12": 12, "1,200": 1200, "1.200.000": 1_200_000, "10.0": 10, "-3": -3, "10.000": 0, "1.200": 0, "1.5": 0, "1e3": 1000, "0.000": 0} {
		if got, _ := contact.ParseInteger(text); got != want {
			t.Errorf("%q is the count %d, want %d", text, got, want)
		}
	}
}

func TestHints(t *testing.T) {
	for domain, want := range map[string]string{
		"acme.de": "DE", "acme.co.uk": "GB", "acme.io": "", "acme.com": "", "acme.eu": "", "acme.zz": "", "acme.1x": "", "de": "", "": "",
	} {
		if got := contact.CountryOfDomain(domain); got != want {
			t.Errorf("%s: %q, want %q", domain, got, want)
		}
	}
	for place, want := range map[[2]string]string{
		{"DE", ""}: "de", {"DE", "BY"}: "de", {"CA", "QC"}: "fr", {"CA", "ON"}: "en", {"CA", ""}: "", {"CH", ""}: "", {"", ""}: "",
	} {
		if got := contact.LanguageOf(place[0], place[1]); got != want {
			t.Errorf("%v: %q, want %q", place, got, want)
		}
	}
}

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
		{"ada.lovelace", contact.NameGuess{First: "Ada", Last: "Lovelace", Confidence: 0.5}},
		{"william_OBRIEN+news", contact.NameGuess{First: "William", Last: "Obrien", Confidence: 0.6}},
		{"obrien-william77", contact.NameGuess{First: "William", Last: "Obrien", Confidence: 0.4}},
		{"j.mueller", contact.NameGuess{Last: "Mueller", Confidence: 0.3}},
		{"william.j.clinton", contact.NameGuess{First: "William", Last: "Clinton", Confidence: 0.4}},
		{"albert", contact.NameGuess{First: "Albert", Confidence: 0.3}},
		{"alovelace", contact.NameGuess{}},
		{"x1y2.doe", contact.NameGuess{}},
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
		"40-60": "", "200-51": "", "500+": "", "many": "", "": "", "7": "",
	} {
		if got := contact.EmployeeBandOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
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

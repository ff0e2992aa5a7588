package contact_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"galena/internal/contact"
)

func TestCountryCode(t *testing.T) {
	for name, want := range map[string]string{
		"US": "US", "usa": "US", "U.S.A.": "US", "United States of America": "US", "Deutschland": "DE", "Allemagne": "DE", "DEU": "DE", "D": "DE", "A": "AT", "España": "ES",
		"UK": "GB", "Great Britain": "GB", "Côte d'Ivoire": "CI", "日本": "JP", "Polska": "PL", "The Netherlands": "NL", "Georgia": "GE", "": "", "Atlantis": "", "XX": "",
	} {
		if got, ok := contact.CountryCode(name); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", name, got, ok, want)
		}
	}
}

func TestRegionCode(t *testing.T) {
	tests := [][3]string{
		{"US", "California", "CA"},
		{"US", "ca", "CA"},
		{"US", "US-CA", "CA"},
		{"US", "Calif.", "CA"},
		{"CA", "Québec", "QC"},
		{"AU", "new south wales", "NSW"},
		{"DE", "Bavaria", "BY"},
		{"US", "Bavaria", ""},
		{"PL", "Mazowieckie", "14"},
		{"US", "", ""},
	}
	for _, test := range tests {
		if got, ok := contact.RegionCode(test[0], test[1]); got != test[2] || ok != (test[2] != "") {
			t.Errorf("%v: got %q, %v", test, got, ok)
		}
	}
}

func TestTimezone(t *testing.T) {
	for place, want := range map[[2]string]string{
		{"DE", ""}: "Europe/Berlin", {"US", "CA"}: "America/Los_Angeles", {"US", "Texas"}: "America/Chicago", {"US", ""}: "", {"AU", "WA"}: "Australia/Perth",
		{"ES", "Canarias"}: "Atlantic/Canary", {"ES", "Madrid"}: "Europe/Madrid", {"BR", "SP"}: "America/Sao_Paulo", {"", ""}: "",
	} {
		if got := contact.Timezone(place[0], place[1]); got != want {
			t.Errorf("%v: got %q, want %q", place, got, want)
		}
		if _, err := time.LoadLocation(want); err != nil {
			t.Error(err)
		}
	}
}

func TestPostalCode(t *testing.T) {
	tests := [][3]string{
		{" 02134 ", "US", "02134"},
		{"021341234", "US", "02134-1234"},
		{"k1a0b1", "CA", "K1A 0B1"},
		{"SW1A1AA", "GB", "SW1A 1AA"},
		{"m1 1ae", "GB", "M1 1AE"},
		{"1012ab", "NL", "1012 AB"},
		{"00950", "PL", "00-950"},
		{"2134", "US", "2134"},
		{"01310100", "BR", "01310-100"},
		{"anything", "US", "anything"},
		{"75001", "FR", "75001"},
	}
	for _, test := range tests {
		got := contact.PostalCode(test[0], test[1])
		if got != test[2] {
			t.Errorf("%v: got %q", test, got)
		}
		if again := contact.PostalCode(got, test[1]); again != got {
			t.Errorf("%v: %q, then %q", test, got, again)
		}
	}
}

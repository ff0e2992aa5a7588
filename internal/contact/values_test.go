package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestParseBool(t *testing.T) {
	for raw, want := range map[string]bool{"yes": true, "TRUE": true, "1": true, "ja": true, "Sí": true, "tak": true, "on": true, "no": false, "0": false, "Nein": false, "nie": false, "f": false, " n ": false} {
		if got, ok := contact.ParseBool(raw); !ok || got != want {
			t.Errorf("%q: got %v, %v", raw, got, ok)
		}
	}
	for _, raw := range []string{"", "2", "maybe", "yesno", "a very long value indeed"} {
		if _, ok := contact.ParseBool(raw); ok {
			t.Errorf("%q is no bool", raw)
		}
	}
}

func TestIsNullToken(t *testing.T) {
	for raw, want := range map[string]bool{"NULL": true, `\N`: true, "#N/A": true, "nan": true, "-": true, " n/a ": true, "": false, "Nulla": false, "0": false, "no": false} {
		if contact.IsNullToken(raw) != want {
			t.Errorf("%q: want %v", raw, want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for raw, want := range map[string]float64{
		"12": 12, "-1.5": -1.5, "1,234": 1234, "1,234,567.89": 1234567.89, "1.234.567,89": 1234567.89, "1 234,5": 1234.5, "1'234": 1234,
		"$1,000": 1000, "€ 12,50": 12.5, "(5)": -5, "1e3": 1000, "12,5": 12.5, "-$5": -5, "100 EUR": 100, "1.234": 1.234, "0,125": 0.125,
		"1,23,456": 123456, "₹ 1,20,000": 120000, "Rs. 12,50,000.50": 1250000.5, "INR 5,00,00,000/-": 50000000, "R$ 1.200,00": 1200, "1 200 kr": 1200,
		"1\u00a0234,5": 1234.5, "1\u202f234": 1234, "1\u2019234.50": 1234.5,
	} {
		if got, ok := contact.ParseNumber(raw); !ok || got != want {
			t.Errorf("%q: got %v, %v, want %v", raw, got, ok, want)
		}
	}
	for _, raw := range []string{"", "abc", "1,234,56", "123,45,678", "1,23,45", "1.20.000", "5k", "10%", "1.2.3", "NaN", "Inf", "0x10", "1_000", "12,34,5", ",", "1,2,3", "--5", "(-"} {
		if got, ok := contact.ParseNumber(raw); ok {
			t.Errorf("%q is no number, got %v", raw, got)
		}
	}
}

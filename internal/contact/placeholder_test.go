package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestPlaceholders(t *testing.T) {
	for value, want := range map[string]bool{
		"Unknown": true, "UNBEKANNT": true, "inconnue": true, " n/a ": true, "[not provided]": true, "k.A.": true, "---": true, ".": true, "XXX": true, "неизвестно": true, "Não informado": true,
		"": false, "Na": false, "Null": false, "None": false, "Xavier": false, "Xi": false, "Test": false, "Unknown Worlds": false, "王": false, "K. Adams": false, "3": false,
	} {
		if got := contact.IsPlaceholder(value); got != want {
			t.Errorf("IsPlaceholder(%q) = %v", value, got)
		}
	}
	for value, want := range map[string]bool{
		"0000000000": true, "000-000-0000": true, "123456789": true, "(123) 456-7890": true, "9876543210": true, "11111": true,
		"": false, "0000": false, "+49 711 8110": false, "1212121212": false, "ext 11111": false, "012345678x": false, "0123456798": false,
	} {
		if got := contact.IsPlaceholderPhone(value); got != want {
			t.Errorf("IsPlaceholderPhone(%q) = %v", value, got)
		}
	}
	for value, want := range map[string]bool{
		"noemail@noemail.com": true, "test@test.com": true, "none@none.de": true, "no-email@acme.example": true, "NA@na.com": true,
		"test@acme.com": false, "anna@anna.com": false, "noemi@x.com": false, "info@mail.com": false,
	} {
		if got := contact.IsPlaceholderEmail(value); got != want {
			t.Errorf("IsPlaceholderEmail(%q) = %v", value, got)
		}
	}
}

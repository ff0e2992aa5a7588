package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestHeadersOfOthers(t *testing.T) {
	for header, want := range map[string][2]bool{
		"Account Owner":    {true, false},
		"created_by":       {true, false},
		"ManagerEmail":     {true, false},
		"by":               {false, false}, // of birth: by, bm, bd
		"Nearby Town":      {false, false},
		"Buyer Email":      {false, true},
		"Name (Besteller)": {false, true},
		"Email":            {false, false},
	} {
		if got := [2]bool{contact.OfOthers(header), contact.OfPayer(header)}; got != want {
			t.Errorf("%q is of others, of who paid: %v, want %v", header, got, want)
		}
	}
}

func TestFurtherContacts(t *testing.T) {
	for header, want := range map[string]bool{
		"Contact 2": true, "Secondary Contact Phone": true, "zweiter Ansprechpartner": true,
		"Contact": false, "Primary Contact": false, "Address 2": false, "Contact ID": false,
	} {
		if got := contact.OfFurtherContact(header); got != want {
			t.Errorf("%q is of a further contact: %t", header, got)
		}
	}
}

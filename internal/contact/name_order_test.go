package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestCommaBehindFamily(t *testing.T) {
	for full, want := range map[string]string{
		"Rossi Mario":                "Rossi, Mario",
		"De Luca Anna Maria":         "De Luca, Anna Maria",
		"Dott. Esposito Giuseppe":    "Esposito, Dott. Giuseppe",
		"von der Heide Anke":         "von der Heide, Anke",
		"García Pérez José Luis":     "García Pérez, José Luis",
		"DE LA CRUZ Juan":            "DE LA CRUZ, Juan",
		"DUPONT Jean-Marie":          "DUPONT, Jean-Marie",
		"ROSSI MARIO":                "ROSSI, MARIO",
		"Иванов Иван Иванович":       "Иванов, Иван Иванович",
		"Rossi, Mario":               "Rossi, Mario",
		"Rossi":                      "Rossi",
		"":                           "",
		"Kowalski Xqvz Qwert":        "Kowalski, Xqvz Qwert",
		"Dr. Rossi":                  "Dr. Rossi",
		"Van Damme Jean-Claude Karl": "Van Damme, Jean-Claude Karl",
	} {
		if got := contact.CommaBehindFamily(full); got != want {
			t.Errorf("%q: %q, want %q", full, got, want)
		}
	}
}

func TestOrderOfName(t *testing.T) {
	for full, want := range map[string]contact.NameOrder{
		"Mario Rossi": contact.GivenThenFamily, "Rossi Mario": contact.FamilyThenGiven, "Jean DUPONT": contact.GivenThenFamily,
		"DUPONT Jean": contact.FamilyThenGiven, "Thomas Peter": contact.NameOrderUnknown, "Rossi, Mario": contact.NameOrderUnknown,
		"Mario": contact.NameOrderUnknown, "": contact.NameOrderUnknown, "Dott. Rossi Mario": contact.FamilyThenGiven,
	} {
		if got := contact.OrderOfName(full); got != want {
			t.Errorf("%q: %v, want %v", full, got, want)
		}
	}
}

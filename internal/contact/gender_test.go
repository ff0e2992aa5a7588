package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestGender(t *testing.T) {
	for prefix, want := range map[string]string{
		"Herr": "m", "Herr Dr.": "m", "Frau Prof. Dr.": "f", "Mr.": "m", "Mrs": "f", "Ms.": "f", "M.": "m", "Mme": "f", "Sig.ra": "f", "Sr.": "m",
		"Sra.": "f", "Dhr.": "m", "Mevr.": "f", "Señora": "f", "Dr.": "", "Prof.": "", "Mr. & Mrs.": "", "Herr und Frau": "", "Damen und Herren": "",
		"Firma": "", "": "", "Mx": "", "Fr.": "", // Father or Frau
	} {
		if got := contact.GenderOfSalutation(prefix); got != want {
			t.Errorf("%q tells %q, want %q", prefix, got, want)
		}
	}
	for _, test := range [][3]string{
		{"Gender", "Female", "f"},
		{"Geschlecht", "männlich", "m"},
		{"sex", "M", "m"},
		{"Sexe", "H", "m"},
		{"Geslacht", "V", "f"},
		{"Sexo", "M", ""},
		{"Sexo", "Mujer", "f"},
		{"Sesso", "F", "f"},
		{"Gender", "diverse", ""},
		{"gender", "", ""},
	} {
		if !contact.IsGenderHeader(test[0]) {
			t.Errorf("%q is no header of genders", test[0])
		}
		if got := contact.Gender(test[0], test[1]); got != test[2] {
			t.Errorf("%s %q tells %q, want %q", test[0], test[1], got, test[2])
		}
	}
	if contact.IsGenderHeader("Genre musical") || contact.IsGenderHeader("City") {
		t.Error("a header of something else is one of genders")
	}
}

package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestParseNameIn(t *testing.T) {
	for _, test := range []struct {
		full, country string
		want          contact.Name
	}{
		{"Marta Lozano Peña", "ES", contact.Name{Given: "Marta", Family: "Lozano Peña"}},
		{"José Luis García Pérez", "MX", contact.Name{Given: "José", Middle: "Luis", Family: "García Pérez"}},
		{"María José Lozano", "ES", contact.Name{Given: "María", Middle: "José", Family: "Lozano"}},
		{"Juan P. Cruz", "ES", contact.Name{Given: "Juan", Middle: "P.", Family: "Cruz"}},
		{"Ana de la Fuente Ruiz", "ES", contact.Name{Given: "Ana", Family: "de la Fuente Ruiz"}},
		{"Marta Peña", "ES", contact.Name{Given: "Marta", Family: "Peña"}},
		{"Peña, Marta Lozano", "ES", contact.Name{Given: "Marta", Middle: "Lozano", Family: "Peña"}},
		{"M. Lozano", "ES", contact.Name{Given: "M.", Family: "Lozano"}},
		{"M. Lozano Peña", "ES", contact.Name{Given: "M.", Family: "Lozano Peña"}},
		{"M. Night Shyamalan", "US", contact.Name{Given: "M.", Middle: "Night", Family: "Shyamalan"}},
		{"Marta Lozano Peña", "US", contact.Name{Given: "Marta", Middle: "Lozano", Family: "Peña"}},
		{"M. Dupont", "FR", contact.Name{Prefix: "M.", Family: "Dupont"}},
		{"M. Dupont", "BE", contact.Name{Prefix: "M.", Family: "Dupont"}},
		{"M. Dupont", "", contact.Name{Prefix: "M.", Family: "Dupont"}},
	} {
		if got := contact.ParseNameIn(test.full, test.country); got != test.want {
			t.Errorf("%q in %q: %+v, want %+v", test.full, test.country, got, test.want)
		}
	}
}

package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Full names are read in the order that the header or the values show.
func TestNameOrder(t *testing.T) {
	for _, test := range []struct {
		name, header string
		values, want []string
	}{
		{"as the header says", "Cognome e nome", []string{"Rossi Mario", "De Luca Anna Maria", "Bianchi, Laura"}, []string{"Rossi, Mario", "De Luca, Anna Maria", "Bianchi, Laura"}},
		{"the header is wrong", "Nom et prénom", []string{"Anne Durand", "Paul Morel", "Roy Marie"}, []string{"Anne Durand", "Paul Morel", "Roy Marie"}},
		{"given name first", "Nome e cognome", []string{"Rossi Mario"}, []string{"Rossi Mario"}},
		{"last name in brackets", "Full Name (Last First)", []string{"Stone Mary"}, []string{"Stone, Mary"}},
		{"initials of three words", "ФИО", []string{"Иванов Иван Иванович"}, []string{"Иванов, Иван Иванович"}},
		{"first and last", "First and Last Name", []string{"Ann Stone"}, []string{"Ann Stone"}},
		{"a few show nothing", "Name", []string{"Müller Hans", "Huber Karl"}, []string{"Müller Hans", "Huber Karl"}},
		{
			"in both orders", "Name",
			[]string{"Hans Müller", "Huber Karl", "Anna Bauer", "BECK Sabine", "Eva Lang", "Krüger Kai", "Taylor James", "Thomas Xaver", "Murphy, Tom", "Schmitz Qwert"},
			[]string{"Hans Müller", "Huber, Karl", "Anna Bauer", "BECK, Sabine", "Eva Lang", "Krüger, Kai", "Taylor James", "Thomas Xaver", "Murphy, Tom", "Schmitz Qwert"},
		},
		{
			"hardly any", "Name",
			[]string{"Hans Müller", "Karl Huber", "Anna Bauer", "Sabine Beck", "Eva Lang", "Kai Krüger", "Klaus Roth", "Huber Maria"},
			[]string{"Hans Müller", "Karl Huber", "Anna Bauer", "Sabine Beck", "Eva Lang", "Kai Krüger", "Klaus Roth", "Huber Maria"},
		},
		{
			"as the values show", "Name",
			[]string{"Müller Hans", "Huber Karl", "Bauer Anna", "Vogel Peter", "Lang Eva", "Roth Klaus", "Graf Maria", "Kuhn Josef", "Beck Sabine", "Haas Monika", "Thomas Xaver"},
			[]string{"Müller, Hans", "Huber, Karl", "Bauer, Anna", "Vogel, Peter", "Lang, Eva", "Roth, Klaus", "Graf, Maria", "Kuhn, Josef", "Beck, Sabine", "Haas, Monika", "Thomas, Xaver"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := test.header + ";Email\n"
			for _, value := range test.values {
				file += value + ";a@x.com\n"
			}
			tree(t, map[string]string{"names.csv": file})
			rows, _ := read(t, Options{}, Input{Path: "names.csv"})
			var got []string
			for _, row := range rows {
				if _, name, ok := strings.Cut(row, "full_name="); ok {
					name, _, _ = strings.Cut(name, " email=")
					got = append(got, name)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

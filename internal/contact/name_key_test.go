package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestKeysOfNames(t *testing.T) {
	for _, test := range []struct {
		key      func(string) string
		in, want string
	}{
		{contact.GivenNameKey, "Anna-Maria K.", "anna maria k"},
		{contact.GivenNameKey, "Jürgen", "jurgen"},
		{contact.FamilyNameKey, "García-Lorca", "garcia lorca"},
		{contact.FamilyNameKey, "van der Berg", "vanderberg"},
		{contact.FamilyNameKey, "de la Cruz Peña", "delacruz pena"},
		{contact.FamilyNameKey, "O’Brien-Łoś", "obrien los"},
		{contact.FamilyNameKey, "Mc Donald", "mcdonald"},
		{contact.FamilyNameKey, "Tran Van", "tran van"},
		{contact.FamilyNameKey, "", ""},
	} {
		got := test.key(test.in)
		if got != test.want || test.key(got) != got {
			t.Errorf("the key of %q is %q, and that of the key %q; want %q", test.in, got, test.key(got), test.want)
		}
	}
}

func TestInitialOfForm(t *testing.T) {
	for _, test := range []struct {
		letter byte
		name   string
		want   bool
	}{{'j', "hannes", true}, {'w', "bill", true}, {'k', "hannes", false}, {'7', "bill", false}} {
		if got := contact.InitialOfForm(test.letter, test.name); got != test.want {
			t.Errorf("%c for %s: %v, want %v", test.letter, test.name, got, test.want)
		}
	}
}

package contact_test

import (
	"testing"

	"galena/internal/contact"
)

// TestOtherGivenName: well-known names that are not forms of one another belong to two
// people, however alike they are; what may be one name mistyped does not.
func TestOtherGivenName(t *testing.T) {
	for _, pair := range [][2]string{
		{"Peter", "Petra"},
		{"Jan", "Jana"},
		{"Martin", "Martina"},
		{"Julia", "Julie"},
		{"Simon", "Simone"},
		{"Andreas", "Andrea"},
		{"Daniel", "Daniela"},
		{"Tim", "Tom"},
		{"Lea", "Lena"},
		{"René", "Renée"},
		{"Peter", "Anna"},
		{"Michaela", "Michael"},
		{"Louis", "Louise"},
		{"Jürgen", "Jörg"},
		{"Luisa", "Luis"},
		{"Gabriel", "Gabriele"},
		{"Michel", "Michèle"},
		{"Patrick", "Patrice"},
		{"Dominic", "Dominique"},
	} {
		a, b := contact.NameKey(pair[0]), contact.NameKey(pair[1])
		if !contact.OtherGivenName(a, b) || !contact.OtherGivenName(b, a) {
			t.Errorf("%s and %s may be one name", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{
		{"Peter", "Peter"},
		{"Peter", "Petre"},
		{"Peter", "Pteer"},
		{"Katrin", "Kathrin"},
		{"Bill", "William"},
		{"Stefan", "Stephan"},
		{"Steven", "Stephen"},
		{"Sara", "Sarah"},
		{"Philip", "Phillip"},
		{"Sofia", "Sophie"},
		{"Mark", "Marc"},
		{"Jon", "John"},
		{"Lukas", "Lucas"},
		{"Elisabeth", "Elizabeth"},
		{"Jürgen", "Juergen"},
		{"María", "Marie"},
		{"Geoffrey", "Jeffrey"},
		{"Khaled", "Khalid"},
		{"Alex", "Alix"},
		{"", "Peter"},
		{"Pete", "Petra"},
	} {
		a, b := contact.NameKey(pair[0]), contact.NameKey(pair[1])
		if contact.OtherGivenName(a, b) || contact.OtherGivenName(b, a) {
			t.Errorf("%s and %s are taken for two people's names", pair[0], pair[1])
		}
	}
}

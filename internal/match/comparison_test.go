package match

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// reference is the textbook's optimal string alignment distance.
func reference(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

var words = rapid.StringMatching(`[abc é]{0,12}|[ab]{60,70}`)

func TestDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		var s scratch
		want := reference([]rune(a), []rune(b))
		if got := s.distance(a, b); got != want {
			t.Fatalf("distance(%q, %q) = %d, want %d", a, b, got, want)
		}
		if got := s.distance(b, a); got != want {
			t.Fatalf("distance(%q, %q) = %d, want %d", b, a, got, want)
		}
		if signatureOf(a).apart(signatureOf(b), want) {
			t.Fatalf("%q and %q are %d apart, their signatures more", a, b, want)
		}
	})
}

// An employer's second john.smith is another person. A number in an address at a free provider, or at another domain,
// says nothing.
func TestNumberedMailboxes(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"john.smith@firm.test", "john.smith2@firm.test", true},
		{"jsmith1@firm.test", "jsmith2@firm.test", true},
		{"john.smith@firm.test", "john.smyth2@firm.test", false},
		{"john.smith@firm.test", "john.smith2@other.test", false},
		{"john.smith7@gmail.com", "john.smith82@gmail.com", false},
		{"john.smith", "john.smith2", false},
	} {
		if got := numberedMailboxes(test.a, test.b); got != test.want || numberedMailboxes(test.b, test.a) != got {
			t.Errorf("%s and %s: numbered %v, want %v both ways", test.a, test.b, got, test.want)
		}
	}
}

func TestSimilarity(t *testing.T) {
	var s scratch
	for _, test := range []struct {
		a, b string
		want float64
	}{
		{"martha", "marhta", 0.9611}, {"dwayne", "duane", 0.84}, {"dixon", "dicksonx", 0.8133}, {"same", "same", 1}, {"abc", "xyz", 0}, {"", "a", 0}, {"jörg", "jorg", 0.85},
	} {
		if got := s.similarity(test.a, test.b); math.Abs(got-test.want) > 0.0001 {
			t.Errorf("similarity(%q, %q) = %.4f, want %.4f", test.a, test.b, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		if x, y := s.similarity(a, b), s.similarity(b, a); x != y || x < 0 || x > 1 {
			t.Fatalf("similarity of %q and %q: %v and %v", a, b, x, y)
		}
	})
}

func TestComparisonsAreSymmetric(t *testing.T) {
	values := rapid.StringMatching(`[a-d]{1,6}( [a-d1]{1,6}){0,2}|[ab1]{1,5}\.?@[cd]{1,3}|[0-3]{1,3} (ab|ac|apt)( [a-c0-2]{1,3}){0,2}|20[01][0-9]-0[1-3]-0[1-3]|\+?[12]{6,12}`)
	var s scratch
	rapid.Check(t, func(t *rapid.T) {
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		if a == b {
			return
		}
		for k := GivenName; k < kindCount; k++ {
			x, y := comparators[k](&s, a, b), comparators[k](&s, b, a)
			if x != y || x < 1 || x > differentLevel(k) {
				t.Fatalf("%v of %q and %q: %d and %d", k, a, b, x, y)
			}
		}
	})
}

func TestLevels(t *testing.T) {
	for _, test := range []struct {
		kind Kind
		a, b string
		want string
	}{
		{GivenName, "william", "bill", "nickname"},
		{GivenName, "w", "william", "initial"},
		{GivenName, "willaim", "william", "near"},
		{GivenName, "rosa", "william", "different"},
		{GivenName, "peter", "petra", "other name"},
		{GivenName, "jan", "jana", "other name"},
		{GivenName, "peter", "petre", "near"},
		{GivenName, "peter", "anna", "different"},
		{GivenName, "user17", "user18", "other number"},
		{GivenName, "anna", "anna maria", "further"},
		{GivenName, "john t", "john thomas", "further"},
		{GivenName, "bill j", "william", "nickname"},
		{GivenName, "john t", "john r", "alike"},
		{GivenName, "sharon may", "sharron", "near"},
		{GivenName, "maria", "anna maria", "initial"},
		{GivenName, "j", "hannes", "alike"},
		{GivenName, "k", "hannes", "different"},
		{GivenName, "j", "k", "different"},
		{FamilyName, "weber", "richter weber", "compound"},
		{FamilyName, "garcia lopez", "garcia perez", "alike"},
		{FamilyName, "garcia lopez", "garcia lopes", "near"},
		{FamilyName, "garcia marquez", "marquez", "compound"},
		{FamilyName, "test1", "test", "near"},
		{FamilyName, "smith", "smyth", "near"},
		{FamilyName, "smith", "jones", "different"},
		{FamilyName, "山田", "yamada", "near"},
		{FamilyName, "山田", "smith", "null"},
		{FamilyName, "山田", "高橋", "different"},
		{FamilyName, "หงส์", "smith", "null"},
		{GivenName, "פאטמה", "khalid", "different"},
		{Company, "東京電力", "tepco", "null"},
		{FullName, "john smith", "smith john", "reordered"},
		{FullName, "john smith", "j smith", "compatible"},
		{FullName, "john smith", "rosa smith", "token"},
		{FullName, "martin smith", "martina smith", "token"},
		{FullName, "smith peter john", "peter john", "compatible"},
		{FullName, "unit 3 north", "unit 4 north", "different"},
		{Email, "ann@a.test", "ann@b.test", "mailbox"},
		{Email, "ann.lee@a.test", "anm.lee@a.test", "near"},
		{Email, "x@a.test", "ann@b.test", "different"},
		{Phone, "+12125550100", "2125550100", "national"},
		{Phone, "+12125550100", "+12125560100", "near"},
		{Phone, "+12125550100", "+12125550101", "extension"},
		{Phone, "+12125550100", "+12125550177", "extension"},
		{Phone, "+4971199880", "+49711998877", "extension"},
		{Phone, "+12125550100", "+12125551100", "near"},
		{Phone, "123456", "123457", "near"},
		{Phone, "+12125550100", "+493012345678", "different"},
		{Company, "muller bau", "muller bau verwaltungs", "sister"},
		{Company, "muller holding", "muller immobilien", "sister"},
		{Company, "muller bau", "muller logistik holding", "told apart"},
		{Company, "kolb holding", "kolb verhoeven", "sister"},
		{Company, "kolb immo", "kolb immobilien", "alike"},
		{Company, "feuerwehr vogelhausen", "feuerwehr vogelhausen vogelhausen", "within"},
		{Company, "zahnarzt tobias schmidt", "praxis tobias schmidt", "alike"},
		{Company, "hno tobias schmidt", "kinderarztpraxis tobias schmidt", "told apart"},
		{Company, "blue harbor foods", "harbor blue foods", "tokens"},
		{Company, "blue harbor foods", "blue harbour foods", "near"},
		{Company, "store 12 chicago", "store 13 chicago", "told apart"},
		{Company, "stadler backerei", "metzgerei stadler", "told apart"},
		{Company, "autohaus rieck nord", "autohaus rieck sud", "told apart"},
		{Company, "hotel krone", "gasthof krone", "alike"},
		{Company, "dmv", "department motor vehicles", "alike"},
		{Company, "p g", "procter gamble", "alike"},
		{Company, "trattoria da gino", "trattoria da pino", "different"},
		{Company, "ksk biberach", "kreissparkasse biberach", "alike"},
		{Company, "tsv laupheim", "turn sportverein laupheim", "alike"},
		{Company, "druckerei kehrer", "kehrer druck", "alike"},
		{Company, "uniklinik freiburg", "universitatsklinikum freiburg", "alike"},
		{Company, "gasthof hirsch", "landgasthof hirsch familie merkle", "alike"},
		{Company, "swu stadtwerke ulm", "stadtwerke ulm neu ulm", "alike"},
		{Company, "ibm deutschland", "international business machines deutschland", "alike"},
		{Company, "kehrer druck", "kehrer verlag", "different"},
		{Company, "ksk biberach", "kreissparkasse ravensburg", "different"},
		{Company, "kolb stahl", "kolb stahl energie", "daughter"},
		{Company, "kolb", "kolb stahl energie", "within"},
		{Company, "kolbenschmidt energie", "kolbenschmidt europa", "different"},
		{Company, "kolbenschmidt verpackungen", "kolbenschmidt verpack", "near"},
		{Company, "j heinze", "hautarztpraxis jurgen heinze", "alike"},
		{Company, "cedar analytics", "cedar systems", "different"},
		{Company, "a biberach", "apotheke biberach", "different"},
		{Company, "1.@d", "1a@d", "different"},
		{FamilyName, "user17", "user18", "other number"},
		{Email, "ann12@a.test", "ann13@a.test", "different"},
		{Street, "12 oak street apt 4", "12 oak street", "unit"},
		{Street, "12 oak street", "12 oak stret", "near"},
		{Street, "12 oak street", "977 oak street", "same street"},
		{Street, "12 oak street", "977 elm road", "different"},
		{Date, "1980-04-03", "1980-03-04", "swapped"},
		{Date, "19800403", "19800404", "near"},
		{Date, "1980-04-03", "1980-09-28", "year"},
		{ID, "7743698", "7743689", "near"},
		{Text, "the willows", "willows the", "tokens"},
		{Category, "1975", "1976", "near"},
	} {
		var s scratch
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			if got := levelName(test.kind, s.compareValues(test.kind, pair[0], pair[1])); got != test.want {
				t.Errorf("%v of %q and %q: %s, want %s", test.kind, pair[0], pair[1], got, test.want)
			}
		}
	}
}

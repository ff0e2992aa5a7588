package contact_test

import (
	"regexp"
	"strings"
	"testing"

	"galena/internal/contact"
)

func TestCompanyKey(t *testing.T) {
	for name, want := range map[string]string{
		"Acme Inc.": "acme", "ACME, INC": "acme", "Müller & Söhne GmbH & Co. KG": "muller sohne", "Procter and Gamble Co": "procter gamble",
		"Baeckerei Mueller": "backerei muller", "Neue Boote Queens": "neue boote queens", "Fa. Goetz": "gotz", "Praxis Dr. Boehm": "praxis bohm",
		"Łoś Sp. z o.o.": "los", "PT Bank Central Asia": "bank central asia", "Limited Edition Products": "limited edition products",
		"Telefónica S.A.": "telefonica", "Foo Pty Ltd": "foo", "SAS": "sas", "SAS AG": "sas ag", "GmbH & Co. KG": "gmbh co kg", "Oy Ab": "oy ab", "A.B.C. Corp": "abc", "acme": "acme", "": "",
		"Univ. of Otago": "university otago", "The University of Otago": "university otago", "St. Mary's": "st marys", "Saint Mary's": "st marys", "Miller Bros. Htg": "miller brothers heating",
		"Widgets, S. de R. L. de C. V.": "widgets", "Widgets S.A. de C.V.": "widgets", "Mt. Michael": "mt michael", "Mount Michael": "mt michael", "Paramount": "paramount", "The The": "the the", "Of Mice": "of mice",
	} {
		got := contact.CompanyKey(name)
		if got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
		if again := contact.CompanyKey(got); again != got {
			t.Errorf("%q: the key of %q is %q", name, got, again)
		}
	}
}

// TestCompanyCorpus compares keys. cleanco keeps punctuation and case and a key does not,
// so its answer is folded first. Of a name of legal forms only cleanco leaves nothing; a
// key keeps it.
func TestCompanyCorpus(t *testing.T) {
	pair := regexp.MustCompile(`^\(['"](.*?)['"], ['"](.*)['"]\)$`)
	right, total := 0, 0
	for _, row := range corpus(t, "company_cleanco/cleanname_cases.csv", ',') {
		name, want := row[2], "Hello World"
		if parts := pair.FindStringSubmatch(name); parts != nil {
			name, want = parts[1], parts[2]
		} else if strings.HasPrefix(row[0], "empty") {
			want = ""
		}
		if want == "" {
			want = name
		}
		total++
		if got := contact.CompanyKey(name); got == strings.ReplaceAll(contact.FoldWords(want), " and ", " ") {
			right++
		} else {
			t.Logf("%s: %q has the key %q, cleanco says %q", row[0], name, got, want)
		}
	}
	t.Logf("%d of %d names", right, total)
	if right*100 < total*95 {
		t.Errorf("below 95 %%")
	}
}

func TestReadsLikeOrganization(t *testing.T) {
	for name, want := range map[string]bool{
		"Hotel Bel-Air": true, "Müller & Söhne": true, "Siemens AG": true, "Arizona 206": true, "Angelo's Corner": true, "Carnegie Deli": true,
		"Ann Hall": false, "Jo de la Cruz": false, "Rory O'Shea": false, "D's Amato": false, "SMITH, JOHN": false, "Ford Motor": false, "": false,
		"Mr & Mrs J Lee": false, "Mr A. and Mrs S. Lee": false, "Anna & John Lee": false, "Anna und John Lee": false,
		"Dr. Lee & Ray GmbH": true, "Ben & Jerry's": true, "Lee & Ray": true, "Lee and Ray": true,
	} {
		if got := contact.ReadsLikeOrganization(name); got != want {
			t.Errorf("ReadsLikeOrganization(%q) = %v", name, got)
		}
	}
}

package contact_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"

	"galena/internal/contact"
)

func TestParsePhone(t *testing.T) {
	tests := []struct {
		raw, country string
		want         contact.Phone
		problem      contact.Problem
	}{
		{"(213) 245-5886", "US", contact.Phone{E164: "+12132455886", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"213.245.5886 x123", "US", contact.Phone{E164: "+12132455886", Extension: "123", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"213-245-5886 ext. 12", "US", contact.Phone{E164: "+12132455886", Extension: "12", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"213-245-5886 #77", "US", contact.Phone{E164: "+12132455886", Extension: "77", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"+1-213-245-5886;ext=9", "", contact.Phone{E164: "+12132455886", Extension: "9", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"1 416 555 0123", "US", contact.Phone{E164: "+14165550123", Region: "CA", Type: "fixed_or_mobile", Valid: true}, ""},
		{"+48224469794", "", contact.Phone{E164: "+48224469794", Region: "PL", Type: "fixed", Valid: true}, ""},
		{"0048 22 446 97 94", "", contact.Phone{E164: "+48224469794", Region: "PL", Type: "fixed", Valid: true}, ""},
		{"+44 (0)20 7946 0958", "", contact.Phone{E164: "+442079460958", Region: "GB", Type: "fixed", Valid: true}, ""},
		{"020 7946 0958", "GB", contact.Phone{E164: "+442079460958", Region: "GB", Type: "fixed", Valid: true}, ""},
		{"+39 02 4274 5516", "", contact.Phone{E164: "+390242745516", Region: "IT", Type: "fixed", Valid: true}, ""},
		{"06 12 34 56 78", "FR", contact.Phone{E164: "+33612345678", Region: "FR", Type: "mobile", Valid: true}, ""},
		{"+1 800 234 5678", "", contact.Phone{E164: "+18002345678", Region: "US", Type: "toll_free", Valid: true}, ""},
		{"(213) 145-5886", "US", contact.Phone{E164: "+12131455886"}, contact.PhoneInvalid},
		{"447400123456.0", "GB", contact.Phone{E164: "+447400123456", Region: "GB", Type: "mobile", Valid: true}, ""},
		{"2132455886.0", "US", contact.Phone{E164: "+12132455886", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"+12132455886.0", "", contact.Phone{E164: "+12132455886", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
		{"491715556677", "DE", contact.Phone{E164: "+491715556677", Region: "DE", Type: "mobile", Valid: true}, ""},
		{"49 171 5556677 ext 3", "DE", contact.Phone{E164: "+491715556677", Extension: "3", Region: "DE", Type: "mobile", Valid: true}, ""},
		{"0491715556677", "DE", contact.Phone{E164: "+49491715556677", Region: "DE", Type: "fixed", Valid: true}, ""},
		{"+49 491 715556677", "DE", contact.Phone{E164: "+49491715556677", Region: "DE", Type: "fixed", Valid: true}, ""},
		{"62812345994", "ID", contact.Phone{E164: "+62812345994", Region: "ID", Type: "mobile", Valid: true}, ""},
		{"2132455886.0", "", contact.Phone{}, contact.PhoneNoCountry},
		{"213 245 5886", "", contact.Phone{}, contact.PhoneNoCountry},
		{"4.42E+11", "GB", contact.Phone{}, contact.PhoneScientific},
		{"4,42079E+11", "", contact.Phone{}, contact.PhoneScientific},
		{"", "US", contact.Phone{}, contact.PhoneEmpty},
		{"n/a", "US", contact.Phone{}, contact.PhoneNoDigits},
		{"12", "US", contact.Phone{}, contact.PhoneBad},
		{"1", "DE", contact.Phone{}, contact.PhoneBad},
		{"+999999999", "", contact.Phone{}, contact.PhoneBad},
		{"00 1 (213) 245-5886 x123", "", contact.Phone{E164: "+12132455886", Extension: "123", Region: "US", Type: "fixed_or_mobile", Valid: true}, ""},
	}
	cache := new(contact.PhoneCache)
	for _, test := range tests {
		got, problem := contact.ParsePhone(test.raw, test.country)
		if diff := cmp.Diff(test.want, got); diff != "" || problem != test.problem {
			t.Errorf("%q in %q: problem %q, want %q; %s", test.raw, test.country, problem, test.problem, diff)
		}
		for range 2 {
			if cached, cachedProblem := cache.Parse(test.raw, test.country); cached != got || cachedProblem != problem {
				t.Errorf("%q in %q: the cache says %v, %q", test.raw, test.country, cached, cachedProblem)
			}
		}
	}
}

// TestPhoneAgainstLibrary dials numbers similar to the examples of every region, in many
// forms, and compares every answer with libphonenumber's.
func TestPhoneAgainstLibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.VOIP, phonenumbers.PREMIUM_RATE}
	checked, valid := 0, 0
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range kinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			for range 4 {
				digits := mutate(random, phonenumbers.GetNationalSignificantNumber(example))
				for _, raw := range []string{
					phonenumbers.Format(example, phonenumbers.E164)[:len(phonenumbers.Format(example, phonenumbers.E164))-len(digits)] + digits,
					digits, phonenumbers.GetNddPrefixForRegion(region, true) + digits, "00" + digits,
				} {
					checked++
					got, _ := contact.ParsePhone(raw, region)
					if got.Valid {
						valid++
					}
					if want := libraryPhone(raw, region); got.E164 != want.E164 || got.Valid != want.Valid || (want.Valid && got.Region != want.Region) {
						t.Errorf("%s in %s: got %+v, the library says %+v", raw, region, got, want)
					}
					if again, _ := contact.ParsePhone(got.E164, "US"); again.E164 != got.E164 {
						t.Errorf("%s in %s: got %+v, which reads as %+v", raw, region, got, again)
					}
				}
			}
		}
	}
	t.Logf("%d numbers, %d valid", checked, valid)
}

// mutate changes up to two digits of a number.
func mutate(random *rand.Rand, digits string) string {
	changed := []byte(digits)
	for range random.IntN(3) {
		changed[random.IntN(len(changed))] = byte('0' + random.IntN(10))
	}
	return string(changed)
}

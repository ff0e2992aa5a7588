package contact_test

import (
	"runtime"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"galena/internal/contact"
)

// countries dial in different ways: with and without a national prefix, with a carrier's
// code, with prefixes that rewrite the number, and within a calling code that several
// countries share.
var countries = []string{"", "US", "CA", "DE", "FR", "GB", "IT", "RU", "KZ", "AR", "BR", "MX", "CN", "AU", "BS", "SM", "XX"}

func TestInvalidPhoneIsStable(t *testing.T) {
	for _, raw := range []string{"0001-01-01", "000101012345", "+49 00010101", "(213) 145-5886"} {
		checkPhone(t, raw, "DE", "US")
	}
}

func TestPhoneIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringMatching(`[+(]?[0-9]{1,6}[-. )]{0,2}[0-9]{1,9}( ?(x|ext\.? ?|#)[0-9]{1,3})?`).Draw(t, "raw")
		checkPhone(t, raw, rapid.SampledFrom(countries).Draw(t, "country"), rapid.SampledFrom(countries).Draw(t, "another"))
	})
}

func FuzzPhone(f *testing.F) {
	f.Add("0001-01-01", "DE", "US")
	f.Add("303.555.0173 x89", "US", "")
	f.Add("491715556677", "DE", "")
	f.Add("+1-213-245-5886;ext=9", "", "GB")
	f.Add("(0 23 12) 45 67 89, ext. 12", "DE", "FR")
	f.Fuzz(func(t *testing.T, raw, country, another string) { checkPhone(t, raw, country, another) })
}

// checkPhone: a number is what the library says; its E.164 form is read as itself, whatever
// the country; the cache and SplitPhones change nothing.
func checkPhone(t fataler, raw, country, another string) {
	t.Helper()
	phone, problem := contact.ParsePhone(raw, country)
	if (problem == "") != phone.Valid || (problem != "" && problem != contact.PhoneInvalid && phone != (contact.Phone{})) {
		t.Fatalf("%q in %q: %+v with problem %q", raw, country, phone, problem)
	}
	if phone.E164 != "" {
		again, _ := contact.ParsePhone(phone.E164, another)
		if again.E164 != phone.E164 || again.Valid != phone.Valid {
			t.Fatalf("%q in %q is %+v, which in %q is %+v", raw, country, phone, another, again)
		}
	}
	if phone.Valid {
		want := libraryPhone(strings.TrimSpace(raw), country)
		plusIsMissing := phone.Type == contact.PhoneMobile && strings.HasSuffix(want.E164, phone.E164[1:])
		if want.E164 != phone.E164 && !plusIsMissing || want.Extension != phone.Extension {
			t.Fatalf("%q in %q is %+v, the library says %+v", raw, country, phone, want)
		}
	}
	if cached, cachedProblem := new(contact.PhoneCache).Parse(raw, country); cached != phone || cachedProblem != problem {
		t.Fatalf("%q in %q is %+v, the cache says %+v", raw, country, phone, cached)
	}
	for _, part := range contact.SplitPhones(raw) {
		if part == "" || part != strings.TrimSpace(part) {
			t.Fatalf("%q has the part %q", raw, part)
		}
	}
}

// TestExtensionAgainstLibrary writes extensions in many ways after valid numbers.
func TestExtensionAgainstLibrary(t *testing.T) {
	numbers := map[string]string{"(213) 245-5886": "US", "213.245.5886": "US", "+44 20 7946 0958": "", "0048 22 446 97 94": "DE", "06 12 34 56 78": "FR", "+390242745516": "US", "089/45797933": "DE"}
	extensions := []string{
		"x89", " x89", " X 89", ", x 89", "x.89", "x: 89", "x-89", " ext 12", " ext. 12", ",ext.12", " Ext: 12", " EXT.12 ", " extn 12", " extn. 12", " extension 12",
		" Extension: 12", " #12", "#12", " #12#", " 12#", " xt 12", " e 12", " e12", " ex 12", " exten 12", ";12", ",12", ",,12", ";ext=12", " x", " ext", "x12x", " x 12 34",
		" x1234567", " x123456789", " x1234567890", " ext 12345678901", " (x89)", " - x89", "- ext - 9", " x..9", " x:.9", " ext..9", " x\t9", "\tx9", " x9.", " x9 ;", "xx9", " x#9", " #x9", "x0",
	}
	for number, country := range numbers {
		for _, extension := range extensions {
			raw := number + extension
			got, _ := contact.ParsePhone(raw, country)
			want := libraryPhone(strings.TrimSpace(raw), country)
			if got.E164 != want.E164 || got.Extension != want.Extension || got.Valid != want.Valid {
				t.Errorf("%q in %q: got %+v, the library says %+v", raw, country, got, want)
			}
		}
	}
}

// libraryPhone returns what ParsePhone promises, using only the library.
func libraryPhone(raw, region string) contact.Phone {
	if rest, ok := strings.CutPrefix(raw, "00"); ok && region == "" {
		raw = "+" + rest
	}
	number, err := phonenumbers.Parse(raw, region)
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return contact.Phone{}
	}
	e164 := phonenumbers.Format(number, phonenumbers.E164)
	if again, err := phonenumbers.Parse(e164, ""); err != nil || phonenumbers.Format(again, phonenumbers.E164) != e164 {
		return contact.Phone{}
	}
	return contact.Phone{
		E164:      e164,
		Extension: number.GetExtension(),
		Valid:     phonenumbers.IsValidNumber(number),
		Region:    strings.TrimPrefix(phonenumbers.GetRegionCodeForNumber(number), "001"),
	}
}

// TestPhonesKeepNoBatch parses values in buffers that are then dropped, and requires that
// they are collected: neither the cache nor an extension may hold on to them.
func TestPhonesKeepNoBatch(t *testing.T) {
	buffer := func(value string) (string, weak.Pointer[byte]) {
		batch := make([]byte, 1<<16)
		copy(batch, value)
		return unsafe.String(&batch[0], len(value)), weak.Make(&batch[0])
	}
	cache := new(contact.PhoneCache)
	invalid, invalidBatch := buffer("(213) 145-5886")
	country, countryBatch := buffer("US")
	cache.Parse(invalid, country)
	extended, extendedBatch := buffer("213-245-5886 x123")
	phone, _ := contact.ParsePhone(extended, "US")
	odd, oddBatch := buffer("213/245/5886 x123")
	slow, _ := contact.ParsePhone(odd, "US")
	runtime.GC()
	for name, batch := range map[string]weak.Pointer[byte]{
		"cached number": invalidBatch, "cached country": countryBatch, "extension": extendedBatch, "extension by the library": oddBatch,
	} {
		if batch.Value() != nil {
			t.Errorf("%s: the batch is still in memory", name)
		}
	}
	if phone.Extension != "123" || slow.Extension != "123" {
		t.Errorf("extensions %q and %q", phone.Extension, slow.Extension)
	}
	runtime.KeepAlive(cache)
}

func TestSplitPhones(t *testing.T) {
	for raw, want := range map[string][]string{
		"213-245-5886":                     {"213-245-5886"},
		"213-245-5886; +44 20 7946 0958":   {"213-245-5886", "+44 20 7946 0958"},
		"213-245-5886,213-245-5887":        {"213-245-5886", "213-245-5887"},
		"213-245-5886|213-245-5887":        {"213-245-5886", "213-245-5887"},
		"213-245-5886 ::: 213-245-5887":    {"213-245-5886", "213-245-5887"},
		"213-245-5886\r\n213-245-5887\n":   {"213-245-5886", "213-245-5887"},
		"213-245-5886, x89; 213-245-5887":  {"213-245-5886, x89", "213-245-5887"},
		"213-245-5886, Ext. 89":            {"213-245-5886, Ext. 89"},
		"+1-213-245-5886;ext=9,2132455887": {"+1-213-245-5886;ext=9", "2132455887"},
		"tel:245-5886;phone-context=+1213": {"tel:245-5886;phone-context=+1213"},
		"213-245-5886,,89":                 {"213-245-5886,,89"},
		"213-245-5886;89#":                 {"213-245-5886;89#"},
		"030/123456; 030/123457":           {"030/123456", "030/123457"},
		"Work: 213-245-5886, Home: 245":    {"Work: 213-245-5886", "Home: 245"},
		"213-245-5886|89":                  {"213-245-5886", "89"},
		"none, 213-245-5886":               {"none", "213-245-5886"},
		"none, 12":                         {"none", "12"},
		" ; , ":                            nil,
		"":                                 nil,
	} {
		if diff := cmp.Diff(want, contact.SplitPhones(raw)); diff != "" {
			t.Errorf("%q: %s", raw, diff)
		}
	}
}

package contact_test

import (
	_ "embed"
	"strconv"
	"strings"
	"testing"

	"galena/internal/contact"
)

//go:embed testdata/derived.tsv
var derivedValues string

// TestDerivedValues reads a table of values as people write them: the kind of thing
// derived, the value it is derived from (a country and the value that goes with it are
// separated by |), and the expected result.
func TestDerivedValues(t *testing.T) {
	derive := map[string]func(string) string{
		"role":       func(s string) string { return strconv.FormatBool(contact.IsRoleMailbox(s)) },
		"free":       func(s string) string { return strconv.FormatBool(contact.IsFreeDomain(s)) },
		"disposable": func(s string) string { return strconv.FormatBool(contact.IsDisposableDomain(s)) },
		"mistyped":   func(s string) string { return strconv.FormatBool(contact.IsMistypedFreeDomain(s)) },
		"typo":       func(s string) string { meant, ok := contact.SuggestDomain(s); return map[bool]string{true: meant}[ok] },
		"domain":     func(s string) string { domain, _ := contact.RegistrableDomain(s); return domain },
		"tld":        contact.CountryOfDomain,
		"company":    contact.CompanyKey,
		"phone":      func(s string) string { return describePhone(strings.Cut(s, "|")) },
		"zone": func(s string) string {
			country, region, _ := strings.Cut(s, "|")
			return contact.Timezone(country, region)
		},
		"region": func(s string) string {
			country, region, _ := strings.Cut(s, "|")
			code, _ := contact.RegionCode(country, region)
			return code
		},
		"language": func(s string) string {
			country, region, _ := strings.Cut(s, "|")
			return contact.LanguageOf(country, region)
		},
		"level":    contact.Seniority,
		"function": contact.JobFunction,
		"staff":    contact.EmployeeBandOf,
		"revenue":  contact.RevenueBandOf,
	}
	for line := range strings.Lines(derivedValues) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if got := derive[fields[0]](fields[1]); got != fields[2] {
			t.Errorf("%s of %q: %q, want %q", fields[0], fields[1], got, fields[2])
		}
	}
}

// describePhone returns the region, the type and the validity of a number.
func describePhone(raw, country string, _ bool) string {
	phone, _ := contact.ParsePhone(raw, country)
	return phone.Region + " " + phone.Type + " " + strconv.FormatBool(phone.Valid)
}

package dedupe

import (
	"strings"

	"galena/internal/contact"
	"galena/internal/memo"
)

// scratch is what a worker of normalize remembers from batch to batch.
type scratch struct {
	given, family, companies, cities *memo.Memo[string] // value to match key
	cased                            *memo.Memo[string] // name to the same name in mixed case
	domain                           *memo.Memo[string] // link to its registrable domain
	country                          *memo.Memo[string] // name of a country to its code
	region                           *memo.Memo[string] // country code, zero byte, region to the code of the region
	gender                           *memo.Memo[string] // salutation to the gender that it implies
	phone                            contact.PhoneCache
}

func newScratch() *scratch {
	code := func(s string) string {
		c, _ := contact.CountryCode(s)
		return c
	}
	domain := func(s string) string {
		d, _ := contact.RegistrableDomain(s)
		return d
	}
	region := func(s string) string {
		country, name, _ := strings.Cut(s, "\x00")
		c, _ := contact.RegionCode(country, name)
		return c
	}
	given := func(s string) string { return contact.GivenNameKey(contact.Latin(contact.FirstOfCouple(s))) }
	family := func(s string) string { return contact.FamilyNameKey(contact.Latin(s)) }
	company := func(s string) string {
		key := contact.CompanyKey(s)
		if latin := contact.Latin(key); latin != key {
			return contact.CompanyKey(latin)
		}
		return key
	}
	city := func(s string) string { return contact.FoldWords(contact.Latin(s)) }
	return &scratch{
		given: memo.New(given), family: memo.New(family), companies: memo.New(company), cities: memo.New(city),
		cased: memo.New(contact.RepairCase), domain: memo.New(domain), country: memo.New(code), region: memo.New(region),
		gender: memo.New(contact.GenderOfSalutation),
	}
}

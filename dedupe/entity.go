package dedupe

import (
	"slices"

	"galena/internal/match"
)

// entity is what a lead is. It says which columns identify one.
type entity struct {
	identifying []candidate
	// ofNobody also identify if no record names a person; otherwise the phone
	// numbers would be that person's.
	ofNobody []candidate
	// address also identifies if no record names a person. If one does, it
	// identifies only if no other address is said to be the entity's: then it is
	// the company's address, at which the person is reached.
	address []candidate
	exact   []exactKey
	groups  []group
}

// entityCompany is dedupe.entity: company.
const entityCompany = "company"

func (c Config) entity() *entity {
	if c.Entity == entityCompany {
		return &company
	}
	return &person
}

// person is the entity of people. Columns that are missing here, such as the source
// of a lead or the date of a record, are about the record.
var person = entity{
	identifying: []candidate{
		{name: "first_name", kind: match.GivenName, keyed: true},
		{name: "last_name", kind: match.FamilyName, keyed: true},
		{name: "name_suffix", kind: match.Generation, keyed: true}, // see normalizing.generationKeys
		{name: genderKey, kind: match.Gender, keyed: true},         // see normalizing.genderKeys
		{name: "email", kind: match.Email, keyed: true},
		{name: "phone", kind: match.Phone, keyed: true},
		{name: "mobile_phone", kind: match.Phone, keyed: true},
		{name: "linkedin_url", kind: match.ID, keyed: true},
		{name: "company_name", kind: match.Company, keyed: true},
		{name: "website", kind: match.URL, keyed: true},
		{name: "job_title", kind: match.Text, group: match.Work},
		{name: "employee_count", kind: match.ID, group: match.Work},
		{name: "street", kind: match.Street, keyed: true},
		{name: "city", kind: match.City, keyed: true},
		{name: "postal_code", kind: match.PostalCode, keyed: true},
		{name: "region", kind: match.Region, keyed: true},
		{name: "country", kind: match.Country, keyed: true},
		{name: "birthday", kind: match.Date},
		{name: "twitter_handle", kind: match.ID},
	},
	ofNobody: []candidate{
		{name: "company_phone", kind: match.Phone, keyed: true},
	},
	exact: []exactKey{
		{"email", personalMailbox},
		{"linkedin_url", wholeKey("linkedin_url")},
		{"phone and last_name", bothKeys("phone", "last_name")},
		{"mobile_phone and last_name", bothKeys("mobile_phone", "last_name")},
	},
	groups: []group{addressGroup, companyAddressGroup, emailGroup, leadSourceGroup, recordGroup},
}

// company is the entity of companies. What a record says about a person is no
// evidence, and a lead takes its contact from one record together.
var company = entity{
	identifying: []candidate{
		{name: "company_name", kind: match.Company, keyed: true},
		{name: "company_domain", kind: match.URL, keyed: true}, // see normalizing.companyDomains
		{name: "company_phone", kind: match.Phone, keyed: true},
		{name: "company_linkedin_url", kind: match.ID, keyed: true},
		{name: "company_street", kind: match.Street, keyed: true},
		{name: "company_city", kind: match.City, keyed: true},
		{name: "company_region", kind: match.Region},
		{name: "company_country", kind: match.Country},
		{name: "employee_count", kind: match.ID, group: match.Work},
	},
	ofNobody: []candidate{
		{name: "phone", kind: match.Phone, keyed: true},
		{name: "mobile_phone", kind: match.Phone, keyed: true},
		{name: "linkedin_url", kind: match.ID, keyed: true},
	},
	address: []candidate{
		{name: "street", kind: match.Street, keyed: true},
		{name: "city", kind: match.City, keyed: true},
		{name: "postal_code", kind: match.PostalCode, keyed: true},
		{name: "region", kind: match.Region, keyed: true},
		{name: "country", kind: match.Country, keyed: true},
	},
	exact: []exactKey{
		{"company_domain", wholeKey("company_domain")},
		{"company_name and postal_code", bothKeys("company_name", "postal_code")},
		{"company_name and city", bothKeys("company_name", "city")},
	},
	groups: []group{contactGroup, addressGroup, companyAddressGroup, leadSourceGroup, recordGroup},
}

// nameNobody reports whether none of the columns is part of a person's name.
func nameNobody(columns []string) bool {
	return !slices.Contains(columns, "first_name") && !slices.Contains(columns, "last_name")
}

// candidates returns the identifying columns among the columns and match keys of
// the records. nobody says that telephones and addresses are no person's.
func (e *entity) candidates(names []string, nobody bool) []candidate {
	all := e.identifying
	if nobody {
		all = slices.Concat(all, e.ofNobody)
	}
	if nobody || !slices.Contains(names, "company_street") && !slices.Contains(names, "company_city") {
		all = slices.Concat(all, e.address)
	}
	return slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !slices.Contains(names, c.name) })
}

// candidate returns the candidate of that name. It has no kind if the column
// identifies nothing.
func (e *entity) candidate(name string) candidate {
	for _, known := range slices.Concat(e.identifying, e.ofNobody, e.address, company.identifying) {
		if known.name == name {
			return known
		}
	}
	return candidate{name: name}
}

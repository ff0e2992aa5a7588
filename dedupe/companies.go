package dedupe

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// listsCompanies reports whether records with these columns are a list of companies,
// though the config does not say so. They name companies, and either no column is for
// people and most mailboxes, if there are any, are those of offices; or a contact is
// named only now and then, or two contacts beside each other, which a list of people
// does not do.
func (s *store) listsCompanies(names []string) bool {
	if !slices.Contains(names, "company_domain") || !slices.Contains(names, "company_name") {
		return false
	}
	var all naming
	for _, keys := range s.keys {
		all.count(keys)
	}
	if nameNobody(names) {
		return 2*all.offices >= all.mailboxes
	}
	if 100*all.companies < namedCompany*s.records() {
		return false
	}
	return 100*all.nobody >= nobodyNamed*s.records() || slices.ContainsFunc(s.names, contact.OfFurtherContact)
}

// Shares of the records, in percent, from which a list with a column for people is one
// of companies: those that name a company, and those that name it and nobody.
const (
	namedCompany = 95
	nobodyNamed  = 35
)

// naming counts records by whom they name.
type naming struct {
	companies int // a company
	nobody    int // a company and no person: neither name nor a mailbox of one's own
	mailboxes int
	offices   int // mailboxes of offices
}

func (n *naming) count(keys column.Table) {
	companies, first, last, emails := keys.Text("company_name"), keys.Text("first_name"), keys.Text("last_name"), keys.Text("email")
	for row := range keys.Rows() {
		local, _, found := strings.Cut(cell(emails, row), "@")
		office := found && contact.IsRoleMailbox(local)
		if found {
			n.mailboxes++
		}
		if office {
			n.offices++
		}
		if cell(companies, row) == "" {
			continue
		}
		n.companies++
		if cell(first, row) == "" && cell(last, row) == "" && (!found || office) {
			n.nobody++
		}
	}
}

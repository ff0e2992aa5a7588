package dedupe

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// companyDomains makes the match key of a company: its registrable domain, taken
// from its own column, else its website, else its e-mail address. If the provider
// of that address gives mailboxes to everybody, the key is the address itself,
// unless it may be a person's.
func (w *normalizing) companyDomains() {
	website, email := w.match.Text("website"), w.match.Text("email")
	own, nobody := w.rows.Text("company_domain"), w.namesCompaniesAlone()
	out := column.NewTextBuilder(w.rows.Rows(), 16*w.rows.Rows())
	for row := range w.rows.Rows() {
		domain := w.domainOf(own, row)
		if domain == "" && website != nil && !empty(website, row) {
			domain = website.Value(row)
		}
		if domain == "" && email != nil && !empty(email, row) {
			_, host, _ := strings.Cut(email.Value(row), "@")
			switch {
			case !contact.IsFreeDomain(host) && !contact.IsDisposableDomain(host):
				domain = w.domain.Get(host)
			case nobody:
				domain = email.Value(row)
			}
		}
		if domain == "" {
			out.AppendNull()
		} else {
			out.Append(domain)
		}
	}
	w.match = w.match.With("company_domain", out.Finish())
}

// namesCompaniesAlone reports whether the file of the batch names companies and no
// people. It asks for columns that the file has, not for names that these rows have,
// so that the answer does not depend on the size of batches.
func (w *normalizing) namesCompaniesAlone() bool {
	return w.in.Has("company_name") && !w.in.Has("full_name") && nameNobody(w.in.Names())
}

// domainOf returns the registrable domain of a column of domains, or "".
func (w *normalizing) domainOf(domains *column.Text, row int) string {
	if domains == nil || empty(domains, row) {
		return ""
	}
	return w.domain.Get(domains.Value(row))
}

package dedupe

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// companyDomains makes the match key of a company: its registrable domain, as
// its own column says, else its website, else an e-mail address unless its
// provider gives mailboxes to everybody.
func (w *normalizing) companyDomains() {
	own, website, email := w.rows.Text("company_domain"), w.match.Text("website"), w.match.Text("email")
	out := column.NewTextBuilder(w.rows.Rows(), 16*w.rows.Rows())
	for row := range w.rows.Rows() {
		domain := w.domainOf(own, row)
		if domain == "" && website != nil && !empty(website, row) {
			domain = website.Value(row)
		}
		if domain == "" && email != nil && !empty(email, row) {
			_, host, _ := strings.Cut(email.Value(row), "@")
			if !contact.IsFreeDomain(host) && !contact.IsDisposableDomain(host) {
				domain = w.domain.Get(host)
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

// domainOf returns the registrable domain of a column of domains, or "".
func (w *normalizing) domainOf(domains *column.Text, row int) string {
	if domains == nil || empty(domains, row) {
		return ""
	}
	return w.domain.Get(domains.Value(row))
}

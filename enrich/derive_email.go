package enrich

import (
	"strings"

	"galena/internal/column"
)

// email adds what the address tells about its mailbox. It fills the company's domain if that is
// empty and the address is at a company.
func (s *scratch) email(rows column.Table) column.Table {
	emails := rows.Text("email")
	if emails == nil {
		return rows
	}
	domains := column.NewTextBuilder(rows.Rows(), 16*rows.Rows())
	own := newFilling(rows, "company_domain")
	var free, disposable, role column.BoolBuilder
	for i := range emails.Len() {
		local, host := "", ""
		if emails.IsValid(i) {
			email := emails.Value(i)
			if at := strings.LastIndexByte(email, '@'); at > 0 {
				local, host = email[:at], email[at+1:]
			}
		}
		if host == "" {
			domains.AppendNull()
			free.AppendNull()
			disposable.AppendNull()
			role.AppendNull()
			own.add("")
			continue
		}
		d := s.domains.Get(host)
		domains.Append(host)
		free.Append(d.free)
		disposable.Append(d.disposable)
		role.Append(s.lists.isRole(local))
		own.add(d.registrable)
	}
	return own.into(rows.
		With("email_domain", domains.Finish()).
		With("email_is_free", free.Finish()).
		With("email_is_disposable", disposable.Finish()).
		With("email_is_role", role.Finish()))
}

// suggestion adds the address that was probably meant if the domain looks mistyped. The address
// itself stays as it is.
func (s *scratch) suggestion(rows column.Table) column.Table {
	emails := rows.Text("email")
	if emails == nil {
		return rows
	}
	meant := column.NewTextBuilder(rows.Rows(), rows.Rows())
	var buffer []byte
	for i := range emails.Len() {
		email := ""
		if emails.IsValid(i) {
			email = emails.Value(i)
		}
		at := strings.LastIndexByte(email, '@')
		if at < 1 || s.domains.Get(email[at+1:]).free {
			meant.AppendNull()
			continue
		}
		domain := s.mended.Get(email[at+1:])
		if domain == "" {
			meant.AppendNull()
			continue
		}
		buffer = append(append(buffer[:0], email[:at+1]...), domain...)
		meant.AppendBytes(buffer)
	}
	return rows.With("email_suggestion", meant.Finish())
}

package enrich

import (
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/memo"
)

// keyer makes the keys of a table: of its own rows and of leads in the same way.
type keyer struct {
	on    config.Map[string]
	forms []func(string) string // nil: as it stands
}

func newKeyer(t *Table) keyer {
	k := keyer{on: t.On, forms: make([]func(string) string, len(t.On))}
	if t.Kind != "normalized" {
		return k
	}
	for i, entry := range t.On {
		k.forms[i] = formOf(entry.Key)
	}
	return k
}

// formOf returns how the values of a column of leads are brought into one form.
func formOf(name string) func(string) string {
	if c, ok := contact.ColumnByName(name); ok {
		switch c.Kind {
		case contact.KindCompany:
			return contact.CompanyKey
		case contact.KindDomain, contact.KindURL:
			return func(s string) string {
				domain, _ := contact.RegistrableDomain(s)
				return domain
			}
		case contact.KindEmail:
			return func(s string) string {
				email, _ := contact.ParseEmail(s)
				return email.Key
			}
		case contact.KindPhone:
			return func(s string) string {
				phone, _ := contact.ParsePhone(s, "")
				return phone.E164
			}
		case contact.KindCountry:
			return func(s string) string {
				code, _ := contact.CountryCode(s)
				return code
			}
		}
	}
	return contact.FoldWords
}

// keys are the keys of the rows of a batch. What at returns is valid until its
// next call.
type keys struct {
	columns []*column.Text // nil: not there
	forms   []func(string) string
	buffer  []byte
}

// of returns the keys of rows, whose columns name tells. s may be nil.
func (k keyer) of(s *scratch, rows column.Table, name func(config.Entry[string]) string) *keys {
	out := &keys{forms: k.forms}
	for i, entry := range k.on {
		var text *column.Text
		if values := rows.Column(name(entry)); values != nil {
			text = column.AsText(values)
		}
		out.columns = append(out.columns, text)
		if s != nil && k.forms[i] != nil {
			out.forms = append([]func(string) string(nil), out.forms...)
			out.forms[i] = s.remembered(entry.Key, k.forms[i])
		}
	}
	return out
}

// whole returns the column of the file that is the keys as it stands, nil where
// they are made.
func (k keyer) whole(rows column.Table) *column.Text {
	if len(k.on) != 1 || k.forms[0] != nil {
		return nil
	}
	text := rows.Text(k.on[0].Value)
	if text == nil || !isCompact(text) {
		return nil
	}
	return text
}

// at returns the key of a row, false where a part of it is empty.
func (k *keys) at(row int) ([]byte, bool) {
	k.buffer = k.buffer[:0]
	for i, values := range k.columns {
		if values == nil || values.IsNull(row) {
			return nil, false
		}
		value := values.Value(row)
		if form := k.forms[i]; form != nil {
			value = form(value)
		}
		if value == "" {
			return nil, false
		}
		if i > 0 {
			k.buffer = append(k.buffer, 0)
		}
		k.buffer = append(k.buffer, value...)
	}
	return k.buffer, true
}

// remembered is a form with a memory of its own for each worker.
func (s *scratch) remembered(name string, form func(string) string) func(string) string {
	if s.forms[name] == nil {
		s.forms[name] = memo.New(form)
	}
	return s.forms[name].Get
}

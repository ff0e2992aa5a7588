package enrich

import (
	"bytes"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/memo"
)

// keyer makes the keys of a table's own rows and those of leads, in the same way.
type keyer struct {
	on    config.Map[string]
	forms []func(string) string // by part of the key; nil: the value as it is
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

// formOf returns the function that brings values of a lead column into the form in which they
// are compared.
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

// keys makes the keys of the rows of a batch. A key that at returns is valid until its next call.
type keys struct {
	columns []*column.Text
	forms   []func(string) string
	asIs    *column.View // the one column whose values are the keys; nil if keys are made
	buffer  []byte
	ends    []int // ends of the parts of the key that at returned last
}

// of returns the keys of rows; name gives the column of each part. s remembers the forms of
// values, and may be nil.
func (k keyer) of(s *scratch, rows column.Table, name func(config.Entry[string]) string) *keys {
	out := &keys{forms: k.forms, ends: make([]int, len(k.on))}
	for i, entry := range k.on {
		out.columns = append(out.columns, column.AsText(orNulls(rows.Column(name(entry)), rows.Rows())))
		if s != nil && k.forms[i] != nil {
			out.forms = append([]func(string) string(nil), out.forms...)
			out.forms[i] = s.remembered(entry.Key, k.forms[i])
		}
	}
	if k.isAsIs() {
		view := column.ViewOf(out.columns[0])
		out.asIs = &view
	}
	return out
}

// isAsIs reports whether the values of one column are the keys as they are.
func (k keyer) isAsIs() bool { return len(k.on) == 1 && k.forms[0] == nil }

// at returns the key of a row, false if a part of it is empty.
func (k *keys) at(row int) ([]byte, bool) {
	if k.asIs != nil {
		value, _ := k.asIs.At(row)
		return value, len(value) > 0
	}
	k.buffer = k.buffer[:0]
	for i, values := range k.columns {
		if values.IsNull(row) {
			return nil, false
		}
		value := values.Value(row)
		if form := k.forms[i]; form != nil && value != "" {
			value = form(value)
		}
		if value == "" {
			return nil, false
		}
		if i > 0 {
			k.buffer = append(k.buffer, 0)
		}
		k.buffer = append(k.buffer, value...)
		k.ends[i] = len(k.buffer)
	}
	return k.buffer, true
}

// keyHashes are the hashes of some keys.
type keyHashes struct {
	whole []uint64
	parts [][]uint64 // by part of the key; nil if it has only one
}

func newKeyHashes(k *keys, rows int) *keyHashes {
	h := &keyHashes{whole: make([]uint64, 0, rows)}
	if len(k.ends) > 1 {
		h.parts = make([][]uint64, len(k.ends))
	}
	return h
}

// add adds the key that k returned last.
func (h *keyHashes) add(k *keys, key []byte) {
	h.whole = append(h.whole, xxh3.Hash(key))
	start := 0
	for i := range h.parts {
		h.parts[i] = append(h.parts[i], xxh3.Hash(key[start:k.ends[i]]))
		start = k.ends[i] + 1
	}
}

// part returns the hashes of a part of the keys.
func (h *keyHashes) part(i int) []uint64 {
	if h.parts == nil {
		return h.whole
	}
	return h.parts[i]
}

// settle makes all keys, and reports whether all of them are wanted; any key is if of is nil.
func (k *keys) settle(rows int, of *wanted) (made *column.View, known bool) {
	if k.asIs != nil && of == nil {
		return k.asIs, true
	}
	b, hashes := column.NewTextBuilder(rows, 0), newKeyHashes(k, rows)
	for row := range rows {
		key, ok := k.at(row)
		if ok && of != nil {
			hashes.add(k, key)
		}
		if k.asIs == nil {
			b.AppendBytes(key)
		}
	}
	known = of == nil || bytes.IndexByte(of.sift(hashes), 0) < 0
	if k.asIs != nil {
		return k.asIs, known
	}
	view := column.ViewOf(b.Finish())
	return &view, known
}

// remembered returns a form that remembers its results in s, under the name of a lead column.
func (s *scratch) remembered(name string, form func(string) string) func(string) string {
	if s.forms[name] == nil {
		s.forms[name] = memo.New(form)
	}
	return s.forms[name].Get
}

package score

import (
	"maps"
	"slices"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/expression"
)

// vocabulary is what rules may refer to by name: the canonical columns of leads or of events,
// those that other stages derive, and the input's own. A column that is known but missing has
// no value, so a rule on it is unknown.
type vocabulary struct {
	canonical []contact.Column
	own       map[string]column.Kind
	names     []string                   // of both, sorted
	values    func(name string) []string // nil: any value is possible
}

func newVocabulary(own map[string]column.Kind, canonical ...contact.Column) vocabulary {
	names := slices.Collect(maps.Keys(own))
	for _, c := range canonical {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return vocabulary{canonical: canonical, own: own, names: slices.Compact(names)}
}

// derived are the columns that earlier stages make and that are not canonical. A rule may name
// them even if that stage is left out.
var derived = []contact.Column{
	{Name: "company_id", Kind: contact.KindID},
	{Name: "company_key", Kind: contact.KindText},
	{Name: "country_code", Kind: contact.KindCategory},
	{Name: "country_hint", Kind: contact.KindCategory},
	{Name: "email_domain", Kind: contact.KindDomain},
	{Name: "email_is_disposable", Kind: contact.KindBool},
	{Name: "email_is_free", Kind: contact.KindBool},
	{Name: "email_is_role", Kind: contact.KindBool},
	{Name: "email_mail", Kind: contact.KindCategory},
	{Name: "email_mx_host", Kind: contact.KindDomain},
	{Name: "email_suggestion", Kind: contact.KindEmail},
	{Name: "employee_band", Kind: contact.KindCategory},
	{Name: "language_hint", Kind: contact.KindCategory},
	{Name: "merge_confidence", Kind: contact.KindNumber},
	{Name: "name_confidence", Kind: contact.KindNumber},
	{Name: "phone_is_valid", Kind: contact.KindBool},
	{Name: "phone_region", Kind: contact.KindCategory},
	{Name: "phone_type", Kind: contact.KindCategory},
	{Name: "record_count", Kind: contact.KindInteger},
	{Name: "region_code", Kind: contact.KindCategory},
	{Name: "revenue_band", Kind: contact.KindCategory},
}

func leadVocabulary(own map[string]column.Kind) vocabulary {
	return newVocabulary(own, append(contact.Columns(), derived...)...)
}

func eventVocabulary(own map[string]column.Kind) vocabulary {
	return newVocabulary(own, contact.EventColumns()...)
}

// kindsOf returns the kinds of a table's columns.
func kindsOf(t column.Table) map[string]column.Kind {
	kinds := make(map[string]column.Kind, len(t.Names()))
	for i, name := range t.Names() {
		kinds[name] = column.KindOf(t.At(i))
	}
	return kinds
}

// find returns the canonical column of that name.
func (v vocabulary) find(name string) (contact.Column, bool) {
	i := slices.IndexFunc(v.canonical, func(c contact.Column) bool { return c.Name == name })
	if i < 0 {
		return contact.Column{}, false
	}
	return v.canonical[i], true
}

// kind returns the kind that rules see a column as. Text in a canonical column of another kind
// is seen as that kind; see readable.
func (v vocabulary) kind(name string) (column.Kind, bool) {
	own, isOwn := v.own[name]
	if isOwn && own != column.KindText {
		return own, true
	}
	if canonical, ok := v.find(name); ok {
		return kindFor(canonical.Kind), true
	}
	return own, isOwn
}

func kindFor(k contact.Kind) column.Kind {
	switch k {
	case contact.KindNumber, contact.KindInteger:
		return column.KindFloat
	case contact.KindBool:
		return column.KindBool
	case contact.KindTimestamp, contact.KindDate:
		return column.KindTime
	}
	return column.KindText
}

func (v vocabulary) compile(when config.Text) (*expression.Program, error) {
	return expression.CompileText(when, expression.Words{Kind: v.kind, Names: v.names, Values: v.values})
}

// readable returns the table with the named columns as rules see them: text in a column of
// numbers, instants or truth values is parsed, and what cannot be parsed has no value.
func (v vocabulary) readable(t column.Table, names []string) column.Table {
	for _, name := range names {
		text := t.Text(name)
		if text == nil {
			continue
		}
		switch kind, _ := v.kind(name); kind {
		case column.KindFloat:
			t = t.With(name, parsed(text, column.NewNumberBuilder[float64](text.Len()), contact.ParseNumber))
		case column.KindBool:
			t = t.With(name, parsed(text, new(column.BoolBuilder), contact.ParseBool))
		case column.KindTime:
			t = t.With(name, parsed(text, column.NewNumberBuilder[column.Micros](text.Len()), parseInstant))
		}
	}
	return t
}

func parseInstant(s string) (column.Micros, bool) {
	micros, _, problem := contact.ParseTime(s, contact.OrderUnknown)
	return column.Micros(micros), problem == ""
}

// parsed is column.Parse without the count of what cannot be read.
func parsed[T any, A column.Array](text *column.Text, b column.Builder[T, A], parse func(string) (T, bool)) A {
	out, _ := column.Parse(text, b, parse)
	return out
}

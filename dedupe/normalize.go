package dedupe

import (
	"cmp"
	"context"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/memo"
	"galena/internal/pipeline"
)

// Normalizer is the normalize stage. It brings the canonical columns of a batch
// into one form, each by its kind, and makes the keys that records are matched by.
// If a value changes by more than trimming, its original is kept in a column of the
// same name with "_raw" appended. Unmapped columns stay untouched.
type Normalizer struct {
	country string
	order   contact.DateOrder
	domains bool // the config asks for the domains of companies, whatever a file names
	chooses bool // the config leaves it to the records which fields they are matched by
	pool    *memo.Pool[*scratch]
}

var _ pipeline.Mapper = (*Normalizer)(nil)

// NewNormalizer returns the normalize stage for a config.
func NewNormalizer(c Config) *Normalizer {
	return &Normalizer{country: c.Country, order: c.dateOrder(), domains: c.asksForDomains(), chooses: len(c.Fields) == 0, pool: memo.NewPool(newScratch)}
}

// Name implements pipeline.Stage.
func (n *Normalizer) Name() string { return "normalize" }

// Map normalizes a batch. It never loses a row: a value that cannot be read is
// noted, and its text is kept.
func (n *Normalizer) Map(_ context.Context, b pipeline.Batch) (pipeline.Batch, error) {
	s := n.pool.Get()
	defer n.pool.Put(s)
	w := &normalizing{
		scratch: s, order: n.order, lines: b.Origin.Lines,
		in: b.Rows, rows: b.Rows, match: column.NewTable(b.Rows.Rows()),
	}
	home := n.country
	if b.Origin.File != nil {
		w.file = b.Origin.File.Path
		home = cmp.Or(home, b.Origin.File.Country)
	}
	w.towns()
	w.places(home)
	w.suffixes()
	w.fullNames()
	w.wholeFamilies()
	for _, name := range w.rows.Names() { // including the columns that fullNames added
		w.column(name)
	}
	w.generationKeys()
	w.genderKeys()
	if n.domains || n.chooses && w.in.Has("company_name") {
		w.companyDomains()
	}
	b.Rows, b.Keys.Match = w.rows, w.match
	b.Notes = append(b.Notes, w.notes...)
	return b, nil
}

// normalizing is one batch on its way through the stage.
type normalizing struct {
	*scratch
	order contact.DateOrder
	file  string
	lines []int64
	in    column.Table // as it came in
	rows  column.Table // as it will leave
	match column.Table // match keys, by the name of the column they are made from
	// countries holds the ISO 3166-1 code of each row's country, "" if unknown.
	countries   []string
	generations []string             // by row: the person's generation, see CutGeneration; nil while none is known
	whole       map[int]contact.Name // by row: whole names that stand in last_name
	salutations []string             // by row: the salutation in the full name; nil while there is none
	notes       pipeline.Notes
}

// column normalizes one column by its kind.
func (w *normalizing) column(name string) {
	canonical, known := contact.ColumnByName(name)
	if !known {
		return
	}
	switch canonical.Kind {
	case contact.KindTimestamp, contact.KindDate:
		w.dates(name, canonical.Kind)
		return
	case contact.KindBool:
		w.bools(name)
		return
	case contact.KindInteger, contact.KindNumber:
		w.numbers(name, canonical.Kind)
		return
	}
	text := w.text(name)
	switch canonical.Kind {
	case contact.KindEmail:
		w.emails(name, text)
	case contact.KindPhone:
		w.phones(name, text)
	case contact.KindEmailList, contact.KindPhoneList:
		w.lists(name, text, canonical.Kind)
	case contact.KindGivenName, contact.KindFamilyName:
		w.names(name, text)
	case contact.KindCompany:
		w.keys(name, w.said(name, text), w.companies.Get)
	case contact.KindStreet:
		w.keys(name, w.said(name, text), streetKey)
	case contact.KindCity:
		w.keys(name, w.said(name, text), w.cities.Get)
	case contact.KindPostalCode:
		w.postalCodes(name, text)
	case contact.KindURL:
		w.links(name, text)
	}
}

// said removes the values of a column that say that there is none.
func (w *normalizing) said(name string, text *column.Text) *column.Text {
	out := w.rewriting(name, text)
	for i := range text.Len() {
		if !empty(text, i) && contact.IsPlaceholder(text.Value(i)) {
			w.note(name, contact.Placeholder, i)
			out.clear()
		} else {
			out.keep()
		}
	}
	w.take(name, &out)
	return w.text(name)
}

// rewriting starts a rewrite of a column. The stage may have changed values of it
// before; then the rows have a column of originals that did not come with them.
func (w *normalizing) rewriting(name string, text *column.Text) rewrite {
	r := rewrite{in: text}
	if raw := w.rows.Column(name + contact.SuffixRaw); raw != w.in.Column(name+contact.SuffixRaw) {
		r.kept = raw.(*column.Text)
	}
	return r
}

// take puts a rewritten column into the rows.
func (w *normalizing) take(name string, r *rewrite) { w.rows = r.into(w.rows, name) }

// text returns the column of the current rows as text.
func (w *normalizing) text(name string) *column.Text {
	values := w.rows.Column(name)
	if text, ok := values.(*column.Text); ok {
		return text
	}
	text := column.AsText(values)
	w.rows = w.rows.With(name, text)
	return text
}

// note records that the value of a field in row i cannot be used as it is.
func (w *normalizing) note(field string, problem contact.Problem, i int) {
	w.notes.Add(pipeline.Note{Stage: "normalize", File: w.file, Field: field, Code: string(problem), Count: 1, FirstLine: w.line(i)})
}

func (w *normalizing) line(i int) int64 {
	if i < len(w.lines) {
		return w.lines[i]
	}
	return 0
}

package enrich

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/memo"
	"galena/internal/pipeline"
	"galena/internal/sieve"
)

// wanted are the keys by which leads will be looked up, as far as their records tell: a lead
// has the values of its records. Only the rows of a table with these keys are kept, so that the
// size of the table does not matter. If a lead has another key after all, the table is read again.
type wanted struct {
	parts []wantedPart // of the key
	all   chan struct{}
	eyes  sync.Pool // of *sight
	mu    sync.Mutex
}

// wantedPart is what is wanted of one part of the key.
type wantedPart struct {
	from []given     // nil: any value may be wanted
	keys sieve.Sieve // of their hashes
}

// wantedBits is the logarithm of the number of bits for the keys: 8 MiB, which with ten million
// keys let one in fourteen unwanted rows pass.
const wantedBits = 26

// given is a column of records, or of an earlier table, from which leads get values.
type given struct {
	column string
	table  *tableStep // nil for records
	take   int        // index into the table's Take
	// form returns a function, for one goroutine, that turns the record's value into the
	// lead's; nil if they are the same.
	form func() func(string) string
}

// worthwhile is the size in bytes from which only the wanted rows of a table are kept.
const worthwhile = 8 << 20

// Foresee implements pipeline.Foreseer.
func (e *Enricher) Foresee() pipeline.Foresight {
	var f foresight
	for i, s := range e.steps {
		if t, ok := s.(*tableStep); ok && t.foresee(e.steps[:i]) {
			f = append(f, t.wanted)
		}
	}
	if f == nil {
		return nil
	}
	return f
}

// foresight shows records to the tables that keep only wanted keys.
type foresight []*wanted

// See implements pipeline.Foresight.
func (f foresight) See(b pipeline.Batch) {
	for _, w := range f {
		w.see(b.Rows)
	}
}

// Seen implements pipeline.Foresight.
func (f foresight) Seen() {
	for _, w := range f {
		close(w.all)
	}
}

// foresee reports whether it helps to know the keys early, given the steps before this one. If
// so, it sets t.wanted.
func (t *tableStep) foresee(before []step) bool {
	if t.Kind != "exact" && t.Kind != "normalized" || t.from.Again == nil || t.from.Bytes < worthwhile {
		return false
	}
	w, useful := &wanted{all: make(chan struct{})}, false
	for i, entry := range t.On {
		from := normalized(givenFor(entry.Key, before), t.keyer.forms[i])
		w.parts = append(w.parts, wantedPart{from, sieve.New(wantedBits)})
		useful = useful || from != nil
	}
	if useful {
		w.eyes.New = func() any { return newSight(w.parts) }
		t.wanted = w
	}
	return useful
}

// givenFor returns where a lead column gets its values from; nil if steps may fill it with
// values that are not known early.
func givenFor(name string, before []step) []given {
	from := []given{{column: name}}
	takes := func(m config.Map[string]) bool {
		return slices.ContainsFunc(m, func(entry config.Entry[string]) bool { return entry.Key == name })
	}
	for _, s := range before {
		switch s := s.(type) {
		case derive:
			from = append(from, s.givenFor(name)...)
		case *tableStep:
			if i := slices.IndexFunc(s.Take, func(entry config.Entry[string]) bool { return entry.Key == name }); i >= 0 {
				from = append(from, given{table: s, take: i})
			}
		case *mmdbStep:
			if takes(s.Take) {
				return nil
			}
		case *providerStep:
			if takes(s.Take) {
				return nil
			}
		}
	}
	return from
}

// givenFor returns the record columns from which the step derives a lead column, for those by
// which tables are commonly looked up.
func (d derive) givenFor(name string) (from []given) {
	for _, derivation := range d {
		switch {
		case derivation.from == "email" && name == "email_domain":
			from = append(from, given{column: "email", form: func() func(string) string { return hostOf }})
		case derivation.from == "email" && name == "company_domain":
			from = append(from, given{column: "email", form: func() func(string) string {
				registrable := memo.New(func(host string) string {
					domain, _ := contact.RegistrableDomain(host)
					return strings.Clone(domain)
				})
				return func(email string) string { return registrable.Get(hostOf(email)) }
			}})
		case derivation.from == "company" && name == "company_key":
			from = append(from, given{column: "company_name", form: func() func(string) string { return memo.New(contact.CompanyKey).Get }})
		}
	}
	return from
}

func hostOf(email string) string { return email[strings.LastIndexByte(email, '@')+1:] }

// normalized returns the same columns with their values brought into a form; nil leaves them as they are.
func normalized(from []given, form func(string) string) []given {
	if form == nil {
		return from
	}
	out := make([]given, len(from))
	for i, g := range from {
		out[i] = g
		out[i].form = func() func(string) string {
			last := memo.New(form).Get
			if g.form == nil {
				return last
			}
			first := g.form()
			return func(s string) string { return last(first(s)) }
		}
	}
	return out
}

// sight is what a worker needs to look at records.
type sight struct {
	forms  [][]func(string) string // by part, and column in wantedPart.from
	hashes [][]uint64              // by part, of a batch
}

func newSight(parts []wantedPart) *sight {
	s := &sight{forms: make([][]func(string) string, len(parts)), hashes: make([][]uint64, len(parts))}
	for i, part := range parts {
		for _, g := range part.from {
			form := func(s string) string { return s }
			if g.form != nil {
				form = g.form()
			}
			s.forms[i] = append(s.forms[i], form)
		}
	}
	return s
}

// see adds the values that leads may have from some records.
func (w *wanted) see(rows column.Table) {
	w.add(func(g given) []column.Array {
		if values := rows.Column(g.column); g.table == nil && values != nil {
			return []column.Array{values}
		}
		return nil
	})
}

// seeTables adds the values that leads may have from earlier tables, which have been read by
// now. Nothing can be added after it.
func (w *wanted) seeTables() {
	w.add(func(g given) (taken []column.Array) {
		if g.table != nil {
			for _, c := range g.table.held.get().store.chunks {
				taken = append(taken, c.rows.At(1+g.take))
			}
		}
		return taken
	})
	for i := range w.parts {
		w.parts[i].keys = w.parts[i].keys.Folded()
	}
}

// add adds the values that of returns for each given.
func (w *wanted) add(of func(given) []column.Array) {
	s := w.eyes.Get().(*sight)
	defer w.eyes.Put(s)
	for i, part := range w.parts {
		s.hashes[i] = s.hashes[i][:0]
		for k, g := range part.from {
			form := s.forms[i][k]
			for _, values := range of(g) {
				text := column.AsText(values)
				for row := range text.Len() {
					if text.IsValid(row) && text.ValueLen(row) > 0 {
						s.hashes[i] = append(s.hashes[i], xxh3.HashString(form(text.Value(row))))
					}
				}
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, hashes := range s.hashes {
		for _, hash := range hashes {
			w.parts[i].keys.Add(hash)
		}
	}
}

// await returns when all records have been seen.
func (w *wanted) await(ctx context.Context) error {
	if w == nil {
		return nil
	}
	select {
	case <-w.all:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// sift returns 0 for each key that is certainly not wanted, 1 for the others.
func (w *wanted) sift(keys *keyHashes) (pass []uint8) {
	pass = bytes.Repeat([]byte{1}, len(keys.whole))
	for i, part := range w.parts {
		if part.from != nil {
			part.keys.Sift(keys.part(i), pass)
		}
	}
	return pass
}

package enrich

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// loaded is a table that leads can be looked up in.
type loaded struct {
	store  *tableStore
	finder finder
	// wanted are the keys whose rows are kept; nil if all are.
	wanted *wanted
}

// load reads the table and keeps the rows of the wanted keys only; all rows if of is nil. It
// fails if two rows have the same key, whether it is wanted or not.
func (t *tableStep) load(ctx context.Context, rows pipeline.Source, of *wanted) (*loaded, error) {
	store, err := t.read(ctx, rows, of)
	if err != nil {
		return nil, fmt.Errorf("reading the table %s: %w", t.Path, err)
	}
	if of != nil {
		err = t.checkTwins(ctx, store)
	}
	var f finder
	if err == nil {
		store.settle()
		f, err = store.index(t.Kind)
	}
	if err != nil {
		return nil, fmt.Errorf("the table %s: %w", t.Path, errors.Join(t.placed(ctx, err), store.close()))
	}
	return &loaded{store: store, finder: f, wanted: of}, nil
}

// holder holds the table for all workers.
type holder struct {
	mu     sync.Mutex
	now    *loaded
	before *loaded // batches in progress may still use it
}

func (h *holder) put(l *loaded) { h.before, h.now = h.now, l }

func (h *holder) get() *loaded {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *holder) close() error {
	var errs []error
	for _, l := range []*loaded{h.now, h.before} {
		if l != nil {
			errs = append(errs, l.store.close())
		}
	}
	return errors.Join(errs...)
}

// whole returns the table with all of its rows. It reads the table again if only some were kept.
func (t *tableStep) whole(ctx context.Context) (*loaded, error) {
	t.held.mu.Lock()
	defer t.held.mu.Unlock()
	if t.held.now.wanted == nil {
		return t.held.now, nil
	}
	rows, err := t.from.Again(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the table %s again: %w", t.Path, err)
	}
	all, err := t.load(ctx, rows, nil)
	if err != nil {
		return nil, err
	}
	t.held.put(all)
	return all, nil
}

// matches are the rows of a table that the leads of a batch match.
type matches struct {
	in        *tableStore
	refs      []column.Ref // by lead; tableStore.none for none
	unmatched int64        // leads with a key that the table does not have
	missing   string       // a column of the key that leads do not have; "" for none
}

// missing returns a column of the key that leads do not have, "" for none. It is an error if
// contacts cannot have that column.
func (t *tableStep) missing(rows column.Table) (name string, err error) {
	for _, entry := range t.On {
		if rows.Column(entry.Key) != nil {
			continue
		}
		if name = entry.Key; !mayBe(name) {
			problem := entry.At.Unknown("column", name, slices.Concat(rows.Names(), canonicalNames()))
			problem.Message = fmt.Sprintf("leads have no column %q to look up in %s", name, t.Path)
			return "", config.Problems{problem}
		}
	}
	return name, nil
}

// find looks up the leads of a batch.
func (t *tableStep) find(ctx context.Context, s *scratch, rows column.Table) (*matches, error) {
	missing, err := t.missing(rows)
	if missing != "" || err != nil {
		return &matches{in: &tableStore{}, refs: make([]column.Ref, rows.Rows()), missing: missing}, err
	}
	keys := t.keyer.of(s, rows, func(entry config.Entry[string]) string { return entry.Key })
	in := t.held.get()
	if in == nil { // a batch without rows, before the table is read
		return &matches{in: &tableStore{}, refs: make([]column.Ref, rows.Rows())}, nil
	}
	view, known := keys.settle(rows.Rows(), in.wanted)
	if !known {
		if in, err = t.whole(ctx); err != nil {
			return nil, err
		}
	}
	found := &matches{in: in.store, refs: make([]column.Ref, rows.Rows())}
	for i := range found.refs {
		found.refs[i] = in.store.none()
	}
	found.unmatched = in.finder.find(s, view, found.refs)
	t.unmatched.Add(found.unmatched)
	if !t.matched.Load() && slices.ContainsFunc(found.refs, func(ref column.Ref) bool { return ref != in.store.none() }) {
		t.matched.Store(true)
	}
	return found, nil
}

func (m *matches) take(i int) column.Array { return m.in.take(i, m.refs) }

func (m *matches) notes(t *tableStep) []pipeline.Note {
	var notes []pipeline.Note
	if m.missing != "" && len(m.refs) > 0 {
		notes = append(notes, pipeline.Note{Stage: stageName, File: t.Path, Field: m.missing, Code: codeColumn, Count: int64(len(m.refs))})
	}
	if m.unmatched > 0 {
		notes = append(notes, pipeline.Note{Stage: stageName, File: t.Path, Field: t.On[0].Key, Code: "table_unmatched", Count: m.unmatched})
	}
	if unreadable := m.in.unreadable(m.refs); unreadable > 0 {
		notes = append(notes, pipeline.Note{Stage: stageName, File: t.Path, Code: "table_value_unreadable", Count: unreadable})
	}
	return notes
}

package score

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// Refusals puts what events refuse (unsubscribes, complaints, bounces) into an
// index of consent. The events are read once: by a Stage that was told of it, or
// by Read where nobody scores. A nil *Refusals takes nothing.
type Refusals struct {
	types   consent.EventTypes
	known   []string // sources of contacts; see identifiers
	index   *consent.Index
	lists   map[string]int // of the index, by file
	ready   chan struct{}  // closed once the index is filled
	rejects []pipeline.Reject
	unnamed int64
}

// refusal is an entry of the index and whom it names; nobody, where nobody can
// be read.
type refusal struct {
	path        string
	entry       consent.Entry
	identifiers []uint64
}

// NewRefusals returns Refusals for an index that has a list for each file of
// events. The names are those of the sources of contacts.
func NewRefusals(types consent.EventTypes, index *consent.Index, known ...string) *Refusals {
	r := &Refusals{types: types, known: known, index: index, lists: map[string]int{}, ready: make(chan struct{})}
	for number, list := range index.Lists {
		if list.Events {
			r.lists[list.Path] = number
		}
	}
	return r
}

// Read reads the events for what they refuse alone.
func (r *Refusals) Read(ctx context.Context, workers pipeline.Workers, events pipeline.Source) error {
	type part struct {
		refused []refusal
		rejects []pipeline.Reject
	}
	read := func(_ context.Context, b pipeline.Batch) (part, error) { return part{r.in(b), b.Rejects}, nil }
	for p, err := range pipeline.Ordered(ctx, workers, events.Batches(ctx, workers), read) {
		if err != nil {
			return fmt.Errorf("reading events for what they refuse: %w", err)
		}
		r.add(p.refused)
		r.rejects = append(r.rejects, p.rejects...)
	}
	r.done()
	return nil
}

// Unnamed returns how many refusals name nobody, so that they protect nobody.
func (r *Refusals) Unnamed() int64 { return r.unnamed }

// Rejects returns the rows that Read could not read.
func (r *Refusals) Rejects() []pipeline.Reject { return r.rejects }

// Wait returns once the index holds all that events refuse.
func (r *Refusals) Wait(ctx context.Context) error {
	select {
	case <-r.ready:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (r *Refusals) add(some []refusal) {
	for _, one := range some {
		if len(one.identifiers) == 0 {
			r.unnamed++
			continue
		}
		one.entry.List = r.lists[one.path]
		r.index.Add(one.entry, consent.Keys{Identifiers: one.identifiers})
	}
}

func (r *Refusals) done() {
	if r != nil {
		close(r.ready)
	}
}

// in returns what the events of a batch refuse. Unlike for scores, an event
// counts that is after as_of or whose time cannot be read, and one that a
// program made: a refusal wins in doubt.
func (r *Refusals) in(b pipeline.Batch) (out []refusal) {
	types := textOf(b.Rows, "event_type")
	if r == nil || types == nil || b.Origin.File == nil {
		return nil
	}
	type meaning struct {
		word    consent.Word
		refuses bool
	}
	seen := map[string]meaning{}
	names, time, soft := newIdentifiers(b.Rows, b.Origin, r.known), instants(b.Rows.Column("occurred_at")), softBounces(b.Rows)
	for row := range b.Rows.Rows() {
		written, ok := given(types, row)
		if !ok {
			continue
		}
		m, known := seen[written]
		if !known {
			m.word, m.refuses = r.types.Read(written)
			seen[written] = m
		}
		if !m.refuses || m.word.Status == consent.HardBounce && soft(row) {
			continue
		}
		entry := consent.Entry{Status: m.word.Status, Channels: m.word.Channels, At: consent.Undated}
		if at, ok := time(row); ok {
			entry.At = at
		}
		if row < len(b.Origin.Lines) {
			entry.Line = b.Origin.Lines[row]
		}
		out = append(out, refusal{b.Origin.File.Path, entry, names.of(row, nil)})
	}
	return out
}

// softBounces tells the bounces apart that say themselves that they will pass,
// in a column such as bounce_type.
func softBounces(rows column.Table) func(row int) bool {
	var says []*column.Text
	for i, name := range rows.Names() {
		key := contact.NameKey(name)
		if slices.ContainsFunc([]string{"bouncetype", "bounceclass", "bouncecategory"}, func(end string) bool { return strings.HasSuffix(key, end) }) {
			says = append(says, column.AsText(rows.At(i)))
		}
	}
	return func(row int) bool {
		for _, text := range says {
			if value, ok := given(text, row); ok && slices.Contains([]string{"soft", "soft bounce", "temporary", "transient"}, contact.FoldWords(value)) {
				return true
			}
		}
		return false
	}
}

package score

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// Refusals puts into a consent index what events refuse (unsubscribes, complaints, bounces) and
// permit again (opt-ins, resubscriptions). The events are read once: by a Stage that was told
// of it (see Stage.Tell), or by Read if nothing is scored. A nil *Refusals does nothing.
type Refusals struct {
	types   consent.EventTypes
	asOf    int64    // microseconds since 1970
	known   []string // sources of contacts; see identifiers
	index   *consent.Index
	lists   map[string]int // number in the index, by file
	ready   chan struct{}  // closed once the index is filled
	rejects []pipeline.Reject
	unnamed int64
}

// refusal is an entry for the index, which may also be a permission, and the identifiers that
// it names; none if none could be read.
type refusal struct {
	path  string
	entry consent.Entry
	keys  []consent.Key
}

// NewRefusals returns Refusals for an index that has a list for each file of events. known are
// the sources of contacts.
func NewRefusals(types consent.EventTypes, asOf time.Time, index *consent.Index, known ...string) *Refusals {
	r := &Refusals{types: types, asOf: asOf.UnixMicro(), known: known, index: index, lists: map[string]int{}, ready: make(chan struct{})}
	for number, list := range index.Lists {
		if list.Events {
			r.lists[list.Path] = number
		}
	}
	return r
}

// Read reads the events only for what they refuse.
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

// Unnamed returns how many refusals name nobody, and so protect nobody.
func (r *Refusals) Unnamed() int64 { return r.unnamed }

// Rejects returns the rows that Read could not read.
func (r *Refusals) Rejects() []pipeline.Reject { return r.rejects }

// Wait returns once the index holds everything that events refuse.
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
		if len(one.keys) == 0 {
			r.unnamed++
			continue
		}
		one.entry.List = r.lists[one.path]
		r.index.Add(one.entry, one.keys...)
	}
}

func (r *Refusals) done() {
	if r != nil {
		close(r.ready)
	}
}

// in returns what the events of a batch refuse and permit.
func (r *Refusals) in(b pipeline.Batch) []refusal {
	heard := r.hearing(b, newIdentifiers(b.Rows, b.Origin, r.known))
	types, seen := textOf(b.Rows, "event_type"), map[string]meaning{}
	for row := range b.Rows.Rows() {
		written, _ := given(types, row)
		m, known := seen[written]
		if !known {
			m = r.meaning(written)
			seen[written] = m
		}
		if m.says {
			heard.hear(row, m.word)
		}
	}
	return heard.refused
}

// meaning is what a type of events says about consent, if anything.
type meaning struct {
	word consent.Word
	says bool
}

// meaning returns the meaning of a type of events as written.
func (r *Refusals) meaning(written string) (m meaning) {
	if r != nil && written != "" {
		m.word, m.says = r.types.Read(written)
	}
	return m
}

// hearing gathers what the events of a batch refuse and permit.
type hearing struct {
	*Refusals
	origin  pipeline.Origin
	names   identifiers
	when    func(row int) (micros int64, ok bool)
	soft    func(row int) bool
	bot     *column.Text
	refused []refusal
}

func (r *Refusals) hearing(b pipeline.Batch, names identifiers) *hearing {
	return &hearing{
		Refusals: r, origin: b.Origin, names: names, when: instants(b.Rows.Column("occurred_at")),
		soft: softBounces(b.Rows), bot: textOf(b.Rows, "is_bot"),
	}
}

// hear adds an event whose type says word. Unlike in scoring, an event that refuses counts even
// if it is after as_of, its time cannot be read, or a program made it: in doubt, a refusal
// wins. For events that permit, see permission.
func (h *hearing) hear(row int, word consent.Word) {
	if h.origin.File == nil || word.Status == consent.HardBounce && h.soft(row) {
		return
	}
	one := refusal{h.origin.File.Path, consent.Entry{Status: word.Status, Channels: word.Channels, At: consent.Undated}, h.names.keys(row)}
	if at, ok := h.when(row); ok {
		one.entry.At = at
	}
	if row < len(h.origin.Lines) {
		one.entry.Line = h.origin.Lines[row]
	}
	if word.Status.Refuses() {
		h.refused = append(h.refused, one)
		return
	}
	said, _ := given(h.bot, row)
	if byBot, read := contact.ParseBool(said); !byBot && (read || said == "") {
		h.refused = append(h.refused, h.permission(one)...)
	}
}

// permission returns what an event permits. It permits nothing if it has no time or is after
// as_of, and each channel only for the address or number that the event itself gives, whoever
// else it names.
func (r *Refusals) permission(of refusal) (out []refusal) {
	if of.entry.At == consent.Undated || of.entry.At > r.asOf {
		return nil
	}
	for _, key := range of.keys {
		one := of
		switch key.Kind {
		case contact.IdentifierEmail:
			one.entry.Channels &= consent.Email.Only() | consent.Ads.Only()
		case contact.IdentifierPhone:
			one.entry.Channels &= consent.Phone.Only() | consent.SMS.Only()
		default:
			continue
		}
		if one.keys = []consent.Key{key}; one.entry.Channels != 0 {
			out = append(out, one)
		}
	}
	return out
}

// softBounces returns which bounces say themselves that they will pass, in a column such as bounce_type.
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
			if value, ok := given(text, row); ok && consent.BounceWillPass(value) {
				return true
			}
		}
		return false
	}
}

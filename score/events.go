package score

import (
	"context"
	"fmt"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/expression"
	"galena/internal/pipeline"
)

// Codes of notes on events, which are left out unless a program made them.
const (
	codeNoTime       = "event_time_unreadable"
	codeNoIdentifier = "event_without_identifier"
	codeFuture       = "event_in_future" // after as_of
	codeBot          = "suspected_bot"   // kept, but given no points
)

// event is one event under one identifier of the person who did it. An event that names several
// identifiers is there once under each, with the same key.
type event struct {
	identifier uint64 // see contact.Identifier
	key        uint64 // the same for every delivery of the event
	at         int64  // microseconds since 1970
	kind       uint32 // index into eventKinds.list
	message    uint16 // hash of the message that the event belongs to
	several    bool   // is under other identifiers, too
}

// eventReader turns batches of event rows into events.
type eventReader struct {
	rules []EngagementRule
	types *typeTable
	kinds *eventKinds
	asOf  int64
	bots  *Bots
	known []string // sources of contacts; see identifiers
	// refusals may be nil if nobody needs them.
	refusals *Refusals
}

// eventChunk is what a batch gave.
type eventChunk struct {
	events  []event
	read    int64 // rows
	usable  int64 // rows that gave events
	notes   pipeline.Notes
	rejects []pipeline.Reject
	refused []refusal
}

// eventBatch is a batch while it is read.
type eventBatch struct {
	*eventReader
	origin       pipeline.Origin
	masks        []expression.Mask // by rule, for those with conditions
	visits       *visits
	agent, isBot *column.Text
	messages     []*column.Text // columns that name a message
	time         func(row int) (micros int64, ok bool)
	kind         *column.Text
	id           *column.Text
	other        []namedText // what else tells two events apart, sorted by name
	names        identifiers
	seen         map[string]*seenType
	agents       map[string]bool // whether a user agent is a program
	buffer       []byte
	holding      []uint16 // rules that hold for the row at hand
	chunk        eventChunk
}

// chunk reads a batch. An event without a time, without an identifier or in the future is left
// out and noted.
func (r *eventReader) chunk(_ context.Context, in pipeline.Batch) (eventChunk, error) {
	b := &eventBatch{eventReader: r, origin: in.Origin, seen: map[string]*seenType{}, agents: map[string]bool{}}
	b.chunk.read, b.chunk.rejects, b.chunk.notes = int64(in.Rows.Rows()), in.Rejects, in.Notes
	if err := b.open(in.Rows); err != nil {
		return eventChunk{}, err
	}
	b.chunk.events = make([]event, 0, in.Rows.Rows())
	heard := r.refusals.hearing(in, b.names)
	var found []uint64
	for row := range in.Rows.Rows() {
		giveWay(row)
		at, ok := b.time(row)
		found = b.names.of(row, found[:0])
		t := b.typeOf(row)
		if t.meaning.says {
			heard.hear(row, t.meaning.word)
		}
		switch {
		case !ok:
			b.note("occurred_at", codeNoTime, row)
		case at > r.asOf:
			b.note("occurred_at", codeFuture, row)
		case len(found) == 0:
			b.note("", codeNoIdentifier, row)
		default:
			b.chunk.usable++
			e := event{at: at, several: len(found) > 1, message: b.message(row)}
			e.kind = b.numbered(row, t)
			e.key = b.key(row, at, t.folded, found)
			for _, identifier := range found {
				e.identifier = identifier
				b.chunk.events = append(b.chunk.events, e)
			}
		}
	}
	b.chunk.refused = heard.refused
	return b.chunk, nil
}

// open finds the columns and evaluates the conditions.
func (b *eventBatch) open(rows column.Table) error {
	words := eventVocabulary(kindsOf(rows))
	b.masks = make([]expression.Mask, len(b.rules))
	for i, rule := range b.rules {
		if rule.When.Value == "" {
			continue
		}
		lacking := false
		program, err := expression.CompileText(rule.When, expression.Words{Kind: func(name string) (column.Kind, bool) {
			kind, ok := words.kind(name)
			lacking = lacking || !ok
			return kind, true
		}})
		switch {
		case err == nil:
			b.masks[i] = program.Where(words.readable(rows, program.Columns()))
		case !lacking: // otherwise the rule needs a column of another file
			return fmt.Errorf("reading the rule %s: %w", rule.Name, err)
		}
	}
	b.time = instants(rows.Column("occurred_at"))
	b.kind, b.id = textOf(rows, "event_type"), textOf(rows, "event_id")
	b.names = newIdentifiers(rows, b.origin, b.known)
	b.visits = newVisits(b.types.channels, rows, "page_url")
	b.agent, b.isBot = textOf(rows, "user_agent"), textOf(rows, "is_bot")
	for _, name := range []string{"campaign", "utm_campaign", "asset"} {
		if text := textOf(rows, name); text != nil {
			b.messages = append(b.messages, text)
		}
	}
	b.other = namedTexts(rows)
	return nil
}

// textOf returns a column as text, or nil.
func textOf(rows column.Table, name string) *column.Text {
	if found := rows.Column(name); found != nil {
		return column.AsText(found)
	}
	return nil
}

func instants(a column.Array) func(row int) (int64, bool) { return instantsIn(a, contact.OrderUnknown) }

// instantsIn reads times; order is that of day and month in text.
func instantsIn(a column.Array, order contact.DateOrder) func(row int) (int64, bool) {
	switch a := a.(type) {
	case nil:
		return func(int) (int64, bool) { return 0, false }
	case *column.Time:
		return func(row int) (int64, bool) { return int64(a.Value(row)), a.IsValid(row) }
	}
	text := column.AsText(a)
	return func(row int) (int64, bool) {
		at, _, problem := contact.ParseTime(text.Value(row), order)
		return at, problem == "" && text.IsValid(row)
	}
}

// note notes a row, by its file.
func (b *eventBatch) note(field, code string, row int) {
	note := pipeline.Note{Stage: stageName, Field: field, Code: code, Count: 1}
	if b.origin.File != nil {
		note.File = b.origin.File.Path
	}
	if row < len(b.origin.Lines) {
		note.FirstLine = b.origin.Lines[row]
	}
	b.chunk.notes.Add(note)
}

package score

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/expression"
	"galena/internal/pipeline"
)

// Codes of the notes on events that were left out.
const (
	codeNoTime       = "event_time_unreadable"
	codeNoIdentifier = "event_without_identifier"
	codeFuture       = "event_in_future" // after as_of: quarantined
	codeBot          = "suspected_bot"   // kept, and given no points
)

// event is one event under one identifier of whoever did it. An event that
// names several identifiers stands there several times, under one key.
type event struct {
	identifier uint64 // see contact.Identifier
	key        uint64 // the same for every delivery of the event
	at         int64  // microseconds since 1970
	kind       uint32 // index into eventKinds.list
	message    uint16 // hash of the message that it belongs to
	several    bool   // stands under other identifiers too
}

// eventReader turns batches of event rows into events.
type eventReader struct {
	rules []EngagementRule
	types *typeTable
	kinds *eventKinds
	asOf  int64
	bots  *Bots
	known []string // sources of contacts; see identifiers
	// refusals may be nil: then nobody wants to know them.
	refusals *Refusals
}

// eventChunk is what became of a batch.
type eventChunk struct {
	events  []event
	read    int64 // rows
	usable  int64 // rows that gave events
	notes   []pipeline.Note
	rejects []pipeline.Reject
	refused []refusal
}

// eventBatch is a batch while it is read.
type eventBatch struct {
	*eventReader
	origin       pipeline.Origin
	masks        []expression.Mask // of the rules with conditions
	visits       *visits
	agent, isBot *column.Text
	messages     []*column.Text // what names a message
	time         func(row int) (micros int64, ok bool)
	kind         *column.Text
	id           *column.Text
	other        []namedText // what else tells two events apart, by name
	names        identifiers
	seen         map[string]*seenType
	agents       map[string]bool // user agents that have been seen: programs or not
	buffer       []byte
	holding      []uint16 // rules, of the row at hand
	chunk        eventChunk
}

// seenType is a type of events as it is written in the batch.
type seenType struct {
	folded      string
	candidates  []uint16
	conditional bool              // some candidate has a condition
	touches     bool              // may be a visit by some channel
	numbers     map[uint16]uint32 // of the kinds by channel, where there are no conditions
}

// chunk reads a batch. An event without a time, without an identifier or in
// the future is left out and noted.
func (r *eventReader) chunk(_ context.Context, in pipeline.Batch) (eventChunk, error) {
	b := &eventBatch{eventReader: r, origin: in.Origin, seen: map[string]*seenType{}, agents: map[string]bool{}}
	b.chunk.read, b.chunk.rejects, b.chunk.notes = int64(in.Rows.Rows()), in.Rejects, in.Notes
	if err := b.open(in.Rows); err != nil {
		return eventChunk{}, err
	}
	b.chunk.refused = r.refusals.in(in)
	b.chunk.events = make([]event, 0, in.Rows.Rows())
	var found []uint64
	for row := range in.Rows.Rows() {
		at, ok := b.time(row)
		found = b.names.of(row, found[:0])
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
			var folded string
			e.kind, folded = b.numbered(row)
			e.key = b.key(row, at, folded, found)
			for _, identifier := range found {
				e.identifier = identifier
				b.chunk.events = append(b.chunk.events, e)
			}
		}
	}
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
		program, err := expression.CompileText(rule.When, func(name string) (column.Kind, bool) {
			kind, ok := words.kind(name)
			lacking = lacking || !ok
			return kind, true
		})
		switch {
		case err == nil:
			b.masks[i] = program.Where(words.readable(rows, program.Columns()))
		case !lacking: // else the rule speaks of a column of another file
			return fmt.Errorf("reading the rule %s: %w", rule.Name, err)
		}
	}
	b.time = instants(rows.Column("occurred_at"))
	b.kind, b.id = textOf(rows, "event_type"), textOf(rows, "event_id")
	b.names = newIdentifiers(rows, b.origin, b.known)
	b.visits = newVisits(rows, "page_url")
	b.agent, b.isBot = textOf(rows, "user_agent"), textOf(rows, "is_bot")
	for _, name := range []string{"campaign", "utm_campaign", "asset"} {
		if text := textOf(rows, name); text != nil {
			b.messages = append(b.messages, text)
		}
	}
	b.other = namedTexts(rows)
	return nil
}

// namedText is a column with its name.
type namedText struct {
	name string
	*column.Text
}

// distinguished are the columns that go into an event's key in a form of their
// own, and the name of the file's system, which a second delivery may lack.
var distinguished = []string{"event_id", "occurred_at", "event_type", "email", "phone", "source_record_id", "source_system"}

// namedTexts are all other columns.
func namedTexts(rows column.Table) []namedText {
	var out []namedText
	for i, name := range rows.Names() {
		if !slices.Contains(distinguished, name) {
			out = append(out, namedText{name, column.AsText(rows.At(i))})
		}
	}
	slices.SortFunc(out, func(a, b namedText) int { return cmp.Compare(a.name, b.name) })
	return out
}

// textOf is a column as text, or nil.
func textOf(rows column.Table, name string) *column.Text {
	if found := rows.Column(name); found != nil {
		return column.AsText(found)
	}
	return nil
}

func instants(a column.Array) func(row int) (int64, bool) { return instantsIn(a, contact.OrderUnknown) }

// instantsIn reads times, with day and month in an order where they are text.
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

// numbered returns the number of the event's kind: of its type and of the
// rules that hold for it.
func (b *eventBatch) numbered(row int) (number uint32, folded string) {
	written := ""
	if b.kind != nil && b.kind.IsValid(row) {
		written = b.kind.Value(row)
	}
	if b.byBot(row) {
		b.note("", codeBot, row)
		folded = foldType(written)
		key := append(append(b.buffer[:0], "bot\x00"...), folded...)
		return b.kinds.number(key, func() eventKind { return eventKind{name: folded, bot: true} }), folded
	}
	t := b.seen[written]
	if t == nil {
		t = b.newType(written)
		b.seen[written] = t
	}
	channel := b.channel(row, t)
	if number, ok := t.numbers[channel]; ok && !t.conditional {
		return number, t.folded
	}
	b.holding = b.holding[:0]
	for _, rule := range t.candidates {
		if mask := b.masks[rule]; b.rules[rule].When.Value == "" || mask.Rows > 0 && mask.IsTrue(row) {
			b.holding = append(b.holding, rule)
		}
	}
	number, b.buffer = b.number(b.buffer, t.folded, channel, b.holding)
	t.numbers[channel] = number
	return number, t.folded
}

// number returns the number of the kind of events of a type, a channel and the
// rules that hold for them. The buffer is for it to write in.
func (r *eventReader) number(buffer []byte, folded string, channel uint16, rules []uint16) (uint32, []byte) {
	key := append(append(buffer[:0], folded...), 0)
	key = binary.LittleEndian.AppendUint16(key, channel)
	for _, rule := range rules {
		key = binary.LittleEndian.AppendUint16(key, rule)
	}
	return r.kinds.number(key, func() eventKind { return r.types.kind(folded, channel, slices.Clone(rules)) }), key
}

// byBot reports whether a program made the event, by its own account.
func (b *eventBatch) byBot(row int) bool {
	if said, ok := given(b.isBot, row); ok {
		if bot, known := contact.ParseBool(said); known {
			return bot
		}
	}
	agent, ok := given(b.agent, row)
	if !ok {
		return false
	}
	bot, known := b.agents[agent]
	if !known {
		bot = b.bots.botAgent(agent)
		b.agents[agent] = bot
	}
	return bot
}

// message tells the messages of a lead apart: two have the same number with a
// chance of 1 in 65,536.
func (b *eventBatch) message(row int) uint16 {
	key := b.buffer[:0]
	for _, text := range b.messages {
		if value, ok := given(text, row); ok {
			key = append(key, value...)
		}
		key = append(key, 0)
	}
	b.buffer = key
	return uint16(xxh3.Hash(key))
}

func (b *eventBatch) newType(written string) *seenType {
	t := &seenType{folded: foldType(written), numbers: map[uint16]uint32{}}
	t.candidates = b.types.candidates(t.folded)
	t.conditional = slices.ContainsFunc(t.candidates, func(rule uint16) bool { return b.rules[rule].When.Value != "" })
	class := b.types.classes[t.folded]
	t.touches = class == active || class == intent
	return t
}

// channel is the one by which a visit came, 0 for what is no visit from
// elsewhere.
func (b *eventBatch) channel(row int, t *seenType) uint16 {
	if !t.touches {
		return 0
	}
	channel, ok := b.visits.channel(row)
	if ok && channel != channelDirect {
		return b.types.channels.numbers[channel]
	}
	if byType := b.types.channels.events[t.folded]; byType != 0 {
		return byType
	}
	return b.types.channels.numbers[channel]
}

// key identifies an event however often it is delivered: a hash of its time and
// type with its id or, if it has none, with whom it names and the rest of the
// row.
func (b *eventBatch) key(row int, at int64, folded string, found []uint64) uint64 {
	key := binary.LittleEndian.AppendUint64(b.buffer[:0], uint64(at))
	key = append(append(key, folded...), 0)
	if id, ok := given(b.id, row); ok {
		key = append(key, id...)
	} else {
		for _, identifier := range found {
			key = binary.LittleEndian.AppendUint64(key, identifier)
		}
		for _, other := range b.other {
			if value, ok := given(other.Text, row); ok {
				key = append(append(append(append(key, other.name...), 0), value...), 0)
			}
		}
	}
	b.buffer = key
	return xxh3.Hash(key)
}

// note counts a row that is left out, by its file.
func (b *eventBatch) note(field, code string, row int) {
	note := pipeline.Note{Stage: stageName, Field: field, Code: code, Count: 1}
	if b.origin.File != nil {
		note.File = b.origin.File.Path
	}
	if row < len(b.origin.Lines) {
		note.FirstLine = b.origin.Lines[row]
	}
	for i := range b.chunk.notes {
		if n := &b.chunk.notes[i]; n.Code == code && n.Stage == stageName {
			n.Count++
			n.FirstLine = min(n.FirstLine, note.FirstLine)
			return
		}
	}
	b.chunk.notes = append(b.chunk.notes, note)
}

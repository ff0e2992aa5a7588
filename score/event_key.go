package score

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
)

// How to tell two events apart.

// namedText is a column with its name.
type namedText struct {
	name   string
	values column.View
}

// distinguished are the columns that do not go into an event's key as other columns do: those
// that have a form of their own there, and source_system, which a second delivery may lack.
var distinguished = []string{"event_id", "occurred_at", "event_type", "email", "phone", "source_record_id", "source_system"}

// namedTexts returns all other columns, by name.
func namedTexts(rows column.Table) []namedText {
	var out []namedText
	for i, name := range rows.Names() {
		if !slices.Contains(distinguished, name) {
			out = append(out, namedText{name, column.ViewOf(column.AsText(rows.At(i)))})
		}
	}
	slices.SortFunc(out, func(a, b namedText) int { return cmp.Compare(a.name, b.name) })
	return out
}

// key identifies an event across deliveries. It is a hash of the event's time and type with its
// id or, if it has none, with the persons it names and the rest of the row.
func (b *eventBatch) key(row int, at int64, folded string, found []uint64) uint64 {
	key := binary.LittleEndian.AppendUint64(b.buffer[:0], uint64(at))
	key = append(append(key, folded...), 0)
	if id, ok := given(b.id, row); ok {
		key = append(key, id...)
	} else {
		for _, identifier := range found {
			key = binary.LittleEndian.AppendUint64(key, identifier)
		}
		for i := range b.other {
			other := &b.other[i]
			if value, ok := other.values.At(row); ok && len(value) > 0 {
				key = append(append(append(append(key, other.name...), 0), value...), 0)
			}
		}
	}
	b.buffer = key
	return xxh3.Hash(key)
}

// message returns a number that tells the messages of a lead apart; two share one with a
// probability of 1 in 65,536.
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

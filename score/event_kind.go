package score

import (
	"encoding/binary"
	"slices"

	"galena/internal/contact"
)

// What follows finds the kind of an event: what is the same for many.

// seenType is a type of events as it is written in the batch.
type seenType struct {
	folded      string
	meaning     meaning
	candidates  []uint16
	conditional bool     // some candidate has a condition
	touches     bool     // may be a visit by some channel
	numbers     []uint32 // of the kinds by channel, counted from 1, where there are no conditions
}

// typeOf returns the type of a row's event.
func (b *eventBatch) typeOf(row int) *seenType {
	written, _ := given(b.kind, row)
	t := b.seen[written]
	if t == nil {
		t = b.newType(written)
		b.seen[written] = t
	}
	return t
}

// numbered returns the number of the event's kind: of its type and of the
// rules that hold for it.
func (b *eventBatch) numbered(row int, t *seenType) uint32 {
	if b.byBot(row) {
		b.note("", codeBot, row)
		key := append(append(b.buffer[:0], "bot\x00"...), t.folded...)
		return b.kinds.number(key, func() eventKind { return eventKind{name: t.folded, bot: true} })
	}
	channel := b.channel(row, t)
	if known := t.numbers[channel]; known != 0 && !t.conditional {
		return known - 1
	}
	b.holding = b.holding[:0]
	for _, rule := range t.candidates {
		if mask := b.masks[rule]; b.rules[rule].When.Value == "" || mask.Rows > 0 && mask.IsTrue(row) {
			b.holding = append(b.holding, rule)
		}
	}
	number, buffer := b.number(b.buffer, t.folded, channel, b.holding)
	b.buffer, t.numbers[channel] = buffer, number+1
	return number
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

func (b *eventBatch) newType(written string) *seenType {
	t := &seenType{folded: foldType(written), meaning: b.refusals.meaning(written), numbers: make([]uint32, len(b.types.channels.names))}
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
	if ok && channel != b.types.channels.direct {
		return channel
	}
	if byType := b.types.channels.events[t.folded]; byType != 0 {
		return byType
	}
	return channel
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

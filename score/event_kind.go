package score

import (
	"encoding/binary"
	"slices"

	"galena/internal/contact"
)

// How to find the kind of an event, which many events share.

// seenType is a type of events as written in the batch.
type seenType struct {
	folded      string
	meaning     meaning
	candidates  []uint16
	conditional bool     // some candidate has a condition
	touches     bool     // an event may be a visit by some channel
	numbers     []uint32 // numbers of the kinds by channel, from 1, for a type without conditions
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

// numbered returns the number of the event's kind, by its type and the rules that hold for it.
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

// number returns the number of the kind of events of a type, a channel and the rules that hold
// for them. It writes into buffer and returns it.
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

// channel returns the channel by which a visit came, 0 for an event that is no visit from elsewhere.
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

// byBot reports whether the event itself says that a program made it.
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

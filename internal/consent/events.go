package consent

import (
	_ "embed"
	"maps"
	"strings"
	"sync"

	"galena/internal/contact"
)

// EventTypes are the types of events that refuse, folded as words are. Types
// that are not among them say nothing.
type EventTypes map[string]Word

var (
	//go:embed event_types.tsv
	eventTypesTSV string

	knownEventTypes = sync.OnceValue(func() EventTypes {
		out := EventTypes{}
		for fields := range lines(eventTypesTSV) {
			status, _ := StatusByName(fields[1])
			out[fields[0]] = Word{status, ChannelsByName(fields[2])}
		}
		return out
	})
)

// saysNothing is what a config says of a type of events that is no refusal.
const saysNothing = "nothing"

// EventTypes returns the shipped types with those of the config over them.
func (c *Config) EventTypes() EventTypes {
	types := maps.Clone(knownEventTypes())
	for _, entry := range c.Events {
		word, refuses, _ := readEventType(entry.Value)
		if key := contact.FoldWords(entry.Key); refuses {
			types[key] = word
		} else {
			delete(types, key)
		}
	}
	return types
}

// Read returns what a type of events says, as it is written in the file.
func (t EventTypes) Read(written string) (Word, bool) {
	word, ok := t[contact.FoldWords(written)]
	return word, ok
}

// readEventType reads unsubscribed, complaint/email, unsubscribed/phone+sms or
// nothing, as a config has them.
func readEventType(text string) (word Word, refuses, ok bool) {
	if text == saysNothing {
		return Word{}, false, true
	}
	name, of, some := strings.Cut(text, "/")
	status, known := StatusByName(name)
	word = Word{status, Email.Only()}
	if some {
		word.Channels = ChannelsByName(of)
		known = known && word.Channels.String() == of
	}
	refuses = known && status.Refuses() && status < Erased
	return word, refuses, refuses
}

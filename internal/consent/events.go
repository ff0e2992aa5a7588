package consent

import (
	_ "embed"
	"maps"
	"strings"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// EventTypes are the types of events that refuse or permit, folded as words are. Other
// types say nothing.
type EventTypes map[string]Word

var (
	//go:embed event_types.tsv
	eventTypesTSV string

	knownEventTypes = sync.OnceValue(func() EventTypes {
		out := EventTypes{}
		for fields := range embedded.Rows(eventTypesTSV) {
			status, _ := StatusByName(fields[1])
			out[fields[0]] = Word{Status: status, Channels: ChannelsByName(fields[2])}
		}
		return out
	})
)

// saysNothing is what a config writes for a type of event that neither refuses nor
// permits.
const saysNothing = "nothing"

// EventTypes returns the built-in types, overridden by those of the config.
func (c *Config) EventTypes() EventTypes {
	types := maps.Clone(knownEventTypes())
	for _, entry := range c.Events {
		word, says, _ := readEventType(entry.Value)
		if key := contact.FoldWords(entry.Key); says {
			types[key] = word
		} else {
			delete(types, key)
		}
	}
	return types
}

// Read returns the meaning of a type of event as the file writes it.
func (t EventTypes) Read(written string) (Word, bool) {
	word, ok := t[contact.FoldWords(written)]
	return word, ok
}

// readEventType parses the values of a config: unsubscribed, complaint/email,
// unsubscribed/phone+sms, express or nothing.
func readEventType(text string) (word Word, says, ok bool) {
	if text == saysNothing {
		return Word{}, false, true
	}
	name, of, some := strings.Cut(text, "/")
	status, known := StatusByName(name)
	word = Word{Status: status, Channels: Email.Only()}
	if some {
		word.Channels = ChannelsByName(of)
		known = known && word.Channels.String() == of
	}
	says = known && (status == Express || status.Refuses() && status < Erased)
	return word, says, says
}

// permits reports whether a config turns a type that refuses into one that permits, which
// is never intended.
func permits(written, value string) bool {
	word, _, _ := readEventType(value)
	shipped, refuses := knownEventTypes().Read(written)
	return value != saysNothing && word.Status == Express && refuses && shipped.Status.Refuses()
}

package consent

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// Means is what yes and no mean in a column with a certain header.
type Means string

// The meanings. A yes never permits, since nobody can say what it was a yes to.
const (
	YesRefuses Means = "no"    // it speaks of refusing: "Opt out of e-mail"
	NoRefuses  Means = "yes"   // it asks for permission: "Newsletter"
	WordsAlone Means = "words" // it is about contact, but what yes and no mean is not known
	ofElse     Means = "other" // it speaks of something else: "Photo consent"
)

// Header is the meaning of a header that is about contact.
type Header struct {
	Means    Means
	Channels Channels
}

var (
	//go:embed headers.tsv
	headersTSV string
	//go:embed channel_words.tsv
	channelWordsTSV string

	headerParts = sync.OnceValue(func() [][]string { return slices.Collect(embedded.Rows(headersTSV)) })

	// channelWords are the words of headers that name a channel; one that galena does not
	// know is the empty set.
	channelWords = sync.OnceValue(func() map[string]Channels {
		out := map[string]Channels{}
		for fields := range embedded.Rows(channelWordsTSV) {
			out[fields[0]] = ChannelsByName(fields[1])
		}
		return out
	})
)

// ReadHeader returns the meaning of a header that names no canonical column, if it is
// about contact.
func ReadHeader(header string) (Header, bool) {
	key := contact.NameKey(header)
	for _, part := range headerParts() {
		if !strings.Contains(key, part[0]) {
			continue
		}
		h := Header{Means: Means(part[1])}
		if h.Means == ofElse {
			return Header{}, false
		}
		switch channel, ok := ChannelByName(part[2]); {
		case part[2] == "all":
			h.Channels = AllChannels
		case ok:
			h.Channels = channel.Only()
		default:
			h.Channels = channelsNamed(contact.HeaderWords(header))
		}
		if h.Means == YesRefuses && h.Channels.Has(Phone) {
			h.Channels |= SMS.Only() // whoever may not be called may not be texted
		}
		return h, true
	}
	return Header{}, false
}

// channelsNamed returns the channels that the words of a header name: e-mail if they name
// none, and no channel if they name an unknown one, such as fax.
func channelsNamed(words []string) (named Channels) {
	known := channelWords()
	some := false
	for _, word := range words {
		channels, names := known[word]
		named, some = named|channels, some || names
	}
	if !some {
		return Email.Only()
	}
	return named
}

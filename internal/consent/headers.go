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

	headerParts = sync.OnceValue(func() [][]string { return slices.Collect(embedded.Rows(headersTSV)) })
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
	for channel, names := range channelWords {
		if slices.ContainsFunc(words, func(word string) bool { return slices.Contains(names, word) }) {
			named |= Channel(channel).Only()
		}
	}
	if named == 0 && !slices.Contains(words, "fax") {
		return Email.Only()
	}
	return named
}

var channelWords = [channels][]string{
	Email: {"email", "emails", "e", "newsletter", "mailing"},
	Phone: {"call", "calls", "phone", "telephone", "telefon", "telefono", "teléfono", "téléphone", "anruf", "anrufe"},
	SMS:   {"sms", "text", "texts", "mms", "whatsapp"},
	Mail:  {"post", "postal", "letter", "letters", "brief", "briefe", "direct"},
	Ads:   {"ads", "advertising", "audiences"},
}

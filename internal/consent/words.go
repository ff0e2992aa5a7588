package consent

import (
	_ "embed"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

var (
	//go:embed words.tsv
	wordsTSV string
	//go:embed bases.tsv
	basesTSV string

	words = sync.OnceValue(func() map[string]Word {
		out := map[string]Word{}
		for fields := range embedded.Rows(wordsTSV) {
			status, _ := StatusByName(fields[1])
			word := Word{Status: status, Channels: AllChannels, Anywhere: len(fields) > 3}
			if channel, ok := ChannelByName(fields[2]); ok {
				word.Channels = channel.Only()
			}
			out[fields[0]] = word
		}
		return out
	})
	bases = sync.OnceValue(func() map[string]Basis {
		out := map[string]Basis{}
		for fields := range embedded.Rows(basesTSV) {
			out[fields[0]] = Basis(fields[1])
		}
		return out
	})
)

// Word is the meaning of a word in a status column.
type Word struct {
	Status   Status
	Channels Channels
	Anywhere bool // it means the same in columns that are not about contact, such as a lead status or a tag
}

// ReadWord returns the meaning of a word that mailing tools use. Most words have none,
// and those that permit are Unknown.
func ReadWord(text string) (Word, bool) {
	if text == "" {
		return Word{}, false
	}
	word, ok := words()[contact.FoldWords(text)]
	return word, ok
}

// Basis is a relationship that permits contact for a time.
type Basis string

// The relationships.
const (
	Contract Basis = "contract" // from the purchase on
	Inquiry  Basis = "inquiry"  // from the inquiry on
)

// ReadBasis returns the relationship that a legal basis stands for; most stand for none.
func ReadBasis(text string) (Basis, bool) {
	if text == "" {
		return "", false
	}
	basis, ok := bases()[contact.FoldWords(text)]
	return basis, ok
}

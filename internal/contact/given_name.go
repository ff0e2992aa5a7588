package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed given_names.tsv
var givenNamesTSV string

// givenName is what is known about a given name: how it sounds, and the sex of those who
// have it.
type givenName struct {
	sound string
	sex   byte // 'f', 'm', 'u' for both
}

var givenNames = sync.OnceValue(func() map[string]givenName {
	known := make(map[string]givenName, 2400)
	for line := range embedded.Lines(givenNamesTSV) {
		sex, names, _ := strings.Cut(line, "\t")
		for name := range strings.FieldsSeq(names) {
			known[name] = givenName{soundOf(name), sex[0]}
		}
	}
	return known
})

// OtherGivenName reports whether two GivenNameKeys are the given names of two people: both
// are known, and they are neither forms nor spellings of one name. Peter and Petra are two
// people's, as are Jan and Jana. Katrin and Kathrin are not, nor are Bill and William, nor
// Peter and a name that nobody has, which is Peter mistyped. The relation is symmetric.
func OtherGivenName(a, b string) bool {
	if a == b {
		return false
	}
	a, b = inOneWord(a), inOneWord(b)
	x, ok := givenNames()[a]
	if !ok {
		return false
	}
	y, ok := givenNames()[b]
	if !ok || SameNickname(a, b) {
		return false
	}
	return x.sound != y.sound || otherSex(a, b, x.sex, y.sex)
}

// SoundAlike reports whether two NameKeys may be spellings of one name: Jon and
// John, Sofie and Sophie.
func SoundAlike(a, b string) bool { return soundOf(a) == soundOf(b) }

// otherSex reports whether names that sound alike belong to two sexes. A name that both
// sexes have counts as a woman's next to a man's name that lacks its e: so Gabriele does
// next to Gabriel, though it is a man's name in Italy.
func otherSex(a, b string, sexA, sexB byte) bool {
	switch {
	case sexA == sexB:
		return false
	case sexA == 'm' && sexB == 'u':
		return !strings.HasSuffix(a, "e") && strings.HasSuffix(b, "e")
	case sexA == 'u' && sexB == 'm':
		return strings.HasSuffix(a, "e") && !strings.HasSuffix(b, "e")
	}
	return sexA != 'u' && sexB != 'u'
}

// soundOf reduces a name to what its spellings share: no h, no mute e at the end, f for ph,
// k for c, i for y, s for z, v for w, and no double letters.
func soundOf(name string) string {
	name = soundSpelling.Replace(name)
	out := make([]byte, 0, len(name))
	for i := range len(name) {
		if len(out) == 0 || out[len(out)-1] != name[i] {
			out = append(out, name[i])
		}
	}
	return strings.TrimSuffix(string(out), "e")
}

var soundSpelling = strings.NewReplacer("ph", "f", "ck", "k", "h", "", "c", "k", "y", "i", "z", "s", "w", "v", "q", "k")

// IsGivenName reports whether a word is known as a given name, or as a short
// form of one.
func IsGivenName(word string) bool {
	key := NameKey(word)
	if _, ok := givenNames()[key]; ok {
		return true
	}
	return len(NicknameGroups(key)) > 0
}

package contact

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"galena/internal/embedded"
)

var (
	//go:embed han_names.tsv
	hanNamesTSV string

	//go:embed consonants.tsv
	consonantsTSV string
)

// Likeness is what two spellings of a name in two scripts show.
type Likeness uint8

// Of most names nothing can be said: Han characters do not tell how they are read, and
// Arabic and Hebrew do not write vowels.
const (
	LikenessUnknown Likeness = iota
	SameName
	AnotherName
)

// firstForeign is the first letter, in the order of Unicode, of the scripts that Latin does
// not transcribe: Hebrew.
const firstForeign = 0x590

// IsForeign reports whether a key that Latin has transcribed begins in a script that cannot
// be compared letter by letter with Latin: Hebrew, Arabic, Han and others.
func IsForeign(key string) bool {
	if key == "" || key[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(key)
	return r >= firstForeign && !unicode.Is(unicode.Latin, r)
}

// AcrossScripts compares a name in a foreign script, in the sense of IsForeign, with one in
// Latin letters. Both are folded; the order of their words may differ.
func AcrossScripts(foreign, latin string) Likeness {
	foreign = strings.ReplaceAll(foreign, " ", "")
	r, _ := utf8.DecodeRuneInString(foreign)
	switch {
	case unicode.Is(unicode.Han, r):
		return inHan(foreign, latin)
	case unicode.In(r, unicode.Arabic, unicode.Hebrew):
		return byConsonants(foreign, latin)
	}
	return LikenessUnknown
}

// hanNames holds the readings of characters in Chinese names and of whole Japanese names.
type hanNames struct {
	syllable  map[rune]string
	syllables map[string]bool
	japanese  map[string]string
}

var hanReadings = sync.OnceValue(func() hanNames {
	names := hanNames{map[rune]string{}, map[string]bool{}, map[string]string{}}
	for line := range embedded.Lines(hanNamesTSV) {
		language, rest, _ := strings.Cut(line, "\t")
		reading, written, _ := strings.Cut(rest, "\t")
		if language == "japanese" {
			for name := range strings.FieldsSeq(written) {
				names.japanese[name] = reading
			}
			continue
		}
		names.syllables[reading] = true
		for _, character := range written {
			names.syllable[character] = reading
		}
	}
	return names
})

// inHan compares a name in Han characters with a Latin one. The names differ only if both
// are certainly Chinese, or if the one known reading begins differently.
func inHan(foreign, latin string) Likeness {
	names := hanReadings()
	reading := names.japanese[foreign]
	pinyin, whole := "", true
	for _, character := range foreign {
		syllable, ok := names.syllable[character]
		pinyin, whole = pinyin+syllable, whole && ok
	}
	switch {
	case reading != "" && (reading == latin || reading == longVowels.Replace(latin)):
		return SameName
	case whole && (pinyin == strings.ReplaceAll(latin, " ", "") || familyLast(pinyin, latin)):
		return SameName
	case whole && names.syllables[latin] && utf8.RuneCountInString(foreign) == 1:
		return AnotherName
	case reading != "" && reading[0] != latin[0] && (!whole || pinyin[0] != latin[0]):
		return AnotherName
	}
	return LikenessUnknown
}

// familyLast reports whether the words of latin, with the family name last, are those of a
// reading with the family name first.
func familyLast(pinyin, latin string) bool {
	at := strings.LastIndexByte(latin, ' ')
	return at > 0 && pinyin == latin[at+1:]+strings.ReplaceAll(latin[:at], " ", "")
}

var consonants = sync.OnceValue(func() map[rune]string {
	letters := map[rune]string{}
	for line := range embedded.Lines(consonantsTSV) {
		sound, written, _ := strings.Cut(line, "\t")
		for letter := range strings.FieldsSeq(written) {
			r, _ := utf8.DecodeRuneInString(letter)
			letters[r] = sound
		}
	}
	return letters
})

// byConsonants compares a name in Arabic or Hebrew by its consonants. A single consonant
// proves nothing, nor do two names that are nearly the same.
func byConsonants(foreign, latin string) Likeness {
	latin = latinConsonants.Replace(latin)
	spelt := consonantsOf(latin, func(r rune) string {
		if strings.ContainsRune("bdgklmnprst", r) {
			return string(r)
		}
		return ""
	})
	likeness := LikenessUnknown
	for _, doubtful := range [...]string{"", "k"} {
		heard := consonantsOf(foreign, func(r rune) string {
			if sound := consonants()[r]; sound != "x" {
				return sound
			}
			return doubtful
		})
		switch {
		case len(heard) > 1 && heard == spelt:
			return SameName
		case min(len(heard), len(spelt)) > 1 && heard[0] != spelt[0]:
			likeness = AnotherName
		}
	}
	return likeness
}

// consonantsOf returns the sounds of a word's letters. A doubled letter is one sound.
func consonantsOf(word string, sound func(rune) string) string {
	var sounds strings.Builder
	before := rune(0)
	for _, r := range word {
		if r != before {
			sounds.WriteString(sound(r))
		}
		before = r
	}
	return sounds.String()
}

// latinConsonants maps letters that stand for one sound to one letter.
var latinConsonants = strings.NewReplacer("tz", "s", "ts", "s", "ph", "p", "f", "p", "c", "k", "q", "k", "z", "s", "j", "g")

package contact

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"galena/internal/embedded"
)

// Name is a person's name, split into its parts, each as written.
type Name struct {
	Prefix   string // Dr., Mrs.
	Given    string
	Middle   string
	Family   string // with its particles: van der Berg
	Suffix   string // Jr., III, PhD; several joined by ", "
	Nickname string // what was in brackets or quotes
	Partner  string // a second person in the same name: & Mrs S.
}

type wordClass uint8

const (
	wordTitle wordClass = 1 << iota
	wordFirstTitle
	wordSuffix
	wordShySuffix
	wordNumeral
	wordParticle
	wordJoiner
)

//go:embed name_words.tsv
var nameWordsTSV string

var nameWords = sync.OnceValue(func() map[string]wordClass {
	classes := map[string]wordClass{
		"title": wordTitle, "first_title": wordTitle | wordFirstTitle, "suffix": wordSuffix, "shy_suffix": wordShySuffix,
		"numeral": wordNumeral, "particle": wordParticle, "joiner": wordJoiner,
	}
	words := make(map[string]wordClass)
	for line := range embedded.Lines(nameWordsTSV) {
		class, list, _ := strings.Cut(line, "\t")
		for word := range strings.FieldsSeq(list) {
			words[word] |= classes[class]
		}
	}
	return words
})

// classOf looks a word up, ignoring case and dots.
func classOf(word string) wordClass {
	if strings.IndexByte(word, '.') >= 0 {
		word = strings.ReplaceAll(word, ".", "")
	}
	return nameWords()[strings.ToLower(word)]
}

// ParseName splits a full name: "Given Middle Family", "Family, Given", or with suffixes
// after commas, with titles, particles and a nickname in brackets or quotes. A single word
// is a given name, unless a title precedes it. Every word of full ends up in exactly one
// part.
func ParseName(full string) Name {
	rest, nicknames := cutNicknames(dropSymbols(full))
	name := Name{Nickname: strings.Join(nicknames, ", ")}
	parts := nameParts(rest)
	if len(parts) == 0 {
		return name
	}
	suffixes := []string{}
	switch {
	case len(parts) == 1:
		name.readInOrder(parts[0], &suffixes)
	case len(parts[0]) > 1 && allSuffixes(parts[1]):
		name.readInOrder(parts[0], &suffixes)
		suffixes = append(suffixes, joinParts(parts[1:])...)
	default:
		family := cutTitles(parts[0], &name) // Frau Quandt, Sabine
		if len(family) == 0 {
			family, name.Prefix = parts[0], ""
		}
		family = cutSuffixes(family, &suffixes, true)
		before := name.Prefix
		given := cutTitles(parts[1], &name)
		name.Prefix = joined(before, name.Prefix)
		given = cutSuffixes(given, &suffixes, false)
		name.Family = strings.Join(family, " ")
		name.setGiven(joinWords(given))
		suffixes = append(suffixes, joinParts(parts[2:])...)
	}
	name.Suffix = strings.Join(suffixes, ", ")
	name.inVietnamese(len(parts) > 1)
	if name.Nickname != "" && name.Family == "" && name.Middle == "" && name.Prefix == "" && startsQuoted(full) {
		name.Given, name.Family = "", name.Given
	}
	return name
}

func startsQuoted(full string) bool {
	full = trimSpace(full)
	return full != "" && strings.ContainsRune(`"'(“‘`, firstRune(full))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// dropSymbols removes emoji and control characters.
func dropSymbols(s string) string {
	if isASCII(s) && !strings.ContainsFunc(s, unicode.IsControl) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.So, r), unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
}

// nameParts splits at commas, and each part into words. Empty parts are dropped.
func nameParts(s string) [][]string {
	var parts [][]string
	for part := range strings.SplitSeq(s, ",") {
		if words := strings.Fields(part); len(words) > 0 {
			parts = append(parts, joinSplitDegrees(words))
		}
	}
	return parts
}

// joinSplitDegrees puts "Ph. D." back together.
func joinSplitDegrees(words []string) []string {
	for i := 1; i < len(words); i++ {
		if strings.EqualFold(words[i-1], "ph.") && strings.EqualFold(words[i], "d.") {
			joined := words[i-1] + " " + words[i]
			return append(append(append([]string{}, words[:i-1]...), joined), words[i+1:]...)
		}
	}
	return words
}

func joinParts(parts [][]string) []string {
	joined := make([]string, len(parts))
	for i, part := range parts {
		joined[i] = strings.Join(part, " ")
	}
	return joined
}

func isSuffix(word string) bool {
	class := classOf(strings.ReplaceAll(word, " ", ""))
	if class&wordSuffix != 0 {
		return true
	}
	return class&wordShySuffix != 0 && (strings.Count(word, ".") > 1 || strings.ToUpper(word) == word)
}

func allSuffixes(words []string) bool {
	for _, word := range words {
		if !isSuffix(word) && classOf(word)&wordNumeral == 0 {
			return false
		}
	}
	return true
}

// readInOrder reads "Title Given Middle Family Suffix".
func (name *Name) readInOrder(words []string, suffixes *[]string) {
	if name.readCouple(words, suffixes) {
		return
	}
	titled := cutTitles(joinWords(words), name)
	rest := cutSuffixes(titled, suffixes, true)
	switch {
	case len(rest) == 0:
	case len(rest) == 1 && name.Prefix != "" && !name.firstTitle(), isFamilyAlone(rest):
		name.Family = strings.Join(rest, " ")
	default:
		family := familyStart(rest)
		name.Family = strings.Join(rest[family:], " ")
		name.setGiven(rest[:family])
	}
}

// isFamilyAlone reports whether words are a family name without a given name before it:
// "de la Cruz", "von Bülow". One particle in the case of the words behind it may be a given
// name (Al Gore, Van Morrison, Di Wang), and so may Le before Van.
func isFamilyAlone(words []string) bool {
	particle := func(word string) bool { return classOf(word)&wordParticle != 0 && !isInitial(word) }
	if len(words) < 2 || !particle(words[0]) || particle(words[len(words)-1]) {
		return false
	}
	if len(words) > 2 && particle(words[1]) && !strings.EqualFold(words[1], "van") {
		return true
	}
	return unicode.IsLower(firstRune(words[0])) && unicode.IsUpper(firstRune(words[len(words)-1]))
}

// firstTitle reports whether the title goes with a given name, as in Sir Gerald.
func (name *Name) firstTitle() bool {
	last := name.Prefix[strings.LastIndexByte(name.Prefix, ' ')+1:]
	return classOf(last)&wordFirstTitle != 0
}

// isInitial reports whether a word is one letter, with a dot or without.
func isInitial(word string) bool { return len(strings.TrimSuffix(word, ".")) == 1 }

func (name *Name) setGiven(words []string) {
	if len(words) > 0 {
		name.Given = words[0]
		name.Middle = strings.Join(words[1:], " ")
	}
}

// joinWords joins words around "and", "of", "y" and similar joiners into one word. A
// one-letter joiner counts as an initial in capitals and in names of up to three words.
func joinWords(words []string) []string {
	if len(words) < 3 {
		return words
	}
	long := len(words) - countSuffixes(words)
	var joined []string
	open := false // the next word is joined to the last one
	for _, word := range words {
		joiner := classOf(word)&wordJoiner != 0 && strings.IndexByte(word, '.') < 0 && (len(word) > 1 || word == "&" || (long > 3 && isLowerLetter(word[0])))
		if len(joined) > 0 && (open || joiner) {
			joined[len(joined)-1] += " " + word
		} else {
			joined = append(joined, word)
		}
		open = joiner
	}
	return joined
}

func isLowerLetter(c byte) bool { return charClass[c]&classLower != 0 }

func countSuffixes(words []string) int {
	count := 0
	for count < len(words)-1 && isSuffix(words[len(words)-1-count]) {
		count++
	}
	return count
}

// cutTitles moves the leading titles into the prefix. A joined word is a title if one of
// the words in it is.
func cutTitles(words []string, name *Name) []string {
	count := 0
	for count < len(words) && isTitle(words[count]) {
		count++
	}
	name.Prefix = strings.Join(words[:count], " ")
	return words[count:]
}

func isTitle(word string) bool {
	if strings.ContainsAny(word, ".- ") {
		pieces := strings.FieldsFunc(word, func(r rune) bool { return r == '.' || r == '-' || r == ' ' })
		if strings.Contains(word, " ") {
			for _, piece := range pieces {
				if classOf(piece)&wordTitle != 0 {
					return true
				}
			}
			return false
		}
		for _, piece := range pieces {
			if classOf(piece)&wordTitle == 0 {
				return false
			}
		}
		return len(pieces) > 0
	}
	return classOf(word)&wordTitle != 0 && utf8.RuneCountInString(word) > 1
}

// cutSuffixes moves the trailing suffixes away and leaves at least one word. Single-letter
// numerals count only if numerals is set, and after two words the last of which is not an
// initial.
func cutSuffixes(words []string, suffixes *[]string, numerals bool) []string {
	end := len(words)
	for end > 1 {
		word, before := words[end-1], words[end-2]
		numeral := numerals && end > 2 && classOf(word)&wordNumeral != 0 && len(word) == 1 && len(strings.TrimSuffix(before, ".")) > 1
		if !isSuffix(word) && !numeral {
			break
		}
		end--
	}
	*suffixes = append(*suffixes, words[end:]...)
	return words[:end]
}

// familyStart finds the start of the family name: the last run of particles after the given
// name, else the last word.
func familyStart(words []string) int {
	if len(words) == 1 {
		return 1
	}
	last := len(words) - 1
	for i := last - 1; i > 0; i-- {
		if classOf(words[i])&wordParticle == 0 || isInitial(words[i]) {
			continue
		}
		for i > 1 && classOf(words[i-1])&wordParticle != 0 && !isInitial(words[i-1]) {
			i--
		}
		return i
	}
	return last
}

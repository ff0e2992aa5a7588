package contact

import (
	"strings"
	"unicode"
)

// RepairCase gives a name in ALL CAPS or all lower case the capitals it should have:
// McDonald, O'Brien, van der Berg, Anne-Marie, III. A name in mixed case is returned as it
// is, as are initials such as JD.
func RepairCase(s string) string {
	if !needsCase(s) {
		return s
	}
	words := strings.Split(s, " ")
	for i, word := range words {
		words[i] = caseWord(word, i, len(words))
	}
	return strings.Join(words, " ")
}

// needsCase reports whether the letters of s, at least two, all have the same case.
func needsCase(s string) bool {
	upper, lower, vowels := 0, 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
		if r >= 0x80 || strings.ContainsRune("AEIOUYaeiouy", r) {
			vowels++
		}
	}
	if upper > 0 && lower > 0 {
		return false
	}
	return lower > 0 || upper > 3 || (upper > 1 && vowels > 0)
}

// caseWord sets the case of the word at place index of count.
func caseWord(word string, index, count int) string {
	lower := strings.ToLower(word)
	if count > 1 && index < count-1 && lowerParticle(lower, index) {
		return lower
	}
	if count > 1 {
		switch strings.TrimRight(lower, ".") {
		case "ii", "iii", "iv", "vi", "vii", "viii", "md", "mba", "cpa":
			return strings.ToUpper(word)
		case "phd":
			return "PhD" + word[len("phd"):]
		}
	}
	return dotted(caseParts(lower), word)
}

// dotted restores the dot of capitals that had one: the Turkish İ has the lower case i,
// whose capital is I.
func dotted(cased, was string) string {
	if !strings.ContainsRune(was, 'İ') {
		return cased
	}
	letters, before := []rune(cased), []rune(was)
	for i := range min(len(letters), len(before)) {
		if letters[i] == 'I' && before[i] == 'İ' {
			letters[i] = 'İ'
		}
	}
	return string(letters)
}

// lowerParticle reports whether a word is a particle that stays in lower case. Dutch and
// German particles do anywhere before the last word, Romance ones only after another word.
func lowerParticle(lower string, index int) bool {
	switch lower {
	case "van", "von", "der", "den", "de", "ter", "ten", "zu", "af", "bin", "ibn":
		return true
	case "la", "las", "los", "del", "della", "di", "da", "do", "dos", "das", "du", "el", "y", "e", "und", "and", "of":
		return index > 0
	}
	return false
}

// caseParts capitalizes the first letter of each part between hyphens, apostrophes and
// dots, and the letter after Mc and after Mac in the usual names.
func caseParts(lower string) string {
	letters := []rune(lower)
	start := true
	for i, r := range letters {
		switch {
		case unicode.IsLetter(r):
			if start {
				letters[i] = unicode.ToTitle(r)
			}
			start = false
		case r == '\'' || r == '’':
			start = i == 1 && len(letters) > 3 // O'Brien and D'Angelo, but not Ng'ang'a
		case !unicode.IsMark(r):
			start = true
		}
	}
	capitalizeAfterMac(letters)
	return string(letters)
}

func capitalizeAfterMac(letters []rune) {
	start := 0
	for i := range len(letters) + 1 {
		if i < len(letters) && letters[i] != '-' {
			continue
		}
		word := string(letters[start:i])
		switch {
		case strings.HasPrefix(word, "Mc") && i-start > 3:
			letters[start+2] = unicode.ToTitle(letters[start+2])
		case isMacName(word):
			letters[start+3] = unicode.ToTitle(letters[start+3])
		}
		start = i + 1
	}
}

// isMacName tells Scottish Mac names from Mack, Macy and Machado.
func isMacName(word string) bool {
	switch word {
	case "Macalister", "Macarthur", "Macaulay", "Macbeth", "Macdonald", "Macdougall", "Macfarlane", "Macgregor", "Macintosh",
		"Macintyre", "Mackenzie", "Mackinnon", "Maclean", "Macleod", "Macmillan", "Macneil", "Macpherson", "Macrae", "Mactavish":
		return true
	}
	return false
}

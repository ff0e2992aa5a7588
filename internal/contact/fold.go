package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NameKey folds a name to the letters and digits that tell it apart: lower case,
// accents off, ß ø ł æ and their like written out, and no punctuation or space.
// "O’Brien-Łoś" is "obrienlos". Scripts without case stay as they are. A key is
// its own key.
func NameKey(s string) string {
	for i := 0; i < len(s); i++ {
		if charClass[s[i]]&(classLower|classDigit) == 0 {
			var buffer [64]byte
			return string(appendFolded(buffer[:0], s, 0))
		}
	}
	return s
}

// FoldWords folds like NameKey but keeps the words apart, by one space. A run of
// anything but letters and digits is one break, except that apostrophes and the
// dots of abbreviations vanish ("A.B.C." is "abc", "McDonald's" is "mcdonalds").
func FoldWords(s string) string {
	if isFolded(s) {
		return s
	}
	var buffer [64]byte
	return string(appendFolded(buffer[:0], s, ' '))
}

// isFolded reports whether s is ASCII words of lower-case letters and digits with
// single spaces between them.
func isFolded(s string) bool {
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if charClass[c]&(classLower|classDigit) == 0 && (c != ' ' || before == ' ') {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// appendFolded appends the folded letters and digits of s to key, with separator
// (0: none) between words.
func appendFolded(key []byte, s string, separator byte) []byte {
	if isASCII(s) {
		return appendFoldedASCII(key, s, separator)
	}
	s = norm.NFKD.String(s)
	start, pending := len(key), false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if pending && separator != 0 && len(key) > start {
				key = append(key, separator)
			}
			pending = false
			key = appendLetter(key, unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || strings.ContainsRune(".'’`´ʼ", r):
		case unicode.Is(unicode.Mc, r): // vowel signs of Indic scripts carry meaning
			key = utf8.AppendRune(key, r)
		default:
			pending = true
		}
	}
	return key
}

func appendFoldedASCII(key []byte, s string, separator byte) []byte {
	start, pending := len(key), false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch class := charClass[c]; {
		case class&(classLower|classDigit|classUpper) != 0:
			if pending && separator != 0 && len(key) > start {
				key = append(key, separator)
			}
			pending = false
			if class&classUpper != 0 {
				c |= 0x20
			}
			key = append(key, c)
		case c == '.' || c == '\'' || c == '`':
		default:
			pending = true
		}
	}
	return key
}

// appendLetter writes out the Latin letters that have no decomposition.
func appendLetter(key []byte, r rune) []byte {
	switch r {
	case 'ß':
		return append(key, "ss"...)
	case 'æ':
		return append(key, "ae"...)
	case 'œ':
		return append(key, "oe"...)
	case 'ø':
		return append(key, 'o')
	case 'ł':
		return append(key, 'l')
	case 'đ', 'ð':
		return append(key, 'd')
	case 'þ':
		return append(key, "th"...)
	case 'ħ':
		return append(key, 'h')
	case 'ı':
		return append(key, 'i')
	case 'ŋ':
		return append(key, 'n')
	case 'ŧ':
		return append(key, 't')
	}
	return utf8.AppendRune(key, r)
}

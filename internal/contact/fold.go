package contact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// These are the entries of foldedByte for bytes that are not ASCII letters or digits. All
// other entries are the byte in lower case.
const (
	foldsBreak   = iota // ends a word
	foldsVanish         // is dropped: apostrophes and the dots of abbreviations
	foldsUnicode        // is part of a longer character
	foldsLetters        // the first entry that stands for a letter or digit
)

var foldedByte = func() (table [256]byte) {
	for c := range table {
		switch b := byte(c); {
		case charClass[b]&(classLower|classDigit) != 0:
			table[c] = b
		case charClass[b]&classUpper != 0:
			table[c] = b | 0x20
		case b == '.' || b == '\'' || b == '`':
			table[c] = foldsVanish
		case b >= utf8.RuneSelf:
			table[c] = foldsUnicode
		}
	}
	return table
}()

// NameKey folds a name to the letters and digits that tell it apart: lower case, without
// accents, with ß ø ł æ and similar letters written out, and without punctuation or space.
// "O’Brien-Łoś" is "obrienlos". Scripts without case stay as they are. The key of a key is
// the key itself.
func NameKey(s string) string {
	same := 0
	for same < len(s) && foldedByte[s[same]] == s[same] && s[same] >= foldsLetters {
		same++
	}
	if same == len(s) {
		return s
	}
	var buffer [64]byte
	return string(appendFolded(buffer[:0], s, 0))
}

// FoldWords folds like NameKey but keeps the words apart, by one space. A run of characters
// other than letters and digits is one break, except that apostrophes and the dots of
// abbreviations are dropped ("A.B.C." is "abc", "McDonald's" is "mcdonalds").
func FoldWords(s string) string {
	if isFolded(s) {
		return s
	}
	var buffer [64]byte
	return string(appendFolded(buffer[:0], s, ' '))
}

// isFolded reports whether s consists of ASCII words of lower-case letters and digits,
// separated by single spaces.
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

// withoutMarks drops the marks that decomposition would turn into letters.
var withoutMarks = strings.NewReplacer("™", "", "℠", "")

// appendFolded appends the folded letters and digits of s to key, with separator (0: none)
// between words.
func appendFolded(key []byte, s string, separator byte) []byte {
	if folded, ok := appendFoldedASCII(key, s, separator); ok {
		return folded
	}
	// After a byte that is not UTF-8, norm would leave letters undecomposed.
	s = norm.NFKD.String(withoutMarks.Replace(strings.ToValidUTF8(s, string(utf8.RuneError))))
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
		case unicode.Is(unicode.Mc, r): // vowel signs of Indic scripts carry meaning and stay
			key = utf8.AppendRune(key, r)
		default:
			pending = true
		}
	}
	return key
}

// appendFoldedASCII is appendFolded for ASCII; it is not ok for anything else.
func appendFoldedASCII(key []byte, s string, separator byte) (folded []byte, ok bool) {
	start := len(key)
	key = slices.Grow(key, len(s)) // the key is never longer than s
	key = key[:cap(key)]
	end, broken := start, false
	for i := 0; i < len(s); i++ {
		c := foldedByte[s[i]]
		if c >= foldsLetters {
			if broken {
				key[end] = separator
				end++
				broken = false
			}
			key[end] = c
			end++
			continue
		}
		if c == foldsUnicode {
			return nil, false
		}
		broken = broken || (c == foldsBreak && separator != 0 && end > start)
	}
	return key[:end], true
}

// appendLetter writes out Latin letters that have no decomposition.
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

package ingest

import (
	"unicode"
	"unicode/utf8"
)

// These limit a pattern: a run of letters is cut short, since words differ in length, while
// runs of digits tell what a number is.
const (
	patternLetters = 4
	patternDigits  = 12
	patternLength  = 32
)

// appendPattern appends the shape of a value, which reveals nothing of its content: A for a
// capital, a for any other letter, 9 for a digit, at most four letters and twelve digits of
// a run, and everything else as it is. "Zoë 0151" is "Aaa 9999", and "Anna 2024" is "Aaaa
// 9999".
func appendPattern(dst []byte, value string) []byte {
	start, run, last := len(dst), 0, byte(0)
	for i := 0; i < len(value); {
		r, size := rune(value[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(value[i:])
		}
		class, most := classOf(r)
		if run++; class != last && !(class == 'a' && last == 'A') {
			run = 1
		}
		last = class
		if class == 0 || run <= most {
			if len(dst)-start >= patternLength {
				return append(dst, "…"...)
			}
			if class != 0 {
				dst = append(dst, class)
			} else {
				dst = append(dst, value[i:i+size]...)
			}
		}
		i += size
	}
	return dst
}

// classOf returns the letter that stands for a character, or 0 if it stands for itself, and
// how many characters of a run are shown.
func classOf(r rune) (class byte, most int) {
	switch {
	case 'a' <= r && r <= 'z':
		return 'a', patternLetters
	case 'A' <= r && r <= 'Z':
		return 'A', patternLetters
	case '0' <= r && r <= '9':
		return '9', patternDigits
	case r < utf8.RuneSelf:
		if r < ' ' || r == 0x7F {
			return ' ', 1 // line ends would break the table
		}
		return 0, 0
	case unicode.IsUpper(r):
		return 'A', patternLetters
	case unicode.IsLetter(r), unicode.IsMark(r):
		return 'a', patternLetters
	case unicode.IsDigit(r):
		return '9', patternDigits
	}
	return 0, 0
}

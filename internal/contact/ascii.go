package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// These are the classes of an ASCII byte, as bits of charClass.
const (
	classAtext uint8 = 1 << iota // RFC 5322 atext
	classHost                    // letters, digits, dot, hyphen
	classUpper
	classLower
	classDigit
	classPlus
)

var charClass = func() (table [256]uint8) {
	for c := range 256 {
		b := byte(c)
		switch {
		case 'a' <= b && b <= 'z':
			table[c] = classAtext | classHost | classLower
		case 'A' <= b && b <= 'Z':
			table[c] = classAtext | classHost | classUpper
		case '0' <= b && b <= '9':
			table[c] = classAtext | classHost | classDigit
		case b == '+':
			table[c] = classAtext | classPlus
		case b == '-':
			table[c] = classAtext | classHost
		case b == '.':
			table[c] = classHost
		case strings.IndexByte("!#$%&'*/=?^_`{|}~", b) >= 0:
			table[c] = classAtext
		}
	}
	return table
}()

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// lowerASCII lower-cases A to Z and leaves every other byte. It returns s itself if nothing
// changes.
func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if charClass[s[i]]&classUpper != 0 {
			var buffer [64]byte
			lower := append(buffer[:0], s...)
			for ; i < len(lower); i++ {
				if charClass[lower[i]]&classUpper != 0 {
					lower[i] |= 0x20
				}
			}
			return string(lower)
		}
	}
	return s
}

// trimSpace trims white space and the invisible characters that copy and paste leaves
// around values: byte order mark, zero-width space and joiners, and the marks of writing
// direction that address books put around numbers.
func trimSpace(s string) string {
	if n := len(s); n > 0 && s[0] > ' ' && s[0] < 0x7f && s[n-1] > ' ' && s[n-1] < 0x7f {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\ufeff' || (r >= '\u200b' && r <= '\u200f') || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2060' && r <= '\u2069')
	})
}

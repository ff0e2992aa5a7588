package delimited

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"galena/internal/embedded"
)

var (
	//go:embed charsets.tsv
	charsetsTSV string

	charsets = sync.OnceValue(func() (all []charset) {
		for fields := range embedded.Rows(charsetsTSV) {
			e, _ := encodingNamed(fields[1]) // a test checks all names
			all = append(all, charset{fields[0], fields[1], e, fields[2]})
		}
		return all
	})
)

// charset is an encoding with the characters that identify text in it, and how they do:
// western, letters or signs.
type charset struct {
	how, name  string
	encoding   encoding.Encoding
	characters string
}

// dosName is the encoding of Western European DOS, which WHATWG does not define.
const dosName = "ibm850"

// encodingNamed returns an encoding by its name on the web (WHATWG).
func encodingNamed(name string) (encoding.Encoding, error) {
	if name == dosName {
		return charmap.CodePage850, nil
	}
	return htmlindex.Get(name)
}

// These are the limits for recognizing an encoding: the minimum number of letters beyond
// ASCII; and the shares of them that must be of its language, that may at most be of one
// Western language, and that windows-1252 must read differently. For two-byte encodings:
// the share of characters that must be frequent ones, and the share that may be invalid.
const (
	fewestForeign   = 8
	ofLanguage      = 0.97
	atMostWestern   = 0.85
	fewestTelling   = 0.15
	fewestSigns     = 0.08
	mostBroken      = 0.01
	charsetEvidence = 64 << 10
)

// charsetOf finds the encoding of a text that is not UTF-8 by the characters that the text
// has in each encoding. It returns "" if that is the Western European one or is not clear.
func charsetOf(head []byte) string {
	text := foreignLines(head)
	signs, most := "", 0.0
	for _, c := range charsets() {
		if c.how == "signs" {
			if share := c.frequent(text); share > max(most, fewestSigns) {
				signs, most = c.name, share
			}
		}
	}
	if signs != "" {
		return signs
	}
	western, letters := 0.0, ""
	for _, c := range charsets() { // the western ones come first
		page, single := c.encoding.(*charmap.Charmap)
		if !single {
			continue
		}
		share, telling, asked := c.explains(page, text)
		switch {
		case asked < fewestForeign:
			return ""
		case c.how == "western":
			western = max(western, share)
		case western <= atMostWestern && share >= ofLanguage && share > most && telling >= fewestTelling:
			letters, most = c.name, share
		}
	}
	return letters
}

// foreignLines returns the lines that have characters beyond ASCII, up to charsetEvidence
// bytes.
func foreignLines(head []byte) []byte {
	var text []byte
	for line := range bytes.Lines(head) {
		if bytes.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) {
			text = append(text, line[:min(len(line), charsetEvidence-len(text))]...)
		}
		if len(text) == charsetEvidence {
			break
		}
	}
	return text
}

// explains returns the share of the letters beyond ASCII, in a text of single bytes, that
// are of the charset's language, and the share that windows-1252 reads differently. A
// capital after a small letter does not count as one of its letters, nor does a letter of
// another script next to one of ASCII.
func (c *charset) explains(page *charmap.Charmap, text []byte) (share, telling float64, asked int) {
	explained, otherwise, small := 0, 0, false
	for i, b := range text {
		if b < utf8.RuneSelf || typographic(b) || !besideLetter(text, i) {
			small = false
			continue
		}
		asked++
		r := page.DecodeByte(b)
		if strings.ContainsRune(c.characters, unicode.ToLower(r)) || strings.ContainsRune(c.characters, r) {
			if (!unicode.IsUpper(r) || !small) && (unicode.Is(unicode.Latin, r) || !besideASCII(text, i)) {
				explained++
			}
			if r != charmap.Windows1252.DecodeByte(b) {
				otherwise++
			}
		}
		small = unicode.IsLower(r)
	}
	return float64(explained) / float64(max(asked, 1)), float64(otherwise) / float64(max(asked, 1)), asked
}

// typographic reports whether windows-1252 has b as a mark that is common in any text:
// quotes, dashes, the euro. Such a mark says nothing about the language.
func typographic(b byte) bool {
	switch b {
	case 0x80, 0x82, 0x84, 0x85, 0x8b, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9b, 0xa0, 0xa9, 0xab, 0xae, 0xb0, 0xb4, 0xb7, 0xbb:
		return true
	}
	return false
}

// besideLetter reports whether the i-th byte is next to a letter, of ASCII or beyond.
func besideLetter(text []byte, i int) bool {
	return besideASCII(text, i) || i > 0 && text[i-1] >= utf8.RuneSelf || i+1 < len(text) && text[i+1] >= utf8.RuneSelf
}

// besideASCII reports whether the i-th byte is next to an ASCII letter.
func besideASCII(text []byte, i int) bool {
	letter := func(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
	return i > 0 && letter(text[i-1]) || i+1 < len(text) && letter(text[i+1])
}

// frequent returns the share of the characters beyond ASCII, in a text of two-byte
// characters, that are frequent ones of the charset; 0 if too many are invalid.
func (c *charset) frequent(text []byte) float64 {
	decoded, err := c.encoding.NewDecoder().Bytes(text)
	if err != nil {
		return 0
	}
	all, known, broken := 0, 0, 0
	for _, r := range string(decoded) {
		switch {
		case r < utf8.RuneSelf:
			continue
		case r == utf8.RuneError:
			broken++
		case strings.ContainsRune(c.characters, r):
			known++
		}
		all++
	}
	if all < fewestForeign || float64(broken) > mostBroken*float64(all)+1 {
		return 0
	}
	return float64(known) / float64(all)
}

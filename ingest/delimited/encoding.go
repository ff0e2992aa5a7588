package delimited

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// These are the names of the encodings.
const (
	utf8Name    = "utf-8"
	utf16LEName = "utf-16le"
	utf16BEName = "utf-16be"
	windowsName = "windows-1252"
	latinName   = "iso-8859-1"
)

const utf8Mark = "\xef\xbb\xbf"

// marks are the byte order marks.
var marks = [...]struct{ mark, name string }{
	{utf8Mark, utf8Name},
	{"\xff\xfe", utf16LEName},
	{"\xfe\xff", utf16BEName},
}

// encodingOf detects the encoding of a file from its head, and the length of its byte order
// mark. Text that is mostly UTF-8 with a few bytes of another encoding counts as UTF-8;
// such values are repaired one by one.
func encodingOf(head []byte) (name string, mark int) {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.name, len(m.mark)
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		if name := utf16Of(head); name != "" {
			return name, 0
		}
	}
	if utf8.Valid(head) {
		return utf8Name, 0
	}
	var sequences, strangers, controls int
	for rest := head; len(rest) > 0; {
		if rest[0] < utf8.RuneSelf {
			rest = rest[1:]
			continue
		}
		r, size := utf8.DecodeRune(rest)
		switch {
		case r != utf8.RuneError || size > 1:
			sequences++
		case !utf8.FullRune(rest):
			return utf8Name, 0
		default:
			strangers++
			if rest[0] < 0xa0 {
				controls++
			}
		}
		rest = rest[size:]
	}
	if strangers <= sequences {
		return utf8Name, 0
	}
	if name := charsetOf(head); name != "" {
		return name, 0
	}
	if controls > 0 {
		return windowsName, 0
	}
	return latinName, 0
}

// utf16Of recognizes UTF-16 without a mark by the zero bytes of its ASCII characters.
func utf16Of(head []byte) string {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case half == 0:
	case zeros[1]*2 > half && zeros[0]*20 < half:
		return utf16LEName
	case zeros[0]*2 > half && zeros[1]*20 < half:
		return utf16BEName
	}
	return ""
}

// decode returns the text as UTF-8. Besides the names above it knows those of WHATWG, some
// of which charsetOf finds.
func decode(r io.Reader, name string) (io.Reader, error) {
	var e encoding.Encoding
	switch name {
	case utf8Name:
		return r, nil
	case utf16LEName:
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case utf16BEName:
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case windowsName:
		e = charmap.Windows1252
	case latinName:
		e = charmap.ISO8859_1
	default:
		var err error
		if e, err = encodingNamed(name); err != nil {
			return nil, fmt.Errorf("option encoding: %q is not known; %s, %s, %s and shift_jis are", name, utf8Name, utf16LEName, windowsName)
		}
	}
	return transform.NewReader(r, e.NewDecoder()), nil
}

// mend reads the values of a part that are not UTF-8 as Windows-1252, and notes the rows.
func mend(p *part) {
	touched := make(map[int]bool)
	for c := range p.columns {
		old := &p.columns[c]
		if utf8.Valid(old.data) && allValid(old) {
			continue
		}
		data, ends := make([]byte, 0, len(old.data)+len(old.data)/8), make([]int32, 1, len(old.ends))
		for row := range old.rows() {
			if value := old.value(row); utf8.Valid(value) {
				data = append(data, value...)
			} else {
				data = appendWindows(data, value)
				touched[row] = true
			}
			ends = append(ends, int32(len(data)))
		}
		old.data, old.ends = data, ends
	}
	for i := range p.rejects {
		if raw := p.rejects[i].Raw; !utf8.ValidString(raw) {
			p.rejects[i].Raw = string(appendWindows(nil, []byte(raw)))
		}
	}
	for row := range len(p.lines) {
		if touched[row] {
			p.note("encoding_mixed", p.lines[row])
		}
	}
}

func allValid(t *text) bool {
	for row := range t.rows() {
		if !utf8.Valid(t.value(row)) {
			return false
		}
	}
	return true
}

// appendWindows appends a Windows-1252 value as UTF-8. The five bytes that the encoding
// leaves undefined become replacement characters.
func appendWindows(dst, value []byte) []byte {
	for _, b := range value {
		dst = utf8.AppendRune(dst, charmap.Windows1252.DecodeByte(b))
	}
	return dst
}

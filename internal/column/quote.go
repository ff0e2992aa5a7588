package column

import "strings"

// AppendQuoted appends text as a quoted cell of CSV: between quotes, with those inside it
// doubled (RFC 4180, section 2, rule 7). prefix comes first within the quotes and must
// not contain any.
func AppendQuoted(dst []byte, prefix, text string) []byte {
	dst = append(append(dst, '"'), prefix...)
	for {
		quote := strings.IndexByte(text, '"')
		if quote < 0 {
			return append(append(dst, text...), '"')
		}
		dst = append(append(dst, text[:quote+1]...), '"')
		text = text[quote+1:]
	}
}

package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// closingQuote maps a mark that opens a nickname to the mark that closes it.
func closingQuote(open rune) rune {
	switch open {
	case '(':
		return ')'
	case '"', '\'':
		return open
	case '“', '„':
		return '”'
	case '‘':
		return '’'
	case '«':
		return '»'
	}
	return 0
}

// cutNicknames removes the text in round brackets or quotes between the words of a name.
// Apostrophes inside and at the end of words stay.
func cutNicknames(s string) (rest string, nicknames []string) {
	if !strings.ContainsAny(s, `("'“„‘«`) {
		return s, nil
	}
	var kept strings.Builder
	before := ' '
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if closing := closingQuote(r); closing != 0 && before == ' ' {
			if inside, after, ok := cutQuoted(s[size:], closing); ok {
				if inside != "" {
					nicknames = append(nicknames, inside)
				}
				s = after
				continue
			}
		}
		kept.WriteString(s[:size])
		s, before = s[size:], r
		if unicode.IsSpace(r) {
			before = ' '
		}
	}
	return kept.String(), nicknames
}

// cutQuoted splits s after the closing mark, which must end a word.
func cutQuoted(s string, closing rune) (inside, after string, ok bool) {
	for i, r := range s {
		if r != closing {
			continue
		}
		after := s[i+utf8.RuneLen(r):]
		next, _ := utf8.DecodeRuneInString(after)
		if after == "" || unicode.IsSpace(next) || next == ',' {
			return trimSpace(s[:i]), after, true
		}
	}
	return "", "", false
}

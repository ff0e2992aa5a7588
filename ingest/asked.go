package ingest

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"galena/internal/embedded"
)

var (
	//go:embed asked.tsv
	askedTSV string

	// askingWords maps the words that a form asks with to whether they mark a request.
	askingWords = sync.OnceValue(func() map[string]bool {
		words := map[string]bool{}
		for cells := range embedded.Rows(askedTSV) {
			words[cells[1]] = cells[0] != "with"
		}
		return words
	})
)

// askedFor returns what a header asks the person to state: "email address?" for "1. What's
// your email address?", "phone" for "Please enter phone". A header that asks for nothing,
// or for leave ("May we call your office?"), is returned as it is.
func askedFor(header string) string {
	asked := header
	for rest := header; ; {
		word, behind := firstWord(rest)
		marks, asks := askingWords()[word]
		if !asks && strings.Trim(word, "q0123456789") != "" || behind == "" {
			return asked
		}
		if rest = behind; marks {
			asked = behind
		}
	}
}

// firstWord returns the first word of a header in lower case, and what is behind it.
func firstWord(header string) (word, behind string) {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	start := strings.IndexFunc(header, letter)
	if start < 0 {
		return "", ""
	}
	header = header[start:]
	small := false
	end := strings.IndexFunc(header, func(r rune) bool {
		ends := !letter(r) || small && unicode.IsUpper(r)
		small = unicode.IsLower(r)
		return ends
	})
	if end < 0 {
		return strings.ToLower(header), ""
	}
	behind = header[end:]
	if strings.IndexFunc(behind, letter) < 0 {
		behind = ""
	}
	return strings.ToLower(header[:end]), behind
}

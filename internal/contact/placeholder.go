package contact

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"galena/internal/embedded"
)

//go:embed placeholders.txt
var placeholdersTXT string

// Placeholder is the problem of text that stands for a missing value.
const Placeholder Problem = "value_placeholder"

// placeholderTable holds the words that stand for no value and, for a quick test, the
// lengths of the words that begin with each byte.
type placeholderTable struct {
	words   map[string]bool
	lengths [256]uint64
}

var placeholders = sync.OnceValue(func() *placeholderTable {
	table := &placeholderTable{words: map[string]bool{}}
	for line := range embedded.Lines(placeholdersTXT) {
		table.words[line] = true
		for _, first := range [...]byte{line[0], strings.ToUpper(line)[0]} {
			table.lengths[first] |= 1 << len(line)
		}
	}
	return table
})

// IsPlaceholder reports whether a name, company or place is only what people and forms
// write when they have none: "unknown", "n/a", "[not provided]", "xxx", "---". Case does
// not matter. Words that are somebody's name do not count.
func IsPlaceholder(s string) bool {
	s = trimSpace(s)
	if s == "" {
		return false
	}
	switch c := s[0]; {
	case isLetterByte(c) && (c|0x20) != 'x':
		return len(s) < 64 && placeholders().lengths[c]&(1<<len(s)) != 0 && placeholders().words[strings.ToLower(s)]
	case c == '(' || c == '[' || c == '<':
		inner := strings.Trim(s, "()[]<> ")
		return inner != "" && placeholders().words[strings.ToLower(inner)]
	case (c | 0x20) == 'x':
		return len(s) > 2 && strings.Trim(s, "xX") == ""
	}
	if placeholders().words[strings.ToLower(s)] {
		return true
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

func isLetterByte(c byte) bool { return charClass[c]&(classLower|classUpper) != 0 }

// IsPlaceholderPhone reports whether the digits of a number are all the same, or count up
// or down from the first to the last: 0000000000, 123456789.
func IsPlaceholderPhone(s string) bool {
	var last byte
	n, step := 0, 0
	for i := range len(s) {
		c := s[i]
		if !isDigit(c) {
			if isLetterByte(c) {
				return false
			}
			continue
		}
		if n > 0 {
			// Counting wraps around: 0 comes after 9.
			now := (int(c) - int(last) + 10) % 10
			if n == 1 {
				step = now
			}
			if now != step || step > 1 && step < 9 {
				return false
			}
		}
		last = c
		n++
	}
	return n >= fewestPlaceholderDigits
}

// fewestPlaceholderDigits is the minimum number of digits of a placeholder: a shorter number
// may be an extension.
const fewestPlaceholderDigits = 5

// IsPlaceholderEmail reports whether an address is one that people fool forms with:
// noemail@anything, or the same word on both sides (test@test.com).
func IsPlaceholderEmail(address string) bool {
	local, domain, _ := strings.Cut(lowerASCII(address), "@")
	label, _, _ := strings.Cut(domain, ".")
	switch local {
	case "noemail", "no-email", "no.email", "no_email", "nomail", "no-mail", "keineemail", "keinemail", "keine-email", "sinemail", "sincorreo", "pasdemail", "notprovided", "noemailprovided", "donthaveone":
		return true
	case "test", "none", "na", "unknown", "no", "a", "aa", "aaa", "abc", "x", "xx", "xxx", "asdf", "email", "mail", "nobody", "fake", "example", "user", "null":
		return local == label
	}
	return label == "noemail" || label == "nomail"
}

package contact

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed mail_domains.txt
var mailDomainsTXT string

type domainModels struct{ domains, seconds, tops []string }

var suggestions = sync.OnceValue(func() (models domainModels) {
	for line := range embedded.Lines(mailDomainsTXT) {
		kind, words, _ := strings.Cut(line, "\t")
		switch list := strings.Fields(words); kind {
		case "domain":
			models.domains = list
		case "second":
			models.seconds = list
		case "top":
			models.tops = list
		}
	}
	return models
})

// These limit the errors that a suggestion may undo: a letter wrong, missing or too many, or
// two adjacent letters swapped. A short name may have one, a long name two.
const (
	shortName = 6
	maxTypos  = 2
)

// SuggestDomain proposes the mail domain that a mistyped one was meant to be: acme.com for
// acme.con, gmail.com for gmial.com. known are further domains that the caller expects,
// such as those of its customers. It never proposes domain itself, nor anything for a word
// without a dot. A suggestion is for a person to see; no address is ever rewritten by it.
func SuggestDomain(domain string, known ...string) (suggestion string, ok bool) {
	domain = lowerASCII(trimSpace(domain))
	if !isASCII(domain) || IsFreeDomain(domain) || slices.Contains(known, domain) {
		return "", false
	}
	second, top, dotted := strings.Cut(domain, ".")
	if !dotted {
		return "", false
	}
	for _, domains := range [][]string{known, suggestions().domains} {
		if nearest, distance := closest(domain, domains); distance <= typosAllowed(second) && !otherFirm(second, nearest) && !otherCountry(second, top, nearest) {
			return nearest, nearest != domain
		}
	}
	suggestion = suggestParts(second, top)
	return suggestion, suggestion != "" && suggestion != domain
}

// suggestParts corrects the two parts of a domain separately. A top-level domain is
// corrected only if it is not a known one.
func suggestParts(second, top string) string {
	models := suggestions()
	nearestTop, distance := closest(top, models.tops)
	if distance > maxTypos || (distance > 0 && (len(top) < 3 || len(nearestTop) > len(top)+1)) {
		return ""
	}
	if nearest, typos := closest(second, models.seconds); typos == 1 && len(nearest) >= shortName-1 {
		second = nearest
	}
	return second + "." + nearestTop
}

// typosAllowed depends on the length of the name before the first dot.
func typosAllowed(second string) int {
	if len(second) < shortName-1 {
		return 1
	}
	return maxTypos
}

// otherFirm reports whether a domain of up to three letters differs from a known one in
// those letters. With names that short every neighbour is taken: ge.com is not a mistyped
// me.com.
func otherFirm(second, nearest string) bool {
	nearSecond, _, _ := strings.Cut(nearest, ".")
	return len(second) <= 3 && second != nearSecond
}

// otherCountry reports whether a domain differs from a known one only in a top-level domain
// that exists: yahoo.se is not a mistyped yahoo.es.
func otherCountry(second, top, nearest string) bool {
	nearSecond, nearTop, _ := strings.Cut(nearest, ".")
	return second == nearSecond && top != nearTop && top != "co" && slices.Contains(suggestions().tops, top)
}

// closest returns the first word with the smallest distance, or "" if none is within
// maxTypos.
func closest(s string, words []string) (nearest string, distance int) {
	distance = maxTypos + 1
	for _, word := range words {
		if d := typoDistance(s, word, distance); d < distance {
			nearest, distance = word, d
		}
	}
	return nearest, distance
}

// typoDistance returns the optimal string alignment distance of two ASCII strings (Damerau
// 1964: replace, insert, delete, swap neighbours), or limit if it is at least that.
func typoDistance(a, b string, limit int) int {
	const longest = 64
	if max(len(a)-len(b), len(b)-len(a)) >= limit || len(a) >= longest || len(b) >= longest {
		return limit
	}
	var rows [3][longest]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	least := 0 // of the previous row
	for i := 1; i <= len(a); i++ {
		row[0] = i
		leastBefore := least
		least = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least >= limit && leastBefore >= limit { // a swap reaches back two rows
			return limit
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}

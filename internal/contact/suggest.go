package contact

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed mail_domains.txt
var mailDomainsTXT string

type domainModels struct{ domains, seconds, tops []string }

var suggestions = sync.OnceValue(func() (models domainModels) {
	for line := range dataLines(mailDomainsTXT) {
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

// Errors that a suggestion may undo: a letter wrong, missing, too many, or two
// letters swapped. A short name may have one, a long one two.
const (
	shortName  = 6
	maxTypos   = 2
	maxTopTypo = 2
)

// SuggestDomain proposes the mail domain that a mistyped one was meant to be:
// gmial.com is gmail.com, acme.con is acme.com. It never proposes the domain
// itself. A suggestion is for a person to see; nothing rewrites an address by it.
func SuggestDomain(domain string) (suggestion string, ok bool) {
	domain = lowerASCII(trimSpace(domain))
	if !isASCII(domain) || IsFreeDomain(domain) {
		return "", false
	}
	suggestion = suggestDomain(domain, suggestions())
	return suggestion, suggestion != "" && suggestion != domain
}

func suggestDomain(domain string, models domainModels) string {
	second, top, dotted := strings.Cut(domain, ".")
	if nearest, distance := closest(domain, models.domains); distance == 0 ||
		(dotted && distance <= typosAllowed(domain) && !plausible(second, top, nearest, models)) {
		return nearest
	}
	if !dotted {
		if nearest, distance := closest(domain, models.seconds); distance > 0 && distance <= maxTypos && len(domain) > 3 {
			return nearest
		}
		if nearest, distance := closest(domain, models.tops); distance > 0 && distance <= 1 {
			return nearest
		}
		return ""
	}
	if nearest, distance := closest(domain, models.tops); distance == 1 && strings.Contains(nearest, ".") {
		return nearest
	}
	if nearest, distance := closest(second, models.seconds); distance == 0 {
		second = nearest
	}
	nearest, distance := closest(top, models.tops)
	if distance == 0 || distance > maxTopTypo || (len(top) < 3 && distance > 0) || len(nearest) > len(top)+1 {
		return ""
	}
	return second + "." + nearest
}

// typosAllowed depends on the length of the name before the first dot.
func typosAllowed(domain string) int {
	if strings.IndexByte(domain, '.') < shortName-1 {
		return 1
	}
	return maxTypos
}

// plausible reports whether a domain near a known one may well be meant: the same
// name under another top-level domain that exists, such as yahoo.se.
func plausible(second, top, nearest string, models domainModels) bool {
	nearSecond, nearTop, _ := strings.Cut(nearest, ".")
	if second == nearSecond {
		_, distance := closest(top, models.tops)
		return distance == 0 && top != nearTop
	}
	return false
}

// closest returns the first word with the smallest distance.
func closest(s string, words []string) (nearest string, distance int) {
	distance = 1 << 30
	for _, word := range words {
		if d := typoDistance(s, word, distance); d < distance {
			nearest, distance = word, d
		}
	}
	return nearest, distance
}

// typoDistance is the optimal string alignment distance of two ASCII strings
// (Damerau 1964: replace, insert, delete, swap neighbours), or limit where their
// lengths alone make it at least that.
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
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

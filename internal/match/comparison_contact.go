package match

import "strings"

const (
	mailbox = iota + 1
	emailNear
	emailAlike
	emailDifferent
)

func compareEmails(s *scratch, a, b string) int {
	atA, atB := strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@')
	if atA > 0 && atB > 0 && a[:atA] == b[:atB] {
		return mailbox
	}
	if d := len(a) - len(b); d <= 3 && d >= -3 {
		if d := s.distance(a, b); d <= 2 || d == 3 && min(len(a), len(b)) > 16 {
			return emailNear
		}
	}
	if a[0] == b[0] && atA > 3 && atB > 3 && s.similarity(a[:atA], b[:atB]) >= 0.9 {
		return emailAlike
	}
	return emailDifferent
}

// far reports whether two values differ so much in length and first letter that comparing them further is not worth it.
func far(a, b string, lengths int) bool {
	d := len(a) - len(b)
	return (d > lengths || d < -lengths) && a[0] != b[0]
}

const (
	national = iota + 1
	phoneNear
	phoneDifferent
)

// comparePhones takes E.164 numbers, but also what could not be parsed: digits as they stood.
func comparePhones(s *scratch, a, b string) int {
	a, b = strings.TrimPrefix(a, "+"), strings.TrimPrefix(b, "+")
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) >= 7 && len(b) > len(a) && strings.HasSuffix(b, strings.TrimLeft(a, "0")) {
		return national
	}
	if len(b)-len(a) <= 1 && len(a) >= 6 && s.distance(a, b) == 1 {
		return phoneNear
	}
	return phoneDifferent
}

const (
	companyTokens = iota + 1
	companyNear
	companyAlike
	companyDifferent
)

func compareCompanies(s *scratch, a, b string) int {
	same, fewer, more := s.overlap(a, b)
	if same == more {
		return companyTokens
	}
	j := s.similarity(a, b)
	switch {
	case j >= 0.94 || min(len(a), len(b)) > 5 && s.distance(a, b) <= 1:
		return companyNear
	case same == fewer || j >= 0.88:
		return companyAlike
	}
	return companyDifferent
}

// overlap counts the words two values have in common, and the words of the one with fewer and of the one with more.
func (s *scratch) overlap(a, b string) (same, fewer, more int) {
	left, right := s.split(0, a), s.split(1, b)
	var taken uint64
	for _, token := range left {
		if i := findToken(right, taken, func(other string) bool { return other == token }); i >= 0 {
			taken |= 1 << i
			same++
		}
	}
	return same, min(len(left), len(right)), max(len(left), len(right))
}

func compareURLs(s *scratch, a, b string) int {
	if !far(a, b, 2) && s.distance(a, b) <= 2 {
		return 1
	}
	return 2
}

const (
	idNear = iota + 1
	idDifferent
)

func compareIDs(s *scratch, a, b string) int {
	if d := len(a) - len(b); d < 2 && d > -2 && min(len(a), len(b)) > 3 && s.distance(a, b) == 1 {
		return idNear
	}
	return idDifferent
}

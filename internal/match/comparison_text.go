package match

import (
	"strings"
	"unsafe"
)

const (
	textTokens = iota + 1
	textNear
	textAlike
	textDifferent
)

func compareTexts(s *scratch, a, b string) int {
	same, fewer, more := s.overlap(a, b)
	if same == more && same > 0 {
		return textTokens
	}
	j := s.similarity(a, b)
	switch {
	case j >= 0.92 || min(len(a), len(b)) > 3 && s.distance(a, b) <= 1:
		return textNear
	case j >= 0.84 || same > 0 && (same == fewer || 2*same >= more):
		return textAlike
	}
	return textDifferent
}

func compareCategories(s *scratch, a, b string) int {
	if d := len(a) - len(b); d < 2 && d > -2 && s.distance(a, b) == 1 {
		return 1
	}
	return 2
}

const (
	dateSwapped = iota + 1
	dateNear
	twoParts
	sameYear
	dateDifferent
)

// compareDates compares ISO dates, with or without hyphens. A value that is no date is compared by its digits alone.
func compareDates(s *scratch, a, b string) int {
	yearA, monthA, dayA := dateParts(a)
	yearB, monthB, dayB := dateParts(b)
	if yearA == "" || yearB == "" {
		if s.distance(a, b) == 1 {
			return dateNear
		}
		return dateDifferent
	}
	same := 0
	for _, part := range [3][2]string{{yearA, yearB}, {monthA, monthB}, {dayA, dayB}} {
		if part[0] == part[1] {
			same++
		}
	}
	switch {
	case yearA == yearB && monthA == dayB && dayA == monthB:
		return dateSwapped
	case s.distance(a, b) == 1:
		return dateNear
	case same == 2:
		return twoParts
	case yearA == yearB:
		return sameYear
	}
	return dateDifferent
}

// dateParts cuts YYYY-MM-DD and YYYYMMDD into parts. The year is empty for anything else.
func dateParts(date string) (year, month, day string) {
	switch {
	case len(date) >= 10 && date[4] == '-' && date[7] == '-':
		return date[:4], date[5:7], date[8:10]
	case len(date) == 8 && strings.Trim(date, "0123456789") == "":
		return date[:4], date[4:6], date[6:]
	}
	return "", "", ""
}

// offset returns where part, a substring cut from value, starts in it.
func offset(value, part string) int {
	return int(uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.StringData(value))))
}

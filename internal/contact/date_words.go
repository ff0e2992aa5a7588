package contact

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"galena/internal/embedded"
)

//go:embed months.tsv
var monthsTSV string

// monthNames maps a folded name to 1 to 12, or to 0 for a word to skip.
var monthNames = sync.OnceValue(func() map[string]int {
	names := make(map[string]int)
	for line := range embedded.Lines(monthsTSV) {
		number, words, _ := strings.Cut(line, "\t")
		month, _ := strconv.Atoi(number)
		for word := range strings.FieldsSeq(words) {
			names[word] = month
		}
	}
	return names
})

// hasLetterBefore reports whether s has a letter before any time of day.
func hasLetterBefore(s string) bool {
	for i := range len(s) {
		if s[i] == ':' {
			return false
		}
		if s[i] >= utf8.RuneSelf || charClass[s[i]]&(classUpper|classLower) != 0 {
			return true
		}
	}
	return false
}

// parseWords reads a date whose month is a word: day month year, month day year or year
// month day, optionally followed by a time. A two-digit year comes last, as in 03-Apr-25:
// nobody writes it before a month in words.
func parseWords(s string) (int64, bool, Problem) {
	date, tail := cutClock(s)
	month := 0
	var numbers [2]numberPart
	count := 0
	for date != "" {
		switch c := date[0]; {
		case isDigit(c):
			if count == len(numbers) {
				return 0, false, DateBad
			}
			numbers[count], date = leadingNumber(date)
			count++
		case c == ' ' || c == ',' || c == '-' || c == '/' || c == '.':
			date = date[1:]
		default:
			end := strings.IndexAny(date, " ,-/.0123456789")
			if end < 0 {
				end = len(date)
			}
			number, known := monthNames()[NameKey(date[:end])]
			if !known || (number > 0 && month > 0) {
				return 0, false, DateBad
			}
			month = max(month, number)
			date = date[end:]
		}
	}
	if month == 0 || count != len(numbers) {
		return 0, false, DateBad
	}
	day, year := numbers[0], numbers[1]
	if day.digits == 4 {
		day, year = year, day
	}
	if !day.inOneOrTwo() {
		return 0, false, DateBad
	}
	return dayOfYear(year, month, day.value, tail)
}

// cutClock splits s before its time of day, if it has one; tail then starts with a space.
func cutClock(s string) (date, tail string) {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s, ""
	}
	start := colon
	for start > 0 && isDigit(s[start-1]) {
		start--
	}
	if start == 0 || (s[start-1] != ' ' && s[start-1] != 'T') {
		return s, ""
	}
	return strings.TrimSuffix(strings.TrimRight(s[:start-1], " "), " at"), " " + s[start:]
}

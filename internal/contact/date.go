package contact

import (
	"math"
	"strconv"
)

// These are the problems of a date.
const (
	DateEmpty     Problem = "date_empty"
	DateBad       Problem = "date_bad"
	DateAmbiguous Problem = "date_ambiguous" // 03/04/2024 without a known order, or a two-digit year
	DateSerial    Problem = "date_serial"    // a spreadsheet's day number, such as 45292
)

// DateOrder says how to read a date of three numbers that does not start with the year.
type DateOrder uint8

// These are the orders of day and month.
const (
	OrderUnknown DateOrder = iota // only dates that can be read in one way
	OrderDMY
	OrderMDY
)

const (
	microsPerSecond = 1_000_000
	secondsPerDay   = 86_400
)

// ParseTime reads a date or a time and returns microseconds since 1970 in UTC. dateOnly
// means that there was no time of day; the value is then midnight. A time without a zone is
// taken as UTC.
//
// It reads ISO 8601 and RFC 3339 with any of their separators ("2006-01-02",
// "2006-01-02T15:04:05.999+02:00", "2006-01-02 15:04", "20060102"), dates with the month as
// a word ("02 Jan 2006", "Jan 2, 2006", RFC 1123), three numbers separated by slash, dot or
// hyphen (dots mean day first; the others follow order, or must have only one reading), and
// Unix time as ten digits of seconds or thirteen of milliseconds. Years are 1 to 9999.
// Two-digit years are read after a month as a word, or if order is known.
func ParseTime(s string, order DateOrder) (micros int64, dateOnly bool, problem Problem) {
	s = trimSpace(s)
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		if days, ok := isoDay(s); ok {
			if within, ok := plainClock(s[10:]); ok {
				return days*secondsPerDay*microsPerSecond + within, false, ""
			}
			return withTime(days, s[10:])
		}
		return 0, false, DateBad
	}
	if s == "" {
		return 0, false, DateEmpty
	}
	if micros, dateOnly, problem, ok := parseDigits(s); ok {
		return micros, dateOnly, problem
	}
	if hasLetterBefore(s) {
		return parseWords(s)
	}
	return parseThree(s, order)
}

// isoDay reads YYYY-MM-DD at the start of s, which must be long enough.
func isoDay(s string) (days int64, ok bool) {
	year, okYear := digits4(s[0:4])
	month, okMonth := digits2(s[5:7])
	day, okDay := digits2(s[8:10])
	if !okYear || !okMonth || !okDay {
		return 0, false
	}
	return civilDay(year, month, day)
}

func digits2(s string) (int, bool) {
	a, b := s[0]-'0', s[1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

func digits4(s string) (int, bool) {
	high, okHigh := digits2(s[0:2])
	low, okLow := digits2(s[2:4])
	return high*100 + low, okHigh && okLow
}

// civilDay counts the days from 1970-01-01 in the proleptic Gregorian calendar (Howard
// Hinnant, "chrono-compatible low-level date algorithms"). It is not ok if there is no such
// day.
func civilDay(year, month, day int) (int64, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	if month <= 2 {
		year--
		month += 12
	}
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	return int64(year*365 + year/4 - year/100 + year/400 + dayOfYear - 719468), true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// parseDigits reads values of digits only, with or without a fraction: compact ISO dates,
// Unix times and spreadsheet day numbers. ok means that s has such a form, valid or not.
func parseDigits(s string) (micros int64, dateOnly bool, problem Problem, ok bool) {
	whole := s
	for i := range len(s) {
		if s[i] == '.' && i > 0 && allDigits(s[i+1:]) {
			whole = s[:i]
			break
		}
	}
	if !allDigits(whole) {
		return 0, false, "", false
	}
	number, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, false, DateBad, true
	}
	switch {
	case len(whole) == 5 && number >= 10_000 && number < 80_000:
		return 0, false, DateSerial, true
	case len(whole) != len(s) && len(whole) != 10:
		return 0, false, DateBad, len(whole) > 4
	case len(whole) == 8:
		if days, fine := civilDay(int(number/10_000), int(number/100%100), int(number%100)); fine {
			return days * secondsPerDay * microsPerSecond, true, "", true
		}
	case len(whole) == 10:
		seconds, err := strconv.ParseFloat(s, 64)
		if err == nil {
			return int64(math.Round(seconds * microsPerSecond)), false, "", true
		}
	case len(whole) == 13:
		return number * 1000, false, "", true
	}
	return 0, false, DateBad, true
}

// parseThree reads three numbers separated by slash, dot or hyphen.
func parseThree(s string, order DateOrder) (int64, bool, Problem) {
	first, rest := leadingNumber(s)
	if rest == "" || (rest[0] != '/' && rest[0] != '.' && rest[0] != '-') {
		return 0, false, DateBad
	}
	mark := rest[0]
	second, rest := leadingNumber(rest[1:])
	if rest == "" || rest[0] != mark {
		return 0, false, DateBad
	}
	third, tail := leadingNumber(rest[1:])
	switch {
	case first.digits == 4 && second.inOneOrTwo() && third.inOneOrTwo():
		return dayWithTime(first.value, second.value, third.value, tail)
	case !first.inOneOrTwo() || !second.inOneOrTwo():
		return 0, false, DateBad
	case third.digits == 2 && order == OrderUnknown:
		return 0, false, DateAmbiguous // it may be the day, and the first number the year
	}
	if mark == '.' && order == OrderUnknown {
		order = OrderDMY
	}
	if order == OrderUnknown {
		switch {
		case first.value > 12 || first.value == second.value:
			order = OrderDMY
		case second.value > 12:
			order = OrderMDY
		default:
			return 0, false, DateAmbiguous
		}
	}
	if order == OrderMDY {
		first, second = second, first
	}
	return dayOfYear(third, second.value, first.value, tail)
}

// dayOfYear is dayWithTime for a year as written. A two-digit year is read only where
// spreadsheets, whose century begins at 30, and POSIX, whose begins at 69, agree.
func dayOfYear(year numberPart, month, day int, tail string) (int64, bool, Problem) {
	switch {
	case year.digits == 4:
	case year.digits != 2:
		return 0, false, DateBad
	case year.value < pivotYear:
		year.value += 2000
	case year.value >= posixPivotYear:
		year.value += 1900
	default:
		return 0, false, DateAmbiguous
	}
	return dayWithTime(year.value, month, day, tail)
}

type numberPart struct{ value, digits int }

func (n numberPart) inOneOrTwo() bool { return n.digits == 1 || n.digits == 2 }

// leadingNumber reads up to four digits.
func leadingNumber(s string) (part numberPart, rest string) {
	for part.digits < min(len(s), 4) && isDigit(s[part.digits]) {
		part.value = part.value*10 + int(s[part.digits]-'0')
		part.digits++
	}
	return part, s[part.digits:]
}

func dayWithTime(year, month, day int, tail string) (int64, bool, Problem) {
	days, ok := civilDay(year, month, day)
	if !ok {
		return 0, false, DateBad
	}
	return withTime(days, tail)
}

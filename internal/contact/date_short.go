package contact

// ParseShortYear reads a date of three numbers with a two-digit year, as spreadsheets do:
// 30 to 99 are of the last century, 00 to 29 of this one. It guesses, so it is only for
// comparing: 16/12/42 and 16.12.1942 may be one day.
func ParseShortYear(s string, order DateOrder) (micros int64, ok bool) {
	long, ok := withCentury(trimSpace(s))
	if !ok {
		return 0, false
	}
	micros, _, problem := parseThree(long, order)
	return micros, problem == ""
}

// withCentury writes the two-digit year at the end of a date of three numbers with four
// digits.
func withCentury(s string) (long string, ok bool) {
	first, rest := leadingNumber(s)
	if !first.inOneOrTwo() || rest == "" || rest[0] != '/' && rest[0] != '.' && rest[0] != '-' {
		return "", false
	}
	second, third := leadingNumber(rest[1:])
	if !second.inOneOrTwo() || third == "" || third[0] != rest[0] {
		return "", false
	}
	year, tail := leadingNumber(third[1:])
	if year.digits != 2 || tail != "" && isDigit(tail[0]) {
		return "", false
	}
	century := "19"
	if year.value < pivotYear {
		century = "20"
	}
	start := len(s) - len(third) + 1
	return s[:start] + century + s[start:], true
}

// pivotYear is the first two-digit year that spreadsheets put in the last century.
const pivotYear = 30

// posixPivotYear is the same for strptime.
const posixPivotYear = 69

package export

const (
	secondsPerDay  = 24 * 60 * 60
	microsPerDay   = secondsPerDay * 1_000_000
	firstDay       = -719_528  // 0000-01-01
	daysOfTenMille = 3_652_425 // of the years 0 to 9999
)

// dayOf returns the day of an instant, in UTC, and the microseconds since that day began.
func dayOf(micros int64) (day, rest int64) {
	day, rest = micros/microsPerDay, micros%microsPerDay
	if rest < 0 {
		return day - 1, rest + microsPerDay
	}
	return day, rest
}

// isFourDigitYear reports whether day, counted from 1970, is in the years 0 to 9999, the
// range that appendDay and appendInstant can write.
func isFourDigitYear(day int64) bool { return day >= firstDay && day < firstDay+daysOfTenMille }

// appendDay appends a day as 2006-01-02, without converting to time.Time. The algorithm is
// Howard Hinnant's ("chrono-compatible low-level date algorithms"): years begin in March,
// so that the leap day comes last.
func appendDay(dst []byte, day int64) []byte {
	shifted := uint32(day + 719_468 + 146_097) // days since -0400-03-01
	era, dayOfEra := shifted/146_097, shifted%146_097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36_524 - dayOfEra/146_096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	month := (5*dayOfYear + 2) / 153 // 0 is March
	dayOfMonth := dayOfYear - (153*month+2)/5 + 1
	year := yearOfEra + era*400 - 400
	if month += 3; month > 12 {
		month -= 12
		year++
	}
	dst = appendTwo(appendTwo(dst, year/100), year%100)
	dst = appendTwo(append(dst, '-'), month)
	return appendTwo(append(dst, '-'), dayOfMonth)
}

// appendInstant appends an instant, in microseconds since 1970, in RFC 3339 format with Z
// and as many decimals as it needs.
func appendInstant(dst []byte, micros int64) []byte {
	day, rest := dayOf(micros)
	second, fraction := uint32(rest/1_000_000), uint32(rest%1_000_000)
	dst = append(appendDay(dst, day), 'T')
	dst = appendTwo(dst, second/3600)
	dst = appendTwo(append(dst, ':'), second/60%60)
	dst = appendTwo(append(dst, ':'), second%60)
	if fraction > 0 {
		dst = append(dst, '.')
		for ; fraction > 0; fraction = fraction % 100_000 * 10 {
			dst = append(dst, byte('0'+fraction/100_000))
		}
	}
	return append(dst, 'Z')
}

// appendTwo appends a number below 100 as two digits.
func appendTwo(dst []byte, n uint32) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

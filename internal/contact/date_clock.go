package contact

import "strings"

// withTime adds the time of day and the zone in tail, which may be empty, to a day.
func withTime(days int64, tail string) (micros int64, dateOnly bool, problem Problem) {
	midnight := days * secondsPerDay * microsPerSecond
	if tail == "" {
		return midnight, true, ""
	}
	if tail[0] != 'T' && tail[0] != 't' && tail[0] != ' ' && tail[0] != ',' {
		return 0, false, DateBad
	}
	clock := strings.TrimLeft(tail[1:], " ")
	within, rest, ok := parseClock(clock)
	if !ok {
		return 0, false, DateBad
	}
	offset, ok := parseZone(rest)
	if !ok {
		return 0, false, DateBad
	}
	return midnight + within - offset*microsPerSecond, false, ""
}

// plainClock reads Thh:mm:ssZ, the form that programs write, in less than half the time of
// parseClock. It rejects anything else, which parseClock then judges.
func plainClock(s string) (micros int64, ok bool) {
	if len(s) != len("T00:00:00Z") || s[0] != 'T' || s[3] != ':' || s[6] != ':' || s[9] != 'Z' {
		return 0, false
	}
	hour, okHour := digits2(s[1:3])
	minute, okMinute := digits2(s[4:6])
	second, okSecond := digits2(s[7:9])
	ok = okHour && okMinute && okSecond && hour < 24 && minute < 60 && second < 60
	return int64(hour*3600+minute*60+second) * microsPerSecond, ok
}

// parseClock reads hh:mm, hh:mm:ss and hh:mm:ss.fraction, optionally followed by AM or PM,
// as microseconds since midnight. Digits below the microsecond are cut off.
func parseClock(s string) (micros int64, rest string, ok bool) {
	hour, rest := leadingNumber(s)
	if !hour.inOneOrTwo() || hour.value > 23 || len(rest) < 3 || rest[0] != ':' {
		return 0, "", false
	}
	minute, okMinute := digits2(rest[1:3])
	rest = rest[3:]
	if !okMinute || minute > 59 {
		return 0, "", false
	}
	seconds := 0
	if len(rest) >= 3 && rest[0] == ':' {
		var okSecond bool
		if seconds, okSecond = digits2(rest[1:3]); !okSecond || seconds > 59 {
			return 0, "", false
		}
		rest = rest[3:]
	}
	micros = int64(minute*60+seconds) * microsPerSecond
	if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') && isDigit(rest[1]) {
		unit := int64(microsPerSecond)
		for rest = rest[1:]; rest != "" && isDigit(rest[0]); rest = rest[1:] {
			unit /= 10
			micros += int64(rest[0]-'0') * unit
		}
	}
	hours := hour.value
	if half := strings.TrimLeft(rest, " "); len(half) >= 2 && (half[1]|0x20) == 'm' && half[0] != 'G' {
		if hours, ok = halfDay(hours, half[0]|0x20); !ok {
			return 0, "", false
		}
		rest = half[2:]
	}
	return micros + int64(hours)*3600*microsPerSecond, rest, true
}

// halfDay converts an hour before AM or PM to 0 to 23; half is the first letter of AM or
// PM.
func halfDay(hour int, half byte) (int, bool) {
	if hour < 1 || hour > 12 || (half != 'a' && half != 'p') {
		return 0, false
	}
	hour %= 12
	if half == 'p' {
		hour += 12
	}
	return hour, true
}

// parseZone reads what may follow a time: nothing, Z, UTC, GMT, +hh, +hhmm or +hh:mm. It
// returns seconds east of UTC. Other zone names are refused, since too many have several
// meanings.
func parseZone(s string) (seconds int64, ok bool) {
	s = strings.TrimLeft(s, " ")
	switch s {
	case "", "Z", "z", "UTC", "GMT":
		return 0, true
	}
	sign := int64(1)
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	digits := s[1:]
	if len(digits) == 5 && digits[2] == ':' {
		digits = digits[:2] + digits[3:]
	}
	if len(digits) == 2 {
		digits += "00"
	}
	if len(digits) != 4 {
		return 0, false
	}
	hours, okHours := digits2(digits[:2])
	minutes, okMinutes := digits2(digits[2:])
	if !okHours || !okMinutes || hours > 15 || minutes > 59 {
		return 0, false
	}
	return sign * int64(hours*3600+minutes*60), true
}

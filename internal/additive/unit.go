package additive

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// timeUnits maps the spellings of time units, without a plural s, to their names.
var timeUnits = map[string]string{
	"s": "second", "sec": "second", "second": "second", "min": "minute", "minute": "minute", "h": "hour", "hr": "hour", "hour": "hour",
	"d": "day", "day": "day", "wk": "week", "week": "week", "mo": "month", "month": "month", "y": "year", "yr": "year", "year": "year",
}

// secondsOf gives the length of time units; a month and a year are averages.
var secondsOf = map[string]float64{"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746, "year": 31_556_952}

// unitNamed returns the name of the unit that a word after a number stands for.
func unitNamed(word string) string {
	unit := strings.TrimSuffix(word, "s")
	if name := timeUnits[unit]; name != "" {
		return name
	}
	return unit
}

// inUnit converts a number to the unit wanted. It fails if the two units do not measure the
// same.
func inUnit(value float64, unit, wanted string) (float64, bool) {
	if unit == "" || unit == wanted {
		return value, true
	}
	from, to := secondsOf[unit], secondsOf[unitNamed(wanted)]
	return value * from / max(to, 1), from > 0 && to > 0
}

// duration reads a time written in parts (2m 22s, 1 hour 5 min, 3y 2m) or as on a clock
// (02:22, 1:02:22). Its unit is that of the last part.
func duration(cell string) (value float64, unit string, ok bool) {
	rest := strings.ToLower(strings.TrimSpace(cell))
	if strings.Contains(rest, ":") {
		value, ok = clock(rest)
		return value, "second", ok
	}
	total, parts := 0.0, 0
	for rest != "" {
		var x float64
		var word string
		if x, word, rest, ok = durationPart(rest); !ok {
			return 0, "", false
		}
		name := unitNamed(word)
		if word == "s" {
			name = "second"
		}
		if word == "m" { // m is a minute, but a month after years
			if name = "minute"; unit == "year" {
				name = "month"
			}
		}
		if secondsOf[name] == 0 || parts > 0 && secondsOf[name] >= secondsOf[unit] {
			return 0, "", false
		}
		total += x * secondsOf[name]
		unit = name
		parts++
	}
	return total / max(secondsOf[unit], 1), unit, parts > 1
}

// durationPart reads a number and the word after it, and returns the remaining text.
func durationPart(text string) (x float64, word, rest string, ok bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '.' && !unicode.IsDigit(r) })
	if end <= 0 {
		return 0, "", "", false
	}
	x, err := strconv.ParseFloat(text[:end], 64)
	text = strings.TrimLeft(text[end:], " ")
	end = strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(text)
	}
	return x, text[:end], strings.TrimLeft(text[end:], " ,"), err == nil
}

// clock reads mm:ss or hh:mm:ss as seconds.
func clock(text string) (seconds float64, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) > 3 {
		return 0, false
	}
	for i, part := range parts {
		x, err := strconv.ParseUint(part, 10, 32)
		if err != nil || i > 0 && (len(part) != 2 || x > 59) {
			return 0, false
		}
		seconds = 60*seconds + float64(x)
	}
	return seconds, true
}

// shortestTime returns the shortest of the units, or "" if some are not units of time.
func (v *values) shortestTime() string {
	shortest := ""
	for unit := range v.units {
		if secondsOf[unit] == 0 {
			return ""
		}
		if shortest == "" || secondsOf[unit] < secondsOf[shortest] {
			shortest = unit
		}
	}
	return shortest
}

// settleUnit chooses the unit of the column's numbers and converts them to it: for units of
// time, the shortest. If there are several other units, values with a unit do not count as
// numbers.
func (v *values) settleUnit() string {
	if len(v.units) < 2 {
		for unit := range v.units {
			return unit
		}
		return ""
	}
	if v.distinct == nil {
		v.numbers = 0
		return ""
	}
	wanted := v.shortestTime()
	for row, code := range v.codes {
		if code < 0 || v.readings[code].unit == "" {
			continue
		}
		r := v.readings[code]
		if x, ok := inUnit(r.number, r.unit, wanted); ok {
			v.number[row] = x
			continue
		}
		v.number[row] = math.NaN()
		v.numbers--
	}
	return wanted
}

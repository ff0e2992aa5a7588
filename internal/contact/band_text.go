package contact

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

// EmployeeBandOf reads text that stands for a number of employees: a range such as
// "51-200", "51 to 200" or "10,001+ employees", or a number with words or signs, such as
// "~20", "300 staff" or ">10k". It returns "" if the text does not lie in one band as a
// whole, or can be read in two ways. A range that begins with the last number of a band, as
// round ones do, starts after it: "50-200" is 51-200.
func EmployeeBandOf(text string) string {
	a, ok := readAmount(text)
	switch {
	case !ok || a.least != math.Trunc(a.least):
		return ""
	case a.open && a.least == 10_000: // close enough to the last band
		return EmployeeBand(10_001)
	case a.open:
		return a.lastBand(employeeBands)
	case a.most > a.least && EmployeeBand(a.least) != EmployeeBand(a.least+1): // "50-200" starts above 50
		a.least++
	}
	if EmployeeBand(a.least) == EmployeeBand(a.most) {
		return EmployeeBand(a.least)
	}
	return ""
}

// RevenueBandOf reads text that stands for a revenue, with or without a currency: "$5M",
// "10 Mio. EUR", "1-5 million", "1B+", "50 crore", "1,2 Mrd". It returns "" if the text
// does not lie in one band as a whole. A range excludes its upper number.
func RevenueBandOf(text string) string {
	a, ok := readAmount(text)
	switch {
	case !ok || a.of != "":
		return ""
	case a.open:
		return a.lastBand(revenueBands)
	case a.most > a.least:
		a.most = math.Nextafter(a.most, 0)
	}
	if RevenueBand(a.least) == RevenueBand(a.most) {
		return RevenueBand(a.least)
	}
	return ""
}

// amount is a number or a range, with its unit multiplied out.
type amount struct {
	least, most float64
	open        bool   // without an upper end: "10+", "over 10"
	of          string // the word after the number
}

// lastBand returns the last band if all of an open amount lies in it.
func (a amount) lastBand(bands []band) string {
	if last := bands[len(bands)-1]; a.least >= last.least {
		return last.name
	}
	return ""
}

const (
	amountNumber   = `(\d{1,3}(?:[,. ']\d{3})+|\d+(?:[.,]\d+)?)`
	amountUnit     = `\s?((?:k|tsd|tys|teur|keur|tchf|thousand|mm?|mn|mio|mln|mill|meur|mchf|msek|mnok|mdkk|mkr|millions?|millionen|millones|millón|milhões|milhão|milioni|miljoen|b|bn|billions?|bilhões|bilhão|mrd|mld|md|milliards?|milliarden|miliardi|miljard|lakhs?|crores?|cr)\b\.?|[万億亿]|t€)?`
	amountCurrency = `\s?(?:us\$|r\$|a\$|c\$|[$€£¥₹円元]|zł|kč|kr|usd|eur|(?:de |d')?(?:euros?|dollars?|dólares)|pounds|gbp|chf|pln|inr|rs\.?|aud|cad|sek|nok|dkk|brl|mxn|jpy|cny|rmb)?\s?`
	amountBefore   = `(>|≥|over|more than|at least|mehr als|über|plus de|más de|mais de|oltre|meer dan|<|under|less than|up to|bis zu|unter|moins de|menos de|~|≈|about|approx\.?|circa|ca\.?|etwa|environ)?\s?`
)

var amountPattern = regexp.MustCompile(`^` + amountBefore + amountCurrency + amountNumber + amountUnit + amountCurrency +
	`(?:(?:-|–|—|to|bis|à|a)` + amountCurrency + amountNumber + amountUnit + amountCurrency + `|(\+))?(?:\s*(\pL[\pL:*/_-]*))?(?:\s*\(\d{4}\))?$`)

// ParseAmount reads one amount with a word or letter for its scale: "1,2 Mio. €", "₹1.5
// Cr", "2 Mrd.", "$3.5M", "1.2k". It is not ok for ranges, for approximate or minimum
// amounts, and for "1,234 Mio", which can be a thousand or a fraction.
func ParseAmount(text string) (value float64, ok bool) {
	if len(text) > longestAmount || strings.ContainsAny(text, "-–—+") || strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return 0, false // most cells that are not numbers are ranges and are rejected without a pattern
	}
	found := amountPattern.FindStringSubmatch(strings.ToLower(separators.Replace(trimSpace(text))))
	if found == nil || found[1] != "" || found[3] == "" || found[4] != "" || found[7] != "" || thousandOrFraction(strings.Replace(found[2], ",", ".", 1)) {
		return 0, false
	}
	return math.Round(amountOf(found[2], false) * unitOf(found[3])), true
}

// longestAmount is more bytes than any amount has.
const longestAmount = 40

// unitOf returns the factor for a word or letter after a number. It does not know words
// that mean a thousand in one language and a million in another.
func unitOf(word string) float64 {
	switch strings.TrimSuffix(word, ".") {
	case "":
		return 1
	case "k", "tsd", "tys", "teur", "keur", "t€", "tchf", "thousand":
		return 1e3
	case "万":
		return 1e4
	case "lakh", "lakhs":
		return 1e5
	case "crore", "crores", "cr":
		return 1e7
	case "億", "亿":
		return 1e8
	case "b", "bn", "billion", "billions", "bilhões", "bilhão", "mrd", "mld", "md", "milliard", "milliards", "milliarden", "miliardi", "miljard":
		return 1e9
	}
	return 1e6
}

// readAmount reads an amount as people write it. A lone "1.200" is not ok: it can be a
// thousand or a fraction.
func readAmount(text string) (a amount, ok bool) {
	found := amountPattern.FindStringSubmatch(strings.ToLower(separators.Replace(trimSpace(text))))
	if found == nil {
		return a, false
	}
	before, number, unit, upper, upperUnit, plus := found[1], found[2], found[3], found[4], found[5], found[6]
	if unit == "" {
		unit = upperUnit // "1-5 million"
	}
	if upper == "" && thousandOrFraction(number) {
		return a, false
	}
	a.least = amountOf(number, upper != "") * unitOf(unit)
	a.most = a.least
	if upper != "" {
		a.most = amountOf(upper, true) * unitOf(upperUnit)
	}
	switch before {
	case ">", "≥", "over", "more than", "at least", "mehr als", "über", "plus de", "más de", "mais de", "oltre", "meer dan":
		plus = "+"
	case "<", "under", "less than", "up to", "bis zu", "unter", "moins de", "menos de":
		a.least = min(1, a.most)
	}
	a.open, a.of = plus != "", found[7]
	return a, a.least <= a.most && !(a.open && upper != "")
}

// thousandOrFraction reports whether a number has a single dot, with three digits after it
// and at most three before.
func thousandOrFraction(number string) bool {
	whole, fraction, dotted := strings.Cut(number, ".")
	return dotted && len(fraction) == 3 && len(whole) <= 3 && whole != "0" && allDigits(whole) && allDigits(fraction)
}

// amountOf returns the number in one part of an amount. The numbers of a range are whole,
// so there a dot before three digits marks thousands.
func amountOf(number string, ranged bool) float64 {
	if ranged && thousandOrFraction(number) {
		number = strings.Replace(number, ".", "", 1)
	}
	value, ok := ParseNumber(number)
	if !ok {
		return math.NaN()
	}
	return value
}

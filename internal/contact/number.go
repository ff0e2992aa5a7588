package contact

import (
	"math"
	"strconv"
	"strings"
)

// ParseNumber reads a decimal number with an optional sign, currency sign or code, and
// thousands separators (comma, dot, apostrophe, space), if there is only one way to read
// it. "1,234" and "1.234" can be a thousand or a fraction: the first is read as a thousand,
// because no export writes a fraction like that, the second as Go, SQL and JSON would.
// Words and scales are not read: "5k" and "10%" are not ok.
func ParseNumber(s string) (value float64, ok bool) {
	s = trimSpace(s)
	if plainNumber(s) {
		if value, err := strconv.ParseFloat(s, 64); err == nil {
			return value, true
		}
	}
	negative := false
	if inside, found := strings.CutPrefix(s, "("); found {
		if s, negative = strings.CutSuffix(inside, ")"); !negative {
			return 0, false
		}
	}
	sign, digits := cutSign(cutCurrency(s))
	digits = cutCurrency(digits)
	if sign == 0 {
		sign, digits = cutSign(digits)
	}
	canonical, ok := plainDigits(digits)
	if !ok {
		return 0, false
	}
	value, err := strconv.ParseFloat(canonical, 64)
	if negative != (sign == '-') {
		value = -value
	}
	return value, err == nil
}

// ParseInteger is ParseNumber for counts. It refuses "1.200" and "10.000": nobody writes a
// count with a fraction, so a dot before three digits may mark thousands. Every digit of
// the value is exact.
func ParseInteger(s string) (value int64, ok bool) {
	number, ok := ParseNumber(s)
	if !ok || number != math.Trunc(number) || math.Abs(number) >= 1<<53 {
		return 0, false
	}
	if strings.IndexByte(s, '.') >= 0 {
		_, digits := cutSign(cutCurrency(trimSpace(s)))
		if thousandOrFraction(cutCurrency(digits)) {
			return 0, false
		}
	}
	return int64(number), true
}

// plainNumber rejects what ParseFloat accepts besides decimal numbers: Inf, NaN,
// hexadecimal and underscores.
func plainNumber(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isDigit(c) && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return false
		}
	}
	return true
}

func cutSign(s string) (sign byte, rest string) {
	if after, ok := strings.CutPrefix(s, "\u2212"); ok {
		return '-', trimSpace(after)
	}
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[0], trimSpace(s[1:])
	}
	return 0, s
}

// currencySigns are the signs and codes that amounts are written with. A longer sign comes
// before any sign that it ends with.
var currencySigns = [...]string{
	"US$", "CA$", "AU$", "NZ$", "HK$", "MX$", "R$", "A$", "C$", "S$", "$", "€", "£", "¥", "₹", "₽", "₺", "₩", "₪", "Rs.", "Rs", "zł", "Kč", "Ft", "kr.", "kr",
	"USD", "EUR", "GBP", "JPY", "CHF", "PLN", "INR", "AUD", "CAD", "NZD", "SGD", "HKD", "BRL", "MXN", "ZAR", "CZK", "HUF", "TRY", "SEK", "NOK", "DKK",
}

// cutCurrency cuts one currency sign or ISO 4217 code off either end.
func cutCurrency(s string) string {
	s = strings.TrimSuffix(s, "/-") // "nothing follows", as on Indian cheques
	for _, sign := range currencySigns {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return trimSpace(rest)
		}
		if rest, ok := strings.CutSuffix(s, sign); ok {
			return trimSpace(rest)
		}
	}
	return s
}

// separators maps typographic separators to their ASCII form.
var separators = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2019", "'")

// plainDigits removes thousands separators and makes the decimal separator a dot.
func plainDigits(s string) (string, bool) {
	s = separators.Replace(s)
	decimal := strings.LastIndexAny(s, ".,")
	if decimal < 0 {
		return joinGroups(s, "")
	}
	mark := s[decimal : decimal+1]
	whole, fraction := s[:decimal], s[decimal+1:]
	switch {
	case strings.Contains(whole, mark): // a mark that repeats separates groups
		return joinGroups(s, mark)
	case mark == "," && len(fraction) == 3 && len(whole) <= 3 && !strings.HasPrefix(whole, "0"):
		return joinGroups(s, mark)
	case !allDigits(fraction):
		return "", false
	}
	joined, ok := joinGroups(whole, "")
	return joined + "." + fraction, ok
}

// joinGroups joins groups of three digits separated by mark or, if mark is empty, by
// whichever single separator s has. In India commas are placed before the last three
// digits, and then every two.
func joinGroups(s, mark string) (string, bool) {
	if mark == "" {
		i := strings.IndexAny(s, "., '")
		if i < 0 {
			return s, allDigits(s)
		}
		mark = s[i : i+1]
	}
	groups := strings.Split(s, mark)
	between := 3
	if len(groups) > 2 && len(groups[1]) == 2 && mark == "," {
		between = 2 // lakh and crore: 1,20,00,000
	}
	for i, group := range groups {
		last := i == len(groups)-1
		if !allDigits(group) || i == 0 && len(group) > between || i > 0 && !last && len(group) != between || last && i > 0 && len(group) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

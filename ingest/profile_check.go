package ingest

import (
	"strings"

	"galena/internal/contact"
)

// checks finds what is wrong with the values of a column. The codes are those that
// normalize notes, and these: white_space around the value; null_word, read as null;
// placeholder, a word that a person may or may not have meant as null; scientific, a long
// number that a spreadsheet has rounded; encoding_damage, text that was read in the wrong
// encoding before it got here; and leading_zero_lost, postal codes that are a digit too
// short.
type checks struct {
	kind     contact.Kind // "" for a column nobody mapped
	phones   contact.PhoneCache
	postal   postalDigits
	problems troubles
}

func newChecks(c Column) checks {
	checks := checks{problems: troubles{}}
	if c.Canonical() {
		checks.kind = c.kind
	}
	return checks
}

// placeholderBytes is the length above which no value is a word for null.
const placeholderBytes = 24

func (c *checks) check(value string, line int64, country string) {
	if len(value) <= placeholderBytes && contact.IsNullToken(value) {
		c.problems.add("placeholder", 1, line)
		return
	}
	if c.kind != contact.KindPhone && isScientific(value) { // phones have a code of their own
		c.problems.add("scientific", 1, line)
		return
	}
	if isDamaged(value) {
		c.problems.add("encoding_damage", 1, line)
	}
	if c.kind == contact.KindPostalCode {
		c.postal.add(value, line, country)
		return
	}
	if strings.Contains(value, googleSeparator) || value[0] == '[' {
		if values, ok := several(value); ok {
			for _, value := range values {
				c.one(value, line, country)
			}
			return
		}
	}
	c.one(value, line, country)
}

// one checks a single value according to the kind of its column.
func (c *checks) one(value string, line int64, country string) {
	var problem contact.Problem
	switch c.kind {
	case contact.KindEmail:
		_, problem = contact.ParseEmail(value)
	case contact.KindPhone:
		_, problem = c.phones.Parse(value, country)
	case contact.KindURL:
		problem = contact.CheckURL(value)
	case contact.KindDate, contact.KindTimestamp:
		_, _, problem = contact.ParseTime(value, contact.OrderUnknown)
	case contact.KindBool:
		if _, ok := contact.ParseBool(value); !ok {
			problem = "bool_unreadable"
		}
	case contact.KindNumber, contact.KindInteger:
		if _, ok := contact.ParseNumber(value); !ok {
			problem = "number_unreadable"
		}
	case contact.KindCountry:
		if _, ok := contact.CountryCode(value); !ok {
			problem = "country_unknown"
		}
	}
	if problem != "" {
		c.problems.add(string(problem), 1, line)
	}
}

// finish adds what shows only over the whole column.
func (c *checks) finish() {
	if count, first := c.postal.lost(); count > 0 {
		c.problems.add("leading_zero_lost", count, first)
	}
}

// isScientific reports whether a value is a number as a spreadsheet shows one that is too
// long for its cell, such as 4.42E+11.
func isScientific(value string) bool {
	mantissa, exponent, found := strings.Cut(value, "+")
	if mantissa = strings.TrimRight(mantissa, "Ee"); len(mantissa)+len(exponent)+2 != len(value) {
		return false
	}
	return found && isWhole(exponent) && len(exponent) <= 2 && mantissa != "" && strings.Trim(mantissa, "-0123456789.,") == ""
}

// isDamaged reports whether text has lost characters, or shows UTF-8 that was read as
// Latin-1: Ã or Â followed by a character that is not a letter in Latin-1.
func isDamaged(value string) bool {
	if strings.Contains(value, "\uFFFD") {
		return true
	}
	for _, lead := range [...]string{"Ã", "Â"} {
		if _, rest, found := strings.Cut(value, lead); found && len(rest) > 1 && rest[0] == 0xC2 {
			return true
		}
	}
	return false
}

// postalDigits looks for five-digit postal codes that have lost a leading zero: codes of
// four digits among many of five, in countries where all codes have five.
type postalDigits struct {
	five, zero  int64 // codes of five digits, and those of them that begin with a zero
	four, first int64 // codes of three or four digits, and the line of the first
}

func (p *postalDigits) add(value string, line int64, country string) {
	code, _, _ := strings.Cut(value, "-") // ZIP+4
	if !hasFiveDigits(country) || !isWhole(code) {
		return
	}
	switch len(code) {
	case 5:
		p.five++
		p.zero += int64(boolInt(code[0] == '0'))
	case 3, 4:
		if p.four++; p.four == 1 {
			p.first = line
		}
	}
}

// lost returns the suspect codes. If codes with a leading zero have been kept, the short
// ones are something else.
func (p *postalDigits) lost() (count, first int64) {
	if p.four > 0 && p.five > p.four && p.zero == 0 {
		return p.four, p.first
	}
	return 0, 0
}

// hasFiveDigits reports whether the postal codes of a country have five digits, some with a
// leading zero. A record without country may be from such a country.
func hasFiveDigits(country string) bool {
	switch country {
	case "", "US", "PR", "DE", "FR", "IT", "ES", "MX", "FI", "TR":
		return true
	}
	return false
}

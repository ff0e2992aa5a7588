package ingest

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"galena/internal/contact"
)

// numberedHeader matches a header that only counts: c7, column_3, Field 12, Unnamed: 0.
var numberedHeader = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:c|col|column|f|field|v|var|x|a|unnamed|feld|spalte|champ|campo|kolom|kolumna)?[ _:.-]*\d+$`)
})

// isNameless reports whether next to no header of the file has a meaning. The columns can
// then be recognized only by their values, and all are about the records.
func (s *subject) isNameless() bool {
	counted := 0
	for _, header := range s.headers {
		counted += boolInt(numberedHeader().MatchString(header))
	}
	return len(s.headers) > 1 && 10*counted >= 9*len(s.headers)
}

// These limits apply to the columns of a nameless file.
const (
	fewestDistinct   = 20   // distinct values of a column whose values recur
	nextToAll        = 0.95 // share of its values that have the form
	fewestBirthYears = 25
)

// recognizeNameless maps columns whose values have a distinctive form in a file without
// headers: telephones, the town line of an American address, streets, dates of birth.
func (s *subject) recognizeNameless(m *Mapping) {
	if !s.describes || !s.isNameless() {
		return
	}
	for _, c := range [...]struct {
		name string
		is   func(i int) bool
	}{
		{"phone", s.ofPhones},
		{"region", func(i int) bool { return s.share(i, isStateCode) >= nextToAll }},
		{"street", func(i int) bool { return s.share(i, readsLikeStreet) >= 0.8 }},
		{"birthday", s.ofBirthdays},
	} {
		if m.has(c.name) {
			continue
		}
		i := slices.IndexFunc(m.Columns, func(c Column) bool { return !c.Canonical() })
		for ; i >= 0 && i < len(m.Columns); i++ {
			if !m.Columns[i].Canonical() && s.filled(i) >= fewestValues && c.is(i) && (c.name == "region" || s.ofEach(i)) {
				s.take(m, c.name, i)
				break
			}
		}
	}
	region := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Name == "region" })
	if region < 0 {
		return
	}
	for _, i := range [...]int{region + 1, region - 1} {
		switch {
		case i < 0 || i >= len(m.Columns) || m.Columns[i].Canonical():
		case !m.has("postal_code") && s.share(i, isZIP) >= nextToAll:
			s.take(m, "postal_code", i)
		case !m.has("city") && s.share(i, isWords) >= nextToAll:
			s.take(m, "city", i)
		}
	}
}

// ofPhones reports whether a column holds telephone numbers: written as such, or valid in
// North America, since ten digits alone may be any number.
func (s *subject) ofPhones(i int) bool {
	said := func(v string) bool { return v != "" && !contact.IsPlaceholderPhone(v) }
	phones, written, valid, asked := 0, 0, 0, 0
	for _, v := range s.values(i) {
		if !said(v) {
			continue
		}
		asked++
		if looksLikePhone(v) && digits(v) >= 9 {
			phones++
			written += boolInt(strings.ContainsAny(v, "+()- ./"))
			phone, _ := contact.ParsePhone(v, northAmerica)
			valid += boolInt(phone.Valid)
		}
	}
	all := float64(asked)
	return asked >= fewestValues && float64(phones) >= nextToAll*all && (float64(valid) >= nextToAll*all || 2*written > asked && !s.ofTimes(i))
}

// ofTimes reports whether a column holds days or instants.
func (s *subject) ofTimes(i int) bool {
	return s.share(i, func(v string) bool { _, ok := dayOf(v); return ok }) >= 0.8
}

func dayOf(value string) (time.Time, bool) {
	micros, _, problem := contact.ParseTime(value, contact.OrderMDY)
	if problem != "" {
		micros, _, problem = contact.ParseTime(value, contact.OrderDMY)
	}
	return time.UnixMicro(micros).UTC(), problem == ""
}

// ofBirthdays reports whether a column holds days from as wide a range of years as
// birthdays do.
func (s *subject) ofBirthdays(i int) bool {
	years := map[int]bool{}
	past := func(v string) bool {
		day, ok := dayOf(v)
		if ok {
			years[day.Year()] = true
		}
		return ok && day.Year() >= 1900 && day.Hour() == 0
	}
	return s.share(i, past) >= nextToAll && len(years) >= fewestBirthYears
}

func isStateCode(v string) bool {
	_, ok := contact.RegionCode("US", v)
	return ok && len(v) == 2
}

func isZIP(v string) bool {
	return (len(v) == 5 || len(v) == 10 && v[5] == '-') && strings.Trim(v, "-0123456789") == ""
}

func isWords(v string) bool { return !strings.ContainsAny(v, "0123456789@/:_&") }

// readsLikeStreet reports whether a value is words with a house number.
func readsLikeStreet(v string) bool {
	words := strings.Fields(v)
	long := slices.ContainsFunc(words, func(word string) bool { return len(word) > 2 && isWords(word) })
	return len(words) > 1 && long && (startsWithDigit(words[0]) || startsWithDigit(words[len(words)-1])) && !strings.ContainsAny(v, "@:")
}

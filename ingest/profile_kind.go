package ingest

import (
	"strings"

	"galena/internal/contact"
)

// guess tells what the values of a column look like, by the first of them.
type guess struct {
	seen  int
	looks map[contact.Kind]int
}

// guessRows is how many values a kind is guessed from.
const guessRows = 1000

func (g *guess) add(value string) {
	if g.seen == guessRows {
		return
	}
	if g.looks == nil {
		g.looks = map[contact.Kind]int{}
	}
	g.seen++
	for _, kind := range looksLike(value) {
		g.looks[kind]++
	}
}

// guessOrder lists the kinds that can be told apart, narrower ones before wider ones.
var guessOrder = []contact.Kind{
	contact.KindEmail, contact.KindURL, contact.KindBool, contact.KindDate, contact.KindTimestamp,
	contact.KindInteger, contact.KindNumber, contact.KindPhone,
}

// kind returns the narrowest kind that nearly all values look like. Text with a few values
// that recur is a category.
func (g *guess) kind(filled, distinct int64) string {
	for _, kind := range guessOrder {
		if g.seen > 0 && 20*g.looks[kind] >= 19*g.seen {
			return string(kind)
		}
	}
	if distinct > 0 && distinct <= 100 && filled >= 10*distinct {
		return string(contact.KindCategory)
	}
	return string(contact.KindText)
}

// looksLike returns the kinds that a value may have.
func looksLike(value string) []contact.Kind {
	if strings.IndexByte(value, '@') > 0 {
		if _, problem := contact.ParseEmail(value); problem == "" {
			return []contact.Kind{contact.KindEmail}
		}
		return nil
	}
	var kinds []contact.Kind
	if _, ok := contact.ParseBool(value); ok {
		kinds = append(kinds, contact.KindBool)
	}
	if digits(value) == 0 && !strings.Contains(value, ".") {
		return kinds
	}
	// A bare number of ten digits is more likely an id than a Unix time.
	if isDay := len(value) == 8; isDay || !isWhole(value) {
		if _, dateOnly, problem := contact.ParseTime(value, contact.OrderUnknown); problem == "" && dateOnly {
			kinds = append(kinds, contact.KindDate, contact.KindTimestamp)
		} else if problem == "" {
			kinds = append(kinds, contact.KindTimestamp)
		} else if problem == contact.DateAmbiguous {
			kinds = append(kinds, contact.KindDate)
		}
	}
	switch _, isNumber := contact.ParseNumber(value); {
	case isWhole(value):
		kinds = append(kinds, contact.KindInteger, contact.KindNumber)
	case isNumber:
		kinds = append(kinds, contact.KindNumber)
	}
	if looksLikePhone(value) && !isWhole(value) && digits(value) >= 7 {
		kinds = append(kinds, contact.KindPhone)
	}
	if contact.CheckURL(value) == "" && strings.Contains(value, "://") {
		kinds = append(kinds, contact.KindURL)
	}
	return kinds
}

// isWhole reports whether a value consists of digits only.
func isWhole(value string) bool { return value != "" && digits(value) == len(value) }

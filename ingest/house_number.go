package ingest

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// houseNumbers are the words for a house number, by NameKey. The short ones mean it only
// directly after a street.
var (
	houseNumbers = append([]string{"nr", "no", "number", "num", "numero", "n"}, houseNumberHeaders...)
	// houseNumberHeaders mean nothing else.
	houseNumberHeaders = []string{
		"hausnr", "hausnummer", "hnr", "huisnr", "huisnummer", "housenumber", "houseno", "nrdomu", "numerdomu", "nrbudynku", "kapino", "binano", "cislopopisne",
		"husnr", "husnummer", "numerocivico", "civico", "talonumero", "streetnumber", "streetno", "strnr",
	}
)

// joinsHouseNumber joins a column of house numbers to the street column before it, if the
// streets lack a number.
func (s *subject) joinsHouseNumber(m *Mapping) {
	street := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Name == "street" })
	if street < 0 || !s.describes || len(m.Named("street")) != 1 || s.share(street, endsInNumber) > 0.5 {
		return
	}
	for i := street + 1; i < len(m.Columns); i++ {
		c := &m.Columns[i]
		key := contact.NameKey(c.Header)
		if object, rest, nested := cutLast(c.Header, "."); nested && strings.HasPrefix(m.Columns[street].Header, object+".") {
			key = contact.NameKey(rest)
		}
		known := slices.Contains(houseNumberHeaders, key) || i == street+1 && slices.Contains(houseNumbers, key)
		if known && !c.Canonical() && s.share(i, readsLikeHouseNumber) >= 0.8 {
			c.Name, c.Why, c.kind = "street", WhyPart, contact.KindStreet
			return
		}
	}
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(separator):], true
}

// endsInNumber reports whether a street includes its number.
func endsInNumber(street string) bool {
	words := strings.Fields(street)
	return len(words) > 1 && (startsWithDigit(words[len(words)-1]) || startsWithDigit(words[0]) && len(words) > 2)
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// readsLikeHouseNumber reports whether a value is a house number, such as "12", "12 a" or
// "3-5", or says that there is none.
func readsLikeHouseNumber(value string) bool {
	return len(value) <= 12 && startsWithDigit(value) || strings.EqualFold(value, "s/n")
}

// withHouseNumbers appends house numbers to their streets.
func withHouseNumbers(streets, numbers *column.Text) *column.Text {
	out := column.NewTextBuilder(streets.Len(), len(streets.ValueBytes())+len(numbers.ValueBytes())+streets.Len())
	for i := range streets.Len() {
		street, number := streets.Value(i), numbers.Value(i)
		switch {
		case number == "" || slices.Contains(strings.Fields(street), number):
			out.AppendFrom(streets, i)
		case street == "":
			out.Append(number)
		default:
			out.Append(street + " " + number)
		}
	}
	return out.Finish()
}

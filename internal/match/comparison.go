package match

import "slices"

// A level says how alike two values of a field are. 0 is null: a value is missing, which is no evidence. Then come
// the levels of the kind for values that differ, ending with "different"; then one level per frequency band for equal
// values, because a rare name in common says more than a frequent one.
const (
	maxFields = 24
	bands     = 20
	maxLevels = 10 + bands // null, at most 9 levels for values that differ, and the bands
	null      = 0

	bandShift = 27
	maxCodes  = 1 << bandShift
	codeMask  = maxCodes - 1
)

// comparator returns the level of two different values, both present: 1 for the first level of its kind. It is
// symmetric.
type comparator func(s *scratch, a, b string) int

// kindLevels names the levels of a kind for values that differ.
var kindLevels = [kindCount][]string{
	GivenName:  {"nickname", "further", "initial", "near", "alike", "swapped", "other name", "other number", "different"},
	FamilyName: {"compound", "initial", "near", "alike", "other number", "different"},
	FullName:   {"reordered", "compatible", "near", "token", "alike", "different"},
	Email:      {"mailbox", "near", "alike", "different", "name mailbox", "name near", "name alike", "name different", "name numbered"},
	Phone:      {"national", "near", "extension", "different"},
	Company:    {"tokens", "near", "within", "daughter", "alike", "sister", "told apart", "different"},
	Street:     {"unit", "near", "same street", "different"},
	City:       {"near", "different"},
	PostalCode: {"near", "different"},
	Region:     {"near", "different"},
	Country:    {"different"},
	Date:       {"swapped", "near", "two parts", "year", "different"},
	URL:        {"near", "different"},
	ID:         {"near", "different"},
	Text:       {"tokens", "near", "alike", "different"},
	Category:   {"near", "different"},
	Generation: {"different"},
	Gender:     {"different"},
	Serial:     {"different"},
}

var comparators = [kindCount]comparator{
	GivenName: compareGivenNames, FamilyName: compareFamilyNames, FullName: compareFullNames, Email: compareEmails, Phone: comparePhones,
	Company: compareCompanies, Street: compareStreets, City: compareCities, PostalCode: comparePostalCodes, Region: compareCategories,
	Country: unequal, Date: compareDates, URL: compareURLs, ID: compareIDs, Text: compareTexts,
	Category: compareCategories, Generation: unequal, Gender: unequal, Serial: unequal,
}

// unequal compares values for which there are no degrees between equal and different.
func unequal(*scratch, string, string) int { return 1 }

// comparisonCosts are rough costs of comparing two values of a kind whose codes are at hand, as multiples of a table
// lookup.
var comparisonCosts = [kindCount]float32{
	GivenName: 2, FamilyName: 3, FullName: 8, Email: 5, Phone: 3, Company: 4, Street: 8, City: 2, PostalCode: 3, Region: 2, Country: 1, Date: 3,
	URL: 3, ID: 3, Text: 5, Category: 2, Generation: 1, Gender: 1, Serial: 1,
}

// band returns the frequency band of a value that count records hold: 0 for one record, then one band for each power
// of two.
func band(count uint32) int {
	b := 0
	for count > 1 && b < bands-1 {
		count >>= 1
		b++
	}
	return b
}

// namedLevel reports whether a level is one of those for e-mail addresses of namesakes.
func namedLevel(k Kind, level int) bool {
	return k == Email && level > emailDifferent && level <= len(kindLevels[k])
}

// differentLevel returns the level of values that have nothing in common.
func differentLevel(k Kind) int {
	if k == Email {
		return emailDifferent
	}
	return len(kindLevels[k])
}

func levelOf(k Kind, name string) int { return slices.Index(kindLevels[k], name) + 1 }

// equalLevel reports whether a level is one of those for equal values.
func equalLevel(k Kind, level int) bool { return level > len(kindLevels[k]) }

// exactLevel returns the level of two equal values of a frequency band.
func exactLevel(k Kind, band int) int { return len(kindLevels[k]) + 1 + band }

func levelCount(k Kind) int { return len(kindLevels[k]) + 1 + bands }

// levelName returns the name of a level as a person reads it.
func levelName(k Kind, level int) string {
	switch {
	case level == null:
		return "null"
	case equalLevel(k, level):
		return "exact"
	}
	return kindLevels[k][level-1]
}

// namedShift is the distance from a level of different e-mail addresses to the same level for namesakes. An address is
// mostly made from its owner's name. So where the names of two records agree, different addresses are judged by levels
// of their own, whose shares are measured among namesakes: "john.smith" twice says no more than the names do.
const namedShift = emailDifferent

// swapped is the level of a given name that is the other record's family name, and the other way round.
var swapped = levelOf(GivenName, "swapped")

package contact

import (
	"slices"
	"strings"
	"sync"
)

// vietnamese holds the names, by NameKey, that mark a name as Vietnamese. In Vietnam the
// family name comes first and the given name last (Nguyễn Thị Lan is Lan), abroad as often
// the other way round (Lan Nguyen).
type vietnamese struct{ family, given, middle map[string]bool }

var vietnameseNames = sync.OnceValue(func() vietnamese {
	of := func(names FrequentNames, least float64) map[string]bool {
		found := map[string]bool{}
		for key, shares := range names.ByKey {
			if slices.ContainsFunc(shares, func(s NameShare) bool { return s.Country == "vn" && s.Share >= least }) {
				found[key] = true
			}
		}
		return found
	}
	names := vietnamese{family: of(FrequentFamilyNames(), 0.01), given: of(FrequentGivenNames(), 0), middle: map[string]bool{}}
	for _, key := range [...]string{"cong", "dinh", "duc", "gia", "hong", "huu", "kim", "minh", "ngoc", "quoc", "thanh", "thi", "thu", "thuy", "van", "xuan"} {
		names.middle[key] = true
	}
	return names
})

// inVietnamese puts the parts of a Vietnamese name where they belong, whichever order they
// were written in. A name that may come from elsewhere stays as it is: "Do" and "Le" alone
// do not make a name Vietnamese.
func (name *Name) inVietnamese(comma bool) {
	if name.Family == "" || name.Given == "" || name.Partner != "" || !vietnameseNames().bears(name) {
		return
	}
	known := vietnameseNames()
	words := strings.Fields(name.Given + " " + name.Middle)
	switch {
	case comma:
	case known.familyFirst(append(slices.Clone(words), strings.Fields(name.Family)...)):
		words = append(words, strings.Fields(name.Family)...)
		name.Family, words = words[0], words[1:]
	}
	last := len(words) - 1
	if last > 0 && !(known.family[NameKey(name.Family)] && known.ofMiddle(words[0])) {
		return
	}
	name.Given, name.Middle = words[last], strings.Join(words[:last], " ")
}

// bears is a quick test whether a word of the name is a Vietnamese family name.
func (v vietnamese) bears(name *Name) bool {
	return v.family[NameKey(name.Given)] || v.family[NameKey(name.Family)]
}

// familyFirst reports whether words are in Vietnamese order.
func (v vietnamese) familyFirst(words []string) bool {
	first, last := NameKey(words[0]), NameKey(words[len(words)-1])
	switch {
	case !v.family[first] || v.family[last] && !v.given[last]:
		return false
	case len(words) == 2:
		return v.given[last] && !v.given[first] && !IsGivenName(first)
	}
	return v.ofMiddle(words[1]) && (v.given[last] || v.middle[last] || len(first) > 2)
}

// ofMiddle reports whether a word belongs between a Vietnamese family and given name.
func (v vietnamese) ofMiddle(word string) bool {
	key := NameKey(word)
	return v.middle[key] || v.given[key]
}

package match

import "cmp"

// Holder is a record that has both a value and a given name: their codes.
type Holder struct{ Value, Given uint32 }

// Shared tells, by code, which of some values people of different given names hold, such as the mailbox of a family or
// an office. Jon and Jonathan may be one person, as may J. and Jonathan. The order of the holders does not matter.
func Shared(values, given *Dictionary, holders []Holder) []bool {
	fullest := make([]uint32, values.Len()) // by code: the longest of the given names, which may be short for no other
	for _, h := range holders {
		if name := fullest[h.Value]; name != h.Given && (name == 0 || fuller(given.Value(h.Given), given.Value(name))) {
			fullest[h.Value] = h.Given
		}
	}
	shared := make([]bool, values.Len())
	var s scratch
	for _, h := range holders {
		if name := fullest[h.Value]; name != h.Given && !shared[h.Value] {
			shared[h.Value] = s.compareValues(GivenName, given.Value(name), given.Value(h.Given)) >= givenOther
		}
	}
	return shared
}

func fuller(a, b string) bool { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(b, a)) > 0 }

package dedupe

import (
	"iter"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/match"
)

// What one file calls phone, another calls mobile_phone. A number that is in mobile_phone in
// some record is compared as a mobile number in all of them, unless a record has both.

// sortsNumbers reports whether a candidate is one of two columns of telephone numbers.
func (s *store) sortsNumbers(c candidate) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(s.keys, func(t column.Table) bool { return t.Has(name) })
	}
	return c.kind == match.Phone && (c.name == "phone" || c.name == "mobile_phone") && has("phone") && has("mobile_phone")
}

// numbers yields the keys of the mobile numbers or of the other numbers, with their records.
func (s *store) numbers(mobile bool) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		known := s.mobileNumbers()
		first := 0
		for _, t := range s.keys {
			phones, mobiles := t.Text("phone"), t.Text("mobile_phone")
			for i := range t.Rows() {
				number, other := cell(phones, i), cell(mobiles, i)
				if other == "" && known[xxh3.HashString(number)] {
					number, other = "", number
				}
				if mobile {
					number = other
				}
				if number != "" && !yield(first+i, strings.TrimPrefix(number, "+")) {
					return
				}
			}
			first += t.Rows()
		}
	}
}

// mobileNumbers returns the hashes of all numbers in mobile_phone.
func (s *store) mobileNumbers() map[uint64]bool {
	known := map[uint64]bool{}
	for _, t := range s.keys {
		mobiles := t.Text("mobile_phone")
		for i := range t.Rows() {
			if number := cell(mobiles, i); number != "" {
				known[xxh3.HashString(number)] = true
			}
		}
	}
	return known
}

// cell returns a value of a column that may be missing.
func cell(values *column.Text, row int) string {
	if values == nil || empty(values, row) {
		return ""
	}
	return values.Value(row)
}

package additive

import (
	"fmt"
	"math"
	"slices"

	"galena/internal/contact"
)

// cut is a column turned into a field with its bins, or left out.
type cut struct {
	name   string
	field  Field
	bins   []uint8
	left   *Left
	hashes []uint64
	at     []int64 // of a column of dates that intervals may be taken from
	order  contact.DateOrder
	offers []offer
	text   bool // the column may be a text whose words predict something
}

// nearlyAll reports whether part is so much of the whole that the rest may be noise.
func nearlyAll(part, of int) bool { return 100*part >= 97*of }

// cut decides what kind of field the column is and cuts it into bins. If the column is left
// out (left is not nil) and holds dates, only the parts of the dates are offered.
func (v *values) cut(name string, left *cut) *cut {
	if left != nil {
		if nearlyAll(v.dates, v.filled) {
			left.at, left.order, left.offers = v.at, v.order, v.calendar(name)
		}
		return left
	}
	c := &cut{name: name, hashes: v.hashes, order: v.order}
	leave := func(format string, args ...any) *cut {
		c.left = &Left{name, fmt.Sprintf(format, args...)}
		return c
	}
	unit := v.settleUnit()
	switch {
	case v.filled == 0:
		return leave("empty")
	case len(v.distinct) == 1 && v.filled == v.rows:
		return leave("the same in every row")
	case v.distinct != nil && v.truths == len(v.distinct):
		return v.cutTruth(c, name)
	case nearlyAll(v.numbers, v.filled) && !v.grades():
		if v.isID() {
			return leave("an id: every row has its own")
		}
		return v.cutNumber(c, name, Number, unit, v.number)
	case nearlyAll(v.dates, v.filled):
		c.at, c.offers = v.at, v.calendar(name)
		return v.cutNumber(c, name, Date, "", v.days())
	case v.numbersAndWords():
		return v.cutNumber(c, name, Number, unit, v.number)
	case v.distinct == nil:
		c.text = true
		return leave("text: more than %d different values", mostDistinct)
	}
	return v.cutCategory(c, name, leave)
}

// isID reports whether the numbers only tell rows apart, as an id does: they are whole, and
// nearly all different. Amounts and counts repeat.
func (v *values) isID() bool {
	if v.whole < v.numbers || v.numbers < 200 {
		return false
	}
	sorted := slices.Clone(v.number)
	slices.Sort(sorted) // NaN first
	different := 0
	for i, x := range sorted {
		if !math.IsNaN(x) && (i == 0 || x != sorted[i-1]) {
			different++
		}
	}
	return 1000*different >= 999*v.numbers
}

// numberBins returns the maximum number of bins of a number field: enough to show the shape of
// the curve, few enough that each bin has rows to judge it by.
func numberBins(rows int) int { return min(max(rows/100, 16), 96) }

func (v *values) cutNumber(c *cut, name string, kind Kind, unit string, numbers []float64) *cut {
	c.field = Field{Name: name, Column: name, Kind: kind, Unit: unit}
	if kind == Date {
		c.field.Order = v.order
	}
	c.bins = c.field.cutInto(numbers)
	return c
}

// sortedNumbers returns the values that are numbers, sorted.
func sortedNumbers(numbers []float64) []float64 {
	sorted := make([]float64, 0, len(numbers))
	for _, x := range numbers {
		if !math.IsNaN(x) {
			sorted = append(sorted, x)
		}
	}
	slices.Sort(sorted)
	return sorted
}

// days returns the dates as days since 1970.
func (v *values) days() []float64 {
	out := make([]float64, len(v.at))
	for row, at := range v.at {
		if out[row] = math.NaN(); at != noTime {
			out[row] = dayOf(at)
		}
	}
	return out
}

func (v *values) cutTruth(c *cut, name string) *cut {
	c.field = Field{Name: name, Column: name, Kind: Truth, Values: []string{"false", "true"}}
	c.bins = make([]uint8, v.rows)
	for row, code := range v.codes {
		if code >= 0 {
			yes, _ := contact.ParseBool(v.names[code])
			c.bins[row] = uint8(1 + truth(yes))
		}
	}
	return c
}

func (v *values) cutCategory(c *cut, name string, leave func(string, ...any) *cut) *cut {
	c.text = true
	if 10*len(v.distinct) >= 9*v.filled && v.filled >= 50 {
		return leave("an id or a text: nearly every row has its own")
	}
	c.field = Field{Name: name, Column: name, Kind: Category, Values: cutCategory(v.distinct, v.rows)}
	kept := 0
	for _, value := range c.field.Values {
		kept += v.distinct[value]
	}
	if len(c.field.Values) == 0 || 4*kept < v.filled && len(v.distinct) > 1000 {
		return leave("text: hardly a value comes again often enough")
	}
	c.text = 10*kept < 9*v.filled // the rare values may still hold words that predict something
	binOf := make([]uint8, len(v.names))
	for code, value := range v.names {
		binOf[code] = c.field.binOfValue(value)
	}
	c.bins = make([]uint8, v.rows)
	for row, code := range v.codes {
		if code >= 0 {
			c.bins[row] = binOf[code]
		}
	}
	return c
}

// binOfValue returns the bin of a folded value.
func (f *Field) binOfValue(folded string) uint8 {
	if i, ok := slices.BinarySearch(f.Values, folded); ok {
		return uint8(1 + i)
	}
	return f.other()
}

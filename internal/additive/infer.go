package additive

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/contact"
)

// values are the cells of one column over all rows that count.
type values struct {
	keep    [][]bool
	rows    int
	filled  int
	units   map[string]bool // that numbers have
	truths  int             // different values that are yes or no
	numbers int
	whole   int  // of numbers: without a fraction
	vague   bool // some numbers are bounds, or about so much
	dates   int
	order   contact.DateOrder

	number   []float64      // NaN for what is none
	at       []int64        // of dates; noTime for what is none, nil without any
	distinct map[string]int // folded value: rows; nil where there are too many
	codes    []int32        // by row: index of the value by first appearance, -1 for missing
	names    []string       // by code
	readings []reading      // by code
	hashes   []uint64
}

// mostDistinct is how many values of a column are told apart.
const mostDistinct = 20_000

// cut is a column made a field with its bins, or left out.
type cut struct {
	name   string
	field  Field
	bins   []uint8
	left   *Left
	hashes []uint64
	at     []int64 // of a column of dates that may be set against others
	order  contact.DateOrder
	offers []offer
	text   bool // it may be a text, whose words say something
}

// gather reads a column.
func gather(batches []column.Table, keep [][]bool, name string, rows int) *values {
	v := &values{
		keep: keep, rows: rows, number: make([]float64, 0, rows), hashes: make([]uint64, 0, rows),
		codes: make([]int32, 0, rows), distinct: map[string]int{}, units: map[string]bool{}, order: contact.OrderOf(cells(batches, keep, name)),
	}
	salt := xxh3.HashString(name) | 1
	index := map[string]int32{}
	for b, t := range batches {
		found := t.Column(name)
		if found == nil {
			for _, ok := range keep[b] {
				if ok {
					v.addMissing(salt)
				}
			}
			continue
		}
		kind := column.KindOf(found)
		text := column.AsText(found)
		for row, ok := range keep[b] {
			if !ok {
				continue
			}
			cell := ""
			if text.IsValid(row) {
				cell = strings.TrimSpace(text.Value(row))
			}
			if missing(cell) {
				v.addMissing(salt)
				continue
			}
			v.hashes = append(v.hashes, mix(xxh3.HashString(cell)^salt))
			v.add(cell, kind, index)
		}
	}
	return v
}

// cells are the texts of a column over all rows that count; none where it is not
// text.
func cells(batches []column.Table, keep [][]bool, name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for b, t := range batches {
			text, _ := t.Column(name).(*column.Text)
			for row, ok := range keep[b] {
				if text != nil && ok && text.IsValid(row) && !yield(text.Value(row)) {
					return
				}
			}
		}
	}
}

// missing reports whether a cell says nothing.
func missing(cell string) bool { return cell == "" || contact.IsNullToken(cell) }

func (v *values) addMissing(salt uint64) {
	v.number = append(v.number, math.NaN())
	v.codes = append(v.codes, -1)
	v.hashes = append(v.hashes, salt)
	if v.at != nil {
		v.at = append(v.at, noTime)
	}
}

// reading is what a cell says in each of the ways that the column may have.
type reading struct {
	number float64 // NaN for what is none
	at     int64   // noTime for what is no date
	unit   string  // of the number
	vague  bool    // the number is a bound, or about so much
	truth  bool
}

func read(cell string, kind column.Kind, order contact.DateOrder) reading {
	r := reading{number: math.NaN(), at: noTime}
	if kind != column.KindTime && kind != column.KindDate {
		if q, ok := amount(cell); ok {
			r.number, r.unit, r.vague = q.value, q.unit, q.vague
		}
	}
	if math.IsNaN(r.number) {
		if at, ok := instant(cell, order); ok {
			r.at = at
		}
	}
	_, r.truth = contact.ParseBool(cell)
	return r
}

// add reads a filled cell; one that has come before is not read again.
func (v *values) add(cell string, kind column.Kind, index map[string]int32) {
	v.filled++
	if v.distinct == nil {
		v.count(read(cell, kind, v.order))
		return
	}
	code, known := index[cell]
	if !known {
		folded := strings.ToLower(cell)
		if code, known = index[folded]; !known {
			code = int32(len(v.names))
			folded = strings.Clone(folded)
			v.names, v.readings = append(v.names, folded), append(v.readings, read(cell, kind, v.order))
			index[folded] = code
			v.truths += truth(v.readings[code].truth)
		}
		index[strings.Clone(cell)] = code
	}
	v.count(v.readings[code])
	v.distinct[v.names[code]]++
	v.codes = append(v.codes, code)
	if len(index) > mostDistinct {
		v.distinct, v.codes, v.readings = nil, nil, nil
	}
}

// count adds a reading to those of the column.
func (v *values) count(r reading) {
	if !math.IsNaN(r.number) {
		v.numbers++
		v.whole += truth(r.number == math.Trunc(r.number))
		v.vague = v.vague || r.vague
		if r.unit != "" {
			v.units[r.unit] = true
		}
	}
	if r.at != noTime {
		v.dates++
		if v.at == nil {
			v.at = make([]int64, len(v.number), v.rows)
			for i := range v.at {
				v.at[i] = noTime
			}
		}
	}
	v.number = append(v.number, r.number)
	if v.at != nil {
		v.at = append(v.at, r.at)
	}
}

// nearlyAll reports whether a part is so large that the rest may be noise.
func nearlyAll(part, of int) bool { return 100*part >= 97*of }

// cut decides what the column is and cuts it into bins.
func (v *values) cut(name, without string, clock, words bool) *cut {
	c := &cut{name: name, hashes: v.hashes, order: v.order}
	leave := func(format string, args ...any) *cut {
		c.left = &Left{name, fmt.Sprintf(format, args...)}
		return c
	}
	unit := v.settleUnit()
	switch {
	case without != "":
		c.hashes = nil // so that an id does not decide which rows are alike
		if clock && nearlyAll(v.dates, v.filled) {
			c.at, c.offers = v.at, v.calendar(name)
		}
		c.text = words
		return leave("%s", without)
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

// isID reports whether numbers only tell rows apart: whole, and nearly all
// different. Amounts and counts repeat.
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

// numberBins is how many bins a field of numbers gets at most: enough for the
// shape, with enough rows in each to judge it.
func numberBins(rows int) int { return min(max(rows/100, 16), 96) }

func (v *values) cutNumber(c *cut, name string, kind Kind, unit string, numbers []float64) *cut {
	c.field = Field{Name: name, Column: name, Kind: kind, Unit: unit, Edges: cutNumbers(sortedNumbers(numbers), numberBins(v.rows))}
	if kind == Date {
		c.field.Order = v.order
	}
	c.bins = make([]uint8, v.rows)
	for row, x := range numbers {
		if !math.IsNaN(x) {
			c.bins[row] = c.field.binOfNumber(x)
		}
	}
	return c
}

// sortedNumbers returns those that are numbers.
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

// days are the dates as days since 1970.
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
	c.text = 2*kept < v.filled
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

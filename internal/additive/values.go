package additive

import (
	"iter"
	"math"
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
	units   map[string]bool // units found with numbers
	truths  int             // distinct values that read as yes or no
	numbers int
	whole   int  // numbers without a fraction
	vague   bool // some numbers are approximate or bounds
	dates   int
	order   contact.DateOrder

	number   []float64      // by row; NaN if not a number
	at       []int64        // by row; noTime if not a date, nil if there are no dates
	distinct map[string]int // rows by folded value; nil if there are too many values
	codes    []int32        // by row: code of the value, in order of first appearance, -1 if missing
	names    []string       // by code
	readings []reading      // by code
	hashes   []uint64
}

// mostDistinct is the maximum number of values of a column that are told apart.
const mostDistinct = 20_000

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

// cells returns the texts of a column over all rows that count. It is empty if the column
// is not text.
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

// missing reports whether a cell holds no value.
func missing(cell string) bool { return cell == "" || contact.IsNullToken(cell) }

func (v *values) addMissing(salt uint64) {
	v.number = append(v.number, math.NaN())
	v.codes = append(v.codes, -1)
	v.hashes = append(v.hashes, salt)
	if v.at != nil {
		v.at = append(v.at, noTime)
	}
}

// reading is a cell read in each of the ways a column may be read.
type reading struct {
	number float64 // NaN if not a number
	at     int64   // noTime if not a date
	unit   string  // of the number
	vague  bool    // the number is approximate or a bound
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

// add reads a filled cell. A value that has been seen before is not read again.
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

// count adds a reading to the counts of the column.
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

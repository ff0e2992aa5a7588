package delimited

import (
	"math"
	"unicode/utf8"
)

const (
	// shapeRows is how many rows the sample must have for shapes to count, and shapeValues
	// how many distinct values a column must have for them to count there.
	shapeRows, shapeValues = 20, 20
	// shapeRuns is the longest shape; longer values are prose, and count as alike.
	shapeRuns = 24
)

// shapes knows what the values of each column look like in the sample. It is only used for
// rows with a wrong number of fields: to find the alignment under which every value looks
// like the others of its column.
type shapes []columnShapes

// columnShapes counts the shapes of the distinct values of a column. A shape keeps single
// digits and marks as they are and turns a run of letters into one letter: 28/01/2018 and
// 99/99/9999 are alike, 1/2/18 is not.
type columnShapes struct {
	rows, empty int
	counts      map[string]int
	total       int
	single      int // shapes seen once, which tell how likely a new shape is
}

// shapesOf learns shapes from the sampled rows that have the right width.
func shapesOf(rows []sampled, width int) shapes {
	s := make(shapes, width)
	for i := range s {
		s[i].learn(rows, i, width)
	}
	return s
}

func (c *columnShapes) learn(rows []sampled, i, width int) {
	c.counts = make(map[string]int)
	seen := make(map[string]bool)
	var buffer []byte
	for _, r := range rows {
		if len(r.cells) != width {
			continue
		}
		c.rows++
		value := r.cells[i]
		if value == "" {
			c.empty++
		} else if !seen[value] {
			seen[value] = true
			buffer = appendShape(buffer[:0], []byte(value))
			c.counts[string(buffer)]++
			c.total++
		}
	}
	for _, n := range c.counts {
		if n == 1 {
			c.single++
		}
	}
}

// appendShape appends the shape of a value.
func appendShape(dst, value []byte) []byte {
	runs := 0
	for i := 0; i < len(value); i++ {
		b := value[i]
		switch {
		case '0' <= b && b <= '9':
			b = '9'
		case b|0x20 >= 'a' && b|0x20 <= 'z', b >= utf8.RuneSelf:
			if n := len(dst); n > 0 && dst[n-1] == 'a' && i > 0 {
				continue
			}
			b = 'a'
		}
		if runs++; runs > shapeRuns {
			return append(dst[:0], "prose"...)
		}
		dst = append(dst, b)
	}
	return dst
}

// share returns how usual a value's shape is in the column, between 0 and 1. For a shape
// that was never seen, it is the Good-Turing estimate.
func (c *columnShapes) share(value []byte) float64 {
	empty := (float64(c.empty) + 0.5) / float64(c.rows+1)
	switch {
	case len(value) == 0:
		return empty
	case c.total < shapeValues:
		return 1 - empty
	}
	var buffer [2 * shapeRuns]byte
	alike := float64(c.counts[string(appendShape(buffer[:0], value))])
	return (1 - empty) * max(alike, float64(c.single)+0.5) / float64(c.total+1)
}

// misfit is the share below which a value is strange in its column. It takes fifty values
// that are all alike to make another one strange.
const misfit = 0.01

// judge returns how likely the cells are, as a logarithm, and how many of them are strange
// in their columns. Cells that are missing at the end are not judged.
func (s shapes) judge(cells []cell) (likely float64, strange int) {
	for i := range min(len(cells), len(s)) {
		if s[i].rows < shapeRows {
			continue
		}
		share := s[i].share(cells[i].text)
		likely += math.Log(share)
		if share < misfit {
			strange++
		}
	}
	return likely, strange
}

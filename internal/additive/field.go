package additive

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"galena/internal/contact"
)

// Kind says how the values of a field are read.
type Kind string

// The kinds of fields.
const (
	Number   Kind = "number"
	Truth    Kind = "truth"    // yes and no in any of their forms
	Date     Kind = "date"     // as days since 1970
	Category Kind = "category" // text whose values recur, compared without regard to case
)

// Field is a column, or a part of one, cut into bins. Bin 0 holds the missing values. A
// Number or Date has one more bin than Edges: the first lies below the first edge, and each
// edge is the least value of the bin after it. A Category or Truth has one bin for each of
// Values, and one for all other values.
type Field struct {
	Name   string // unique in the model
	Column string // the column whose cells are read; for Whole, the same as Name
	Part   Part
	Of     string // DaysFrom: the other column; Says: the word
	Kind   Kind
	Edges  []float64
	Values []string
	// Order is how dates in the text of Column are read, OfOrder how those of the column Of
	// are.
	Order, OfOrder contact.DateOrder
	Unit           string // of a Number in text: the word after it; a number with another unit is missing
}

// maxBins is the maximum number of bins of a field, the missing bin included, so that a bin
// number fits in a byte.
const maxBins = 256

// Bins returns the number of bins.
func (f *Field) Bins() int {
	if f.Kind == Category || f.Kind == Truth {
		return len(f.Values) + 2
	}
	return len(f.Edges) + 2
}

// binOfNumber returns the bin of a number, or of a date in days.
func (f *Field) binOfNumber(value float64) uint8 {
	return uint8(1 + sort.Search(len(f.Edges), func(i int) bool { return value < f.Edges[i] }))
}

// other is the bin of the values that Values does not list.
func (f *Field) other() uint8 { return uint8(len(f.Values) + 1) }

// cutInto cuts the field into bins of about equally many rows, and returns the bin of each
// row. numbers are by row, NaN for missing.
func (f *Field) cutInto(numbers []float64) []uint8 {
	f.Edges = cutNumbers(sortedNumbers(numbers), numberBins(len(numbers)))
	bins := make([]uint8, len(numbers))
	for row, x := range numbers {
		if !math.IsNaN(x) {
			bins[row] = f.binOfNumber(x)
		}
	}
	return bins
}

// cutNumbers returns the edges that cut sorted values into at most count bins of about
// equally many rows. A value that many rows share gets a bin of its own.
func cutNumbers(sorted []float64, count int) []float64 {
	var edges []float64
	left, room := len(sorted), count // rows and bins not used up yet
	held := 0                        // rows in the current bin
	for i := 0; i < len(sorted); {
		run := i + 1
		for run < len(sorted) && sorted[run] == sorted[i] {
			run++
		}
		width := run - i
		share := left / max(room, 1)
		// Close the bin before this value if it is full, or if this value would
		// take it further from its share than it is now.
		if held > 0 && room > 1 && (held >= share || held+width-share > share-held) {
			edges = append(edges, sorted[i])
			left -= held
			room--
			held = 0
		}
		held += width
		i = run
	}
	return edges
}

// rareBelow returns how many rows a value of a category needs to get a bin of its own.
func rareBelow(rows int) int { return max(10, rows/2000) }

// cutCategory returns, sorted, the values of a category that get bins of their own, given
// the rows that have each value.
func cutCategory(counts map[string]int, rows int) []string {
	values := make([]string, 0, len(counts))
	for value, count := range counts {
		if count >= rareBelow(rows) {
			values = append(values, value)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b)) })
	values = values[:min(len(values), maxBins-2)]
	slices.Sort(values)
	return values
}

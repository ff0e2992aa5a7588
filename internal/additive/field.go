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
	Category Kind = "category" // text that comes again and again, in any case
)

// Field is a column, or a part of one, cut into bins. Bin 0 is that of missing values. A Number or
// Date has a bin more than Edges: the first is below the first edge, and an
// edge is the least value of the bin behind it. A Category or Truth has a bin
// for each of Values, and one for every other value.
type Field struct {
	Name   string // what it is called; no other field of the model has the name
	Column string // whose cells it reads; of a Whole, its name
	Part   Part
	Of     string // of DaysFrom the other column, of Says the word
	Kind   Kind
	Edges  []float64
	Values []string
	// Order is how the cells of a date in text are read, and OfOrder those of the
	// column Of.
	Order, OfOrder contact.DateOrder
	Unit           string // of a Number in text: the word behind it; a number with another is missing
}

// maxBins is how many bins a field may have, the missing one included: their
// numbers fit into a byte.
const maxBins = 256

// Bins returns the number of bins.
func (f *Field) Bins() int {
	if f.Kind == Category || f.Kind == Truth {
		return len(f.Values) + 2
	}
	return len(f.Edges) + 2
}

// binOfNumber returns the bin of a number or a day.
func (f *Field) binOfNumber(value float64) uint8 {
	return uint8(1 + sort.Search(len(f.Edges), func(i int) bool { return value < f.Edges[i] }))
}

// other is the bin of values that are not listed.
func (f *Field) other() uint8 { return uint8(len(f.Values) + 1) }

// cutInto cuts the field where numbers, by row, NaN for none, are about as many, and
// returns the bins of the rows.
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

// cutNumbers returns the edges that cut sorted values into at most count bins
// of about as many rows each. A value that many rows have gets a bin of its own.
func cutNumbers(sorted []float64, count int) []float64 {
	var edges []float64
	left, room := len(sorted), count // rows and bins that are not used up yet
	held := 0                        // rows in the bin being filled
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

// rareBelow returns how many rows a value of a category needs to have a bin of
// its own.
func rareBelow(rows int) int { return max(10, rows/2000) }

// cutCategory returns the values of a category that get bins, sorted, by how
// many rows have each.
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

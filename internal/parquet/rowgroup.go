package parquet

import (
	"cmp"
	"slices"
	"sort"

	"galena/internal/column"
)

// chunk is a run of rows of an array; a nil array stands for nulls.
type chunk struct {
	values     column.Array
	start, end int
}

// rowGroup collects the rows of the next row group. It copies nothing.
type rowGroup struct {
	maxRows int
	rows    int
	text    int64     // bytes of text in all columns
	columns [][]chunk // by field
	weights []int64   // approximate bytes of each column
	sizes   []int64   // bytes of text per column in the rows being added
}

func newRowGroup(columns, maxRows int) rowGroup {
	return rowGroup{maxRows: maxRows, columns: make([][]chunk, columns), weights: make([]int64, columns), sizes: make([]int64, columns)}
}

// add takes as many rows of the columns from start on as there is room for. It returns
// the first row it did not take, and whether the group is full. Where a group ends
// depends on its rows alone, not on how they were passed in.
func (g *rowGroup) add(columns []column.Array, start, end int) (next int, full bool) {
	next = min(end, start+g.maxRows-g.rows)
	text := g.measure(columns, start, next)
	if g.text+text >= maxRowGroupText {
		next = start + 1 + sort.Search(next-start-1, func(k int) bool {
			return g.text+g.measure(columns, start, start+k+1) >= maxRowGroupText
		})
		text = g.measure(columns, start, next)
	}
	for i, values := range columns {
		g.columns[i] = append(g.columns[i], chunk{values: values, start: start, end: next})
		if values != nil {
			g.weights[i] += 8*int64(next-start) + g.sizes[i]
		}
	}
	g.rows += next - start
	g.text += text
	return next, g.rows >= g.maxRows || g.text >= maxRowGroupText
}

// largestFirst returns the columns in order of falling weight, so that the workers
// finish at about the same time.
func (g *rowGroup) largestFirst() []int {
	order := make([]int, len(g.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.weights[b], g.weights[a]) })
	return order
}

func (g *rowGroup) reset() {
	for i := range g.columns {
		clear(g.columns[i])
		g.columns[i] = g.columns[i][:0]
	}
	clear(g.weights)
	g.rows, g.text = 0, 0
}

// measure fills sizes for the rows from start to end and returns their sum.
func (g *rowGroup) measure(columns []column.Array, start, end int) (text int64) {
	for i, values := range columns {
		g.sizes[i] = textSize(values, start, end)
		text += g.sizes[i]
	}
	return text
}

// textSize returns the bytes of text in the rows from start to end, including what may
// lie under a null; 0 for columns of other kinds.
func textSize(values column.Array, start, end int) (size int64) {
	switch values := values.(type) {
	case *column.Text:
		if start < end {
			offsets := values.ValueOffsets()
			size = int64(offsets[end] - offsets[start])
		}
	case *column.Coded:
		size = codedSize(values, start, end)
	}
	return size
}

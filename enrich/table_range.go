package enrich

import (
	"cmp"
	"math"
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
)

// endless is the end of a range that has none.
var endless = math.Inf(1)

// ranges finds the range that a number is in.
type ranges []numberRange

// numberRange is the numbers from least to most, both included; a range without an end stops
// where the next one begins.
type numberRange struct {
	least, most float64
	ref         column.Ref
}

func newRanges(store *tableStore) (ranges, error) {
	var all ranges
	for c := range store.chunks {
		chunk := &store.chunks[c]
		chunk.hashes = nil
		keys := chunk.keys()
		for row := range keys.Len() {
			r := numberRange{most: endless, ref: column.Ref{Table: uint32(c), Row: uint32(row)}}
			var ok bool
			if r.least, ok = contact.ParseNumber(keys.Value(row)); !ok {
				return nil, &rowsError{"the key of %s is no number, which a table of kind range needs", []int{store.number(r.ref)}}
			}
			if chunk.upper != nil {
				r.most = chunk.upper[row]
			}
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b numberRange) int { return cmp.Compare(a.least, b.least) })
	for i := 1; i < len(all); i++ {
		before, r := all[i-1], all[i]
		if before.least == r.least {
			return nil, twice(store.number(before.ref), store.number(r.ref))
		}
		if before.most >= r.least && !math.IsInf(before.most, 1) {
			return nil, &rowsError{"the ranges of %s and %s overlap", []int{store.number(before.ref), store.number(r.ref)}}
		}
	}
	return all, nil
}

func (r ranges) find(_ *scratch, keys *column.View, refs []column.Ref) (unmatched int64) {
	for row := range refs {
		key, _ := keys.At(row)
		if len(key) == 0 {
			continue
		}
		if ref, ok := r.of(string(key)); ok {
			refs[row] = ref
		} else {
			unmatched++
		}
	}
	return unmatched
}

// of returns the range that a number is in.
func (r ranges) of(key string) (column.Ref, bool) {
	value, ok := contact.ParseNumber(key)
	if !ok {
		return column.Ref{}, false
	}
	above, _ := slices.BinarySearchFunc(r, value, func(x numberRange, value float64) int {
		if x.least <= value {
			return -1
		}
		return 1
	})
	if above == 0 || r[above-1].most < value {
		return column.Ref{}, false
	}
	return r[above-1].ref, true
}

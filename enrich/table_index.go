package enrich

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/contact"
)

// finder finds the row of a table that a key of leads belongs to.
type finder interface {
	find(key []byte) (column.Ref, bool)
}

// A slot of the index is 24 bits of the key's hash, 16 of the chunk, and 24 of
// 1 + the row in it; 0 is an empty slot.
const (
	rowBits, chunkBits = 24, 16
	maxChunkRows       = 1<<rowBits - 1
	maxChunks          = 1 << chunkBits
	tagMask            = math.MaxUint64 &^ (1<<(rowBits+chunkBits) - 1)
)

// hashIndex is an open-addressing table over the hashes of the keys, at most
// three quarters full. The keys themselves lie in the store.
type hashIndex struct {
	store *tableStore
	slots []uint64
}

// index makes the table ready for leads. It fails where two rows have one key.
func (t *tableStep) index() (finder, error) {
	if t.Kind == "range" {
		return newRanges(&t.store)
	}
	size := 4
	for 3*size < 4*t.store.rows {
		size *= 2
	}
	index := &hashIndex{&t.store, make([]uint64, size)}
	lengths := map[int]bool{}
	for c := range t.store.chunks {
		chunk := &t.store.chunks[c]
		for row, hash := range chunk.hashes {
			if twin, ok := index.insert(hash, c, row); !ok {
				return nil, t.store.twice(twin, column.Ref{Table: uint32(c), Row: uint32(row)})
			}
			if t.Kind == "prefix" {
				lengths[chunk.keys.ValueLen(row)] = true
			}
		}
		chunk.hashes = nil
	}
	if t.Kind == "prefix" {
		p := &prefixes{index: index}
		for length := range lengths {
			p.lengths = append(p.lengths, length)
		}
		slices.SortFunc(p.lengths, func(a, b int) int { return cmp.Compare(b, a) })
		return p, nil
	}
	return index, nil
}

// twice is the error for two rows of one key. It names rows and not the key,
// which may be personal.
func (s *tableStore) twice(a, b column.Ref) error {
	return fmt.Errorf("rows %d and %d (of those with a key that are not too old) have the same key; a table must have one row a key, or a lead would not know which to take",
		s.number(a), s.number(b))
}

// number is the number of a row, from 1.
func (s *tableStore) number(ref column.Ref) int {
	number := int(ref.Row) + 1
	for _, c := range s.chunks[:ref.Table] {
		number += c.keys.Len()
	}
	return number
}

// insert adds a row. It returns false with the row that has the same key.
func (x *hashIndex) insert(hash uint64, chunk, row int) (twin column.Ref, ok bool) {
	mask := uint64(len(x.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := x.slots[at]
		if slot == 0 {
			x.slots[at] = hash&tagMask | uint64(chunk)<<rowBits | uint64(row+1)
			return column.Ref{}, true
		}
		if (slot^hash)&tagMask == 0 {
			twin := refOf(slot)
			if x.store.key(twin) == x.store.chunks[chunk].keys.Value(row) {
				return twin, false
			}
		}
	}
}

func refOf(slot uint64) column.Ref {
	return column.Ref{Table: uint32(slot >> rowBits & (maxChunks - 1)), Row: uint32(slot&maxChunkRows) - 1}
}

func (s *tableStore) key(ref column.Ref) string { return s.chunks[ref.Table].keys.Value(int(ref.Row)) }

func (x *hashIndex) find(key []byte) (column.Ref, bool) {
	hash, mask := xxh3.Hash(key), uint64(len(x.slots)-1)
	for at := hash & mask; x.slots[at] != 0; at = (at + 1) & mask {
		if slot := x.slots[at]; (slot^hash)&tagMask == 0 {
			if ref := refOf(slot); x.store.key(ref) == string(key) {
				return ref, true
			}
		}
	}
	return column.Ref{}, false
}

// prefixes finds the longest key that a value begins with.
type prefixes struct {
	index   *hashIndex
	lengths []int // of the keys, the longest first
}

func (p *prefixes) find(key []byte) (column.Ref, bool) {
	for _, length := range p.lengths {
		if length <= len(key) {
			if ref, ok := p.index.find(key[:length]); ok {
				return ref, true
			}
		}
	}
	return column.Ref{}, false
}

// endless is the end of a range that has none.
var endless = math.Inf(1)

// ranges finds the range that a number is in.
type ranges []numberRange

// numberRange is the numbers from least to most, both included, but for those
// that a later range begins with.
type numberRange struct {
	least, most float64
	ref         column.Ref
}

func newRanges(store *tableStore) (ranges, error) {
	var all ranges
	for c := range store.chunks {
		chunk := &store.chunks[c]
		chunk.hashes = nil
		for row := range chunk.keys.Len() {
			r := numberRange{most: endless, ref: column.Ref{Table: uint32(c), Row: uint32(row)}}
			var ok bool
			if r.least, ok = contact.ParseNumber(chunk.keys.Value(row)); !ok {
				return nil, fmt.Errorf("the key of row %d is no number, which a table of kind range needs", store.number(r.ref))
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
			return nil, store.twice(before.ref, r.ref)
		}
		if before.most >= r.least && !math.IsInf(before.most, 1) {
			return nil, fmt.Errorf("the ranges of rows %d and %d overlap", store.number(before.ref), store.number(r.ref))
		}
	}
	return all, nil
}

func (r ranges) find(key []byte) (column.Ref, bool) {
	value, ok := contact.ParseNumber(string(key))
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

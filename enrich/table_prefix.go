package enrich

import (
	"cmp"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
)

// prefixes finds the longest key with which a value begins.
type prefixes struct {
	index   *hashIndex
	lengths []int // of the keys, longest first
}

func newPrefixes(index *hashIndex) *prefixes {
	p, seen := &prefixes{index: index}, map[int]bool{}
	for c := range index.store.chunks {
		keys := index.store.chunks[c].keys()
		for row := range keys.Len() {
			if length := keys.ValueLen(row); !seen[length] {
				seen[length] = true
				p.lengths = append(p.lengths, length)
			}
		}
	}
	slices.SortFunc(p.lengths, func(a, b int) int { return cmp.Compare(b, a) })
	return p
}

// find goes over the leads once per length of keys, longest first, as hashIndex.find does; each
// time only over the leads not found yet.
func (p *prefixes) find(s *scratch, keys *column.View, refs []column.Ref) (unmatched int64) {
	left := make([]uint32, 0, len(refs))
	for row := range refs {
		if key, _ := keys.At(row); len(key) > 0 {
			left = append(left, uint32(row))
		}
	}
	for _, length := range p.lengths {
		left = p.findOf(s, length, keys, left, refs)
	}
	return int64(len(left))
}

// findOf looks for keys of one length at the given rows, and returns the rows that have none.
func (p *prefixes) findOf(s *scratch, length int, keys *column.View, rows []uint32, refs []column.Ref) (left []uint32) {
	left = rows[:0]
	hashes, slots := s.block()
	for block := range slices.Chunk(rows, len(hashes)) {
		for i, row := range block {
			key, _ := keys.At(int(row))
			hashes[i] = xxh3.Hash(key[:min(length, len(key))])
		}
		p.index.touch(hashes[:len(block)], slots)
		for i, row := range block {
			if key, _ := keys.At(int(row)); len(key) >= length {
				if ref, ok := p.index.from(slots[i], hashes[i], key[:length]); ok {
					refs[row] = ref
					continue
				}
			}
			left = append(left, row)
		}
	}
	return left
}

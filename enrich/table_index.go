package enrich

import (
	"bytes"
	"math"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
)

// finder finds the rows of a table that the keys of leads belong to; an empty one
// is none. It puts them into refs, by lead, and returns how many leads have a key
// that the table lacks.
type finder interface {
	find(s *scratch, keys *column.View, refs []column.Ref) (unmatched int64)
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
func (s *tableStore) index(kind string) (finder, error) {
	if kind == "range" {
		return newRanges(s)
	}
	size := 4
	for 3*size < 4*s.rows {
		size *= 2
	}
	index := &hashIndex{s, make([]uint64, size)}
	for c := range s.chunks {
		for row, hash := range s.chunks[c].hashes {
			if twin, ok := index.insert(hash, c, row); !ok {
				return nil, twice(s.number(twin), s.number(column.Ref{Table: uint32(c), Row: uint32(row)}))
			}
		}
		s.chunks[c].hashes = nil
	}
	if kind == "prefix" {
		return newPrefixes(index), nil
	}
	return index, nil
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
			if bytes.Equal(x.store.key(twin), x.store.key(column.Ref{Table: uint32(chunk), Row: uint32(row)})) {
				return twin, false
			}
		}
	}
}

func refOf(slot uint64) column.Ref {
	return column.Ref{Table: uint32(slot >> rowBits & (maxChunks - 1)), Row: uint32(slot&maxChunkRows) - 1}
}

// find takes a block of leads at a time, which it goes over once for the hashes of
// their keys, once for the slots of these, and three times for the keys that the
// slots point at. Each time the misses of the cache overlap, where one lead after
// the other would wait for each.
func (x *hashIndex) find(s *scratch, keys *column.View, refs []column.Ref) (unmatched int64) {
	hashes, slots := s.block()
	for start := 0; start < len(refs); start += len(hashes) {
		rows := min(len(hashes), len(refs)-start)
		for i := range rows {
			key, _ := keys.At(start + i)
			hashes[i] = xxh3.Hash(key)
		}
		x.touch(hashes[:rows], slots)
		for i, slot := range slots[:rows] {
			key, _ := keys.At(start + i)
			if len(key) == 0 {
				continue
			}
			ref, ok := x.from(slot, hashes[i], key)
			if ok {
				refs[start+i] = ref
			} else {
				unmatched++
			}
		}
	}
	return unmatched
}

// touch fetches the first slots of hashes and brings the keys that these point at into
// the cache: first where they begin, then the keys themselves.
func (x *hashIndex) touch(hashes, slots []uint64) (sum int) {
	mask := uint64(len(x.slots) - 1)
	for i, hash := range hashes {
		slots[i] = x.slots[hash&mask]
	}
	for i, slot := range slots[:len(hashes)] {
		if slot != 0 && (slot^hashes[i])&tagMask == 0 {
			sum += len(x.store.key(refOf(slot)))
		}
	}
	for i, slot := range slots[:len(hashes)] {
		if slot != 0 && (slot^hashes[i])&tagMask == 0 {
			key := x.store.key(refOf(slot)) // which is not empty
			sum += int(key[0]) + int(key[len(key)-1])
		}
	}
	return sum
}

// from returns the row of a key, whose first slot is at hand.
func (x *hashIndex) from(slot, hash uint64, key []byte) (column.Ref, bool) {
	mask := uint64(len(x.slots) - 1)
	for at := hash & mask; slot != 0; slot = x.slots[at] {
		if (slot^hash)&tagMask == 0 {
			if ref := refOf(slot); bytes.Equal(x.store.key(ref), key) {
				return ref, true
			}
		}
		at = (at + 1) & mask
	}
	return column.Ref{}, false
}

// blockOfLeads is how many leads are looked up together: what they touch of slots and
// keys, some 200 bytes each, stays in a core's own cache until it is compared.
const blockOfLeads = 1 << 8

// block is where a worker puts the hashes of the keys of a block, and their slots.
func (s *scratch) block() (hashes, slots []uint64) {
	if s.hashes == nil {
		s.hashes = make([]uint64, 2*blockOfLeads)
	}
	return s.hashes[:blockOfLeads], s.hashes[blockOfLeads:]
}

package enrich

import (
	"bytes"
	"math"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
)

// finder finds the rows of a table that match the keys of leads; an empty key matches none.
// find puts them into refs, by lead, and returns how many leads have a key that the table lacks.
type finder interface {
	find(s *scratch, keys *column.View, refs []column.Ref) (unmatched int64)
}

// A slot of the index has 24 bits of the key's hash, 16 of the chunk's number, and 24 of 1 +
// the row in the chunk; 0 is an empty slot.
const (
	rowBits, chunkBits = 24, 16
	maxChunkRows       = 1<<rowBits - 1
	maxChunks          = 1 << chunkBits
	tagMask            = math.MaxUint64 &^ (1<<(rowBits+chunkBits) - 1)
)

// hashIndex is an open-addressing table over the hashes of the keys, at most three quarters
// full. The keys themselves are in the store.
type hashIndex struct {
	store *tableStore
	slots []uint64
}

// index prepares the table for lookups. It fails if two rows have the same key.
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

// insert adds a row. If another row has the same key, it returns that row and false.
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

// find works on a block of leads at a time, in passes: one over the hashes of their keys, one
// over the slots of these hashes, and three over the keys that the slots point at. Within a
// pass, cache misses overlap; lead by lead, each would be waited for.
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

// touch gets the first slots of hashes, and brings the keys that they point at into the cache:
// first their positions, then their bytes. Its result only keeps the compiler from omitting the
// reads.
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

// from returns the row of a key, given the first slot of its hash.
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

// blockOfLeads is how many leads are looked up together. The slots and keys that they touch,
// some 200 bytes per lead, stay in a core's own cache until they are compared.
const blockOfLeads = 1 << 8

// block returns a worker's buffers for the hashes of the keys of a block, and for their slots.
func (s *scratch) block() (hashes, slots []uint64) {
	if s.hashes == nil {
		s.hashes = make([]uint64, 2*blockOfLeads)
	}
	return s.hashes[:blockOfLeads], s.hashes[blockOfLeads:]
}

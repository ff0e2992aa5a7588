package match

import (
	"iter"
	"math"
	"math/bits"
)

// keyTable holds the keys of the records, key by key, for all records or for the first by rank, which are a random
// sample. Records equal to another one in every field have no keys.
type keyTable struct {
	run     *run
	keys    []key
	columns [][]uint32
}

func (r *run) newKeyTable(keys []key) *keyTable {
	return &keyTable{run: r, keys: keys, columns: make([][]uint32, len(keys))}
}

// fill makes the given keys, each listed once, for so many records. It goes row by row, so that a row is fetched once
// for all keys.
func (t *keyTable) fill(keys []int, records int) error {
	from := make([]int, len(keys)) // number of records that already have the key
	for i, k := range keys {
		if from[i] = min(len(t.columns[k]), records); from[i] < records {
			column := make([]uint32, records)
			copy(column, t.columns[k])
			t.columns[k] = column
		}
	}
	return t.run.parallel(chunks(records, fillChunk), func(i int) error {
		end := min((i+1)*fillChunk, records)
		for at, k := range keys {
			t.make(k, max(i*fillChunk, from[at]), end)
		}
		return t.run.ctx.Err()
	})
}

// make makes one key for some records. A key of one field has a loop of its own, short enough for the processor to
// work on many records at once, since each waits for memory to look up its hash.
func (t *keyTable) make(k, from, to int) {
	r, key, column := t.run, &t.keys[k], t.columns[k]
	if r.twin == nil && key.second < 0 {
		hashes, at := key.hashes, from*r.stride+key.field
		for rank := from; rank < to; rank++ {
			column[rank] = hashes[r.rows[at]&codeMask]
			at += r.stride
		}
		return
	}
	for rank := from; rank < to; rank++ {
		if r.twin == nil || r.twin[rank] == uint32(rank) {
			column[rank] = key.of(r, r.row(uint32(rank)))
		}
	}
}

// byRecord returns the keys of the first records, record by record, for callers that look at all keys of a record.
func (t *keyTable) byRecord(records int) ([]uint32, error) {
	width := len(t.keys)
	out := make([]uint32, records*width)
	return out, t.run.parallel(chunks(records, fillChunk), func(i int) error {
		for k, column := range t.columns {
			for rank := i * fillChunk; rank < min((i+1)*fillChunk, records); rank++ {
				out[rank*width+k] = column[rank]
			}
		}
		return t.run.ctx.Err()
	})
}

// fillChunk is the number of rows that stay in the processor's cache while their keys are made.
const fillChunk = 1 << 11

// fillRules makes the keys of some rules.
func (t *keyTable) fillRules(rules []rule, records int) error {
	wanted := uint64(0)
	for _, c := range rules {
		wanted |= c.mask
	}
	var keys []int
	for ; wanted != 0; wanted &= wanted - 1 {
		keys = append(keys, bits.TrailingZeros64(wanted))
	}
	return t.fill(keys, records)
}

// hashBatch is the number of hashes made at a time. They stay in the processor's first-level cache.
const hashBatch = 1 << 10

// hashes yields the hashes of a rule's keys for the first records by rank, in batches, each with the rank of its
// first record. A record that lacks one of the keys has 0. A batch is valid until the next one.
func (t *keyTable) hashes(c rule, records int) iter.Seq2[int, []uint64] {
	return func(yield func(int, []uint64) bool) {
		var batch [hashBatch]uint64
		for from := 0; from < records; from += hashBatch {
			hashes := batch[:min(hashBatch, records-from)]
			t.hash(c, from, hashes)
			if !yield(from, hashes) {
				return
			}
		}
	}
}

// hash makes the hashes of the records from a rank on. That both of two keys are present is tested without a branch,
// which the processor could not predict.
func (t *keyTable) hash(c rule, from int, hashes []uint64) {
	first := t.columns[c.keys[0]][from:][:len(hashes)]
	if len(c.keys) == 1 {
		for i, k := range first {
			hashes[i] = mix(k, 0) // 0 if k is 0
		}
		return
	}
	second := t.columns[c.keys[1]][from:][:len(hashes)]
	for i, k := range first {
		both := (uint64(k) + math.MaxUint32) & (uint64(second[i]) + math.MaxUint32) >> 32 // 1 if both are present
		hashes[i] = mix(k, second[i]) & -both
	}
	for _, further := range c.keys[2:] {
		for i, k := range t.columns[further][from:][:len(hashes)] {
			if k == 0 || hashes[i] == 0 {
				hashes[i] = 0
			} else {
				hashes[i] = chain(hashes[i], uint64(k))
			}
		}
	}
}

// sorted returns those of the first records that share a rule's keys with another record. Each item has a 32-bit hash
// of the keys in its upper half and the rank in its lower half, and items are in that order. Two keys with one hash
// only make a block too large by a few pairs.
func (t *keyTable) sorted(c rule, records int) []uint64 {
	items := make([]uint64, 0, records)
	if len(c.keys) == 0 {
		for rank := range records {
			if t.run.twin == nil || t.run.twin[rank] == uint32(rank) {
				items = append(items, 1<<32|uint64(rank))
			}
		}
		return items
	}
	for from, hashes := range t.hashes(c, records) {
		for i, hash := range hashes {
			if hash != 0 {
				items = append(items, hash>>32<<32|uint64(from+i))
			}
		}
	}
	return sortedShared(items)
}

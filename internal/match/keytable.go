package match

import (
	"iter"
	"math"
	"math/bits"
)

// keyTable holds the keys of the records, key by key, for the first records by rank, which are a random sample, or for all. Records
// equal to another in every field have none.
type keyTable struct {
	run     *run
	keys    []key
	columns [][]uint32
}

func (r *run) newKeyTable(keys []key) *keyTable {
	return &keyTable{run: r, keys: keys, columns: make([][]uint32, len(keys))}
}

// fill makes the given keys, each named once, for so many records. It goes row by row: a row is fetched once for all keys.
func (t *keyTable) fill(keys []int, records int) error {
	from := make([]int, len(keys)) // the records that have the key already
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

// make makes a key for some records. That of one field has a loop of its own, short enough for the processor to be at many records at once:
// where their hashes stand, it has to wait for.
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

// byRecord gives the keys of the first records, record by record, for whoever looks at all keys of one.
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

// fillChunk is how many rows stay in the processor's cache while their keys are made.
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

// hashBatch is how many hashes are made at a time: they stay in the processor's first cache.
const hashBatch = 1 << 10

// hashes yields, a batch at a time, the hashes of a rule's keys for the first records, by rank, and the rank of the first of the batch. 0 is
// a record that has not all of them. A batch is valid until the next.
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

// hash makes the hashes of the records from a rank on. Of two keys none may be missing, which the loop asks without a branch: the processor
// could not foretell it.
func (t *keyTable) hash(c rule, from int, hashes []uint64) {
	first := t.columns[c.keys[0]][from:][:len(hashes)]
	if len(c.keys) == 1 {
		for i, k := range first {
			hashes[i] = mix(k, 0) // 0 for 0
		}
		return
	}
	second := t.columns[c.keys[1]][from:][:len(hashes)]
	for i, k := range first {
		both := (uint64(k) + math.MaxUint32) & (uint64(second[i]) + math.MaxUint32) >> 32 // 1 if there are both
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

// sorted gives the first records that share a rule's keys with another, sorted by a 32-bit hash of the keys in the upper half,
// then by rank in the lower. Two keys with one hash make a block too large by a few pairs, no more.
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

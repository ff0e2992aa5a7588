package enrich

import (
	"context"
	"errors"
	"math/bits"
	"sync"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// twinParts is the number of parts into which the hashes of all keys are split by their first
// bits, so that each part fits into a core's cache.
const twinParts = 256

func twinPart(hash uint64) int { return int(hash >> 56) }

// seenKeys are the hashes of the keys of all rows of a batch, kept or not.
type seenKeys struct {
	hashes column.Table // one column, by part
	ends   []uint32     // of the parts
}

func newSeenKeys(hashes []uint64) seenKeys {
	out := seenKeys{ends: make([]uint32, twinParts)}
	for _, hash := range hashes {
		out.ends[twinPart(hash)]++
	}
	var next [twinParts]uint32
	sum := uint32(0)
	for i, count := range out.ends {
		next[i] = sum
		sum += count
		out.ends[i] = sum
	}
	sorted := make([]int64, len(hashes))
	for _, hash := range hashes {
		i := twinPart(hash)
		sorted[next[i]] = int64(hash)
		next[i]++
	}
	out.hashes = column.NewTable(len(sorted)).With("hash", column.NewInts(sorted))
	return out
}

// part returns the hashes of a part.
func (k *seenKeys) part(i int) []int64 {
	if k.ends == nil {
		return nil
	}
	return pipeline.Part(k.hashes.At(0).(*column.Int).Int64Values(), k.ends, i)
}

// checkTwins fails if two rows of the file have the same key, even if the store has neither of
// them. Equal hashes tell where that may be so; then the file is read again.
func (t *tableStep) checkTwins(ctx context.Context, store *tableStore) error {
	var mu sync.Mutex
	twins := map[uint64]bool{}
	rooms := sync.Pool{New: func() any { return new([]int64) }}
	err := t.workers.Each(ctx, twinParts, func(_ context.Context, part int) error {
		room := rooms.Get().(*[]int64)
		defer rooms.Put(room)
		for _, hash := range store.twins(part, room) {
			mu.Lock()
			twins[uint64(hash)] = true
			mu.Unlock()
		}
		return nil
	})
	if err = errors.Join(err, store.forgetSeen()); err != nil || len(twins) == 0 {
		return err
	}
	return t.compareTwins(ctx, twins)
}

// twins returns the hashes of a part that more than one row has. room is the memory of its hash
// table, which the next call uses again.
func (s *tableStore) twins(part int, room *[]int64) (twins []int64) {
	count := 0
	for i := range s.chunks {
		count += len(s.chunks[i].seen.part(part))
	}
	size := 1 << bits.Len(uint(2*count))
	if cap(*room) < size {
		*room = make([]int64, size)
	}
	slots, mask := (*room)[:size], uint64(size-1)
	clear(slots)
	for i := range s.chunks {
		for _, hash := range s.chunks[i].seen.part(part) {
			hash |= 1 // 0 is an empty slot; compareTwins tells apart hashes that differ in this bit only
			at := uint64(hash) >> 8 & mask
			for slots[at] != 0 && slots[at] != hash {
				at = (at + 1) & mask
			}
			if slots[at] == hash {
				twins = append(twins, hash)
			}
			slots[at] = hash
		}
	}
	return twins
}

// compareTwins reads the file again, and fails at the first row with the same key as an earlier
// row. It looks only at keys with the given hashes.
func (t *tableStep) compareTwins(ctx context.Context, twins map[uint64]bool) error {
	rows, err := t.from.Again(ctx)
	if err != nil {
		return err
	}
	number, seen := 0, map[string]int{}
	for b, err := range rows.Batches(ctx, t.workers) {
		if err != nil {
			return err
		}
		keys := t.keysOf(b.Rows, new(tableTally))
		for row := range b.Rows.Rows() {
			key, ok := keys.at(row)
			if !ok {
				continue
			}
			number++
			if !twins[xxh3.Hash(key)|1] {
				continue
			}
			if first := seen[string(key)]; first > 0 {
				return twice(first, number)
			}
			seen[string(key)] = number
		}
	}
	return nil
}

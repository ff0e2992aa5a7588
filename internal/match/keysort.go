package match

import (
	"iter"
	"math/bits"
	"slices"
)

// An item is a key in its upper half and, in its lower half, the rank of a record that has it. Items come in order of
// rank.

const (
	manyItems = 1 << 20 // from this many on, items are cut into parts
	partItems = 1 << 12 // about as many items per part, so that a part stays in the processor's cache
	mostParts = 11      // most bits of a key that select the part
)

// sortedShared sorts items by key, then by rank, and drops most items whose key no other item has. Many items are
// first cut into parts by the first bits of their keys, so that the cost grows linearly even if the processor's cache
// holds few of them.
func sortedShared(items []uint64) []uint64 {
	if len(items) < manyItems {
		return sortedBy(shared(items, 0, nil), nil)
	}
	known := min(bits.Len(uint(len(items)/partItems)), mostParts)
	parts, ends := scattered(items, known)
	kept := items[:0]
	var other, buckets []uint64
	from := uint32(0)
	for _, to := range ends {
		part := parts[from:to]
		if size := 2 * len(part); len(other) < size {
			other, buckets = make([]uint64, size), make([]uint64, bucketWords(size))
		}
		kept = append(kept, sortedBy(shared(part, known, buckets), other)...)
		from = to
	}
	return kept
}

// blocksOf yields the runs of sorted items with equal keys.
func blocksOf(sorted []uint64) iter.Seq[[]uint64] {
	return func(yield func([]uint64) bool) {
		for from, to := 0, 0; from < len(sorted); from = to {
			for to = from + 1; to < len(sorted) && sorted[to]>>32 == sorted[from]>>32; to++ {
			}
			if !yield(sorted[from:to]) {
				return
			}
		}
	}
}

// scattered distributes items over parts by the first bits of their keys, and returns where each part ends.
func scattered(items []uint64, known int) (parts []uint64, ends []uint32) {
	ends = make([]uint32, 1<<known)
	shift := 64 - known
	for _, item := range items {
		ends[item>>shift]++
	}
	sum := uint32(0)
	for part, count := range ends {
		ends[part], sum = sum, sum+count
	}
	parts = make([]uint64, len(items))
	for _, item := range items {
		parts[ends[item>>shift]] = item
		ends[item>>shift]++
	}
	return parts, ends
}

// sortedBy sorts items, into other if that is given and worthwhile.
func sortedBy(items, other []uint64) []uint64 {
	switch {
	case len(items) < 1<<8 || other == nil && len(items) < 1<<10:
		slices.Sort(items)
		return items
	case other == nil:
		return radixSort(items)
	}
	return radixSortInto(items, other[:len(items)])
}

// shared drops, in place, most items whose key no other item has: those that are alone in one of four times as many
// buckets as there are items. The keys have their first known bits in common. It empties the buckets given, or makes
// them if there are none.
func shared(items []uint64, known int, buckets []uint64) []uint64 {
	shift, words := 64-bits.Len(uint(4*len(items))), bucketWords(len(items))
	if buckets == nil {
		buckets = make([]uint64, words)
	}
	buckets = buckets[:words]
	clear(buckets)
	for _, item := range items {
		bucket := item << known >> shift
		word, at := &buckets[bucket/32], bucket%32*2
		*word |= (*word>>at&1 + 1) << at
	}
	kept := items[:0]
	for _, item := range items {
		bucket := item << known >> shift
		if buckets[bucket/32]>>(bucket%32*2)&2 != 0 {
			kept = append(kept, item)
		}
	}
	return kept
}

// bucketWords returns how many words hold the buckets of so many items, at two bits each: met, and met again.
func bucketWords(items int) int { return 1<<bits.Len(uint(4*items))/32 + 1 }

// radixSort sorts by the upper 32 bits, in three stable passes of 11 bits.
func radixSort(items []uint64) []uint64 { return radixSortInto(items, make([]uint64, len(items))) }

// radixSortInto is radixSort with memory for as many items. It returns one of the two slices.
func radixSortInto(items, other []uint64) []uint64 {
	for shift := 32; shift < 64; shift += 11 {
		var counts [1 << 11]uint32
		for _, item := range items {
			counts[item>>shift&(1<<11-1)]++
		}
		sum := uint32(0)
		for i, count := range counts {
			counts[i], sum = sum, sum+count
		}
		for _, item := range items {
			digit := item >> shift & (1<<11 - 1)
			other[counts[digit]] = item
			counts[digit]++
		}
		items, other = other, items
	}
	return items
}

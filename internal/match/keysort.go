package match

import (
	"iter"
	"math/bits"
	"slices"
)

// An item is a key in its upper half and, in its lower, the rank of a record that has it. Items come by rank.

const (
	manyItems = 1 << 20 // from so many on they are cut into parts
	partItems = 1 << 12 // of a part about so many, which stay in the processor's cache
	mostParts = 11      // bits of a key that parts are told by at most
)

// sortedShared sorts items by key, then by rank, and leaves out most of those whose key no other has. Many items are cut into parts by the
// first bits of their keys, so that what it costs grows like their number, however little of them the processor's cache holds.
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

// blocksOf yields the parts of sorted items that have one key.
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

// scattered puts items into parts by the first bits of their keys, and says where each part ends.
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

// sortedBy sorts items, into other if that is there and it pays.
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

// shared drops, in place, most items whose key no other has: those alone in one of four times as many buckets as there are items. Their
// keys have so many first bits in common. The buckets are made where they are not given, and emptied.
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

// bucketWords is how many words hold the buckets of so many items: two bits each, met and met again.
func bucketWords(items int) int { return 1<<bits.Len(uint(4*items))/32 + 1 }

// radixSort sorts by the upper 32 bits in three stable passes of 11 bits.
func radixSort(items []uint64) []uint64 { return radixSortInto(items, make([]uint64, len(items))) }

// radixSortInto is radixSort with memory for as many items, one of which it returns.
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

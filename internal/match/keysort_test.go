package match

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// TestSortedShared: no item whose key another one has is lost, and items are in order, however many there are and
// however often a key occurs.
func TestSortedShared(t *testing.T) {
	draw := rand.New(rand.NewPCG(3, 4))
	for _, count := range []int{0, 1, 2, 300, 5_000, 70_000, manyItems + 7} {
		for _, keys := range []uint32{1, 40, uint32(count)/3 + 1, 1<<32 - 1} {
			items, met := make([]uint64, count), map[uint64]int{}
			for rank := range items {
				key := uint64(draw.Uint32N(keys)) * 0x9e3779b97f4a7c15 >> 32
				if rank%5 == 0 {
					key = 7 // for a fifth
				}
				items[rank] = key<<32 | uint64(rank)
				met[key]++
			}
			want := slices.DeleteFunc(slices.Clone(items), func(item uint64) bool { return met[item>>32] == 1 })
			slices.Sort(want)
			sorted := sortedShared(items)
			if !slices.IsSorted(sorted) {
				t.Errorf("%d items, %d keys: not in order", count, keys)
			}
			alone := 0
			got := slices.DeleteFunc(sorted, func(item uint64) bool {
				if met[item>>32] == 1 {
					alone++
				}
				return met[item>>32] == 1
			})
			if !slices.Equal(got, want) {
				t.Errorf("%d items, %d keys: %d with a key in common, want %d", count, keys, len(got), len(want))
			}
			if alone > count/3+2 {
				t.Errorf("%d items, %d keys: %d left that are alone", count, keys, alone)
			}
		}
	}
}

func BenchmarkSortedShared(b *testing.B) {
	draw := rand.New(rand.NewPCG(3, 4))
	for _, count := range []int{100_000, 10_000_000} {
		items := make([]uint64, count)
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				for rank := range items {
					items[rank] = uint64(draw.Uint32N(uint32(count)))*0x9e3779b97f4a7c15>>32<<32 | uint64(rank)
				}
				b.StartTimer()
				sortedShared(items)
			}
			b.ReportMetric(float64(b.N)*float64(count)/b.Elapsed().Seconds(), "items/s")
		})
	}
}

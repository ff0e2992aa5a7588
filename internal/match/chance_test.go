package match

import "testing"

func TestPairNumber(t *testing.T) {
	next := 0
	for a := 1; a < 50; a++ {
		for b := range a {
			if gotA, gotB := pairNumber(next); gotA != a || gotB != b {
				t.Errorf("pair %d is (%d, %d), want (%d, %d)", next, gotA, gotB, a, b)
			}
			next++
		}
	}
	for _, records := range []int{1 << 21, 3_000_000, 10_000_000, 1 << 30} { // of one name, say
		if a, b := pairNumber(int(pairsOf(records)) - 1); a != records-1 || b != records-2 {
			t.Errorf("the last pair of %d records is (%d, %d)", records, a, b)
		}
	}
}

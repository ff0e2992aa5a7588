package memo_test

import (
	"strconv"
	"strings"
	"testing"

	"galena/internal/memo"
)

func TestGetIsTheFunction(t *testing.T) {
	m := memo.New(strings.ToUpper)
	for round := range 3 {
		for i := range 300_000 { // many times the slots, so that values evict one another and the memo stops caching
			s := "v" + strconv.Itoa(i%(20_000*(round+1)))
			if got := m.Get(s); got != strings.ToUpper(s) {
				t.Fatalf("round %d: Get(%q) = %q", round, s, got)
			}
		}
	}
}

func TestGetAsksOnceForWhatRepeats(t *testing.T) {
	calls := 0
	m := memo.New(func(s string) int { calls++; return len(s) })
	for range 100_000 {
		m.Get("")
		m.Get("again")
	}
	if calls != 2 {
		t.Errorf("the function was called %d times, want 2", calls)
	}
}

func BenchmarkGet(b *testing.B) {
	b.Run("repeating", func(b *testing.B) {
		m := memo.New(strings.ToUpper)
		for b.Loop() {
			m.Get("Chief Financial Officer")
		}
	})
	b.Run("distinct", func(b *testing.B) {
		values := make([]string, 1<<17)
		for i := range values {
			values[i] = "company " + strconv.Itoa(i)
		}
		m, i := memo.New(strings.ToUpper), 0
		for b.Loop() {
			m.Get(values[i%len(values)])
			i++
		}
	})
}

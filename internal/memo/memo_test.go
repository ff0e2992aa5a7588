package memo_test

import (
	"strconv"
	"strings"
	"testing"

	"galena/internal/memo"
)

func TestGetIsTheFunction(t *testing.T) {
	m := memo.New(strings.ToUpper)
	for round := range 2 {
		for i := range 100_000 { // many times the slots, so that values evict one another
			s := "v" + strconv.Itoa(i%20_000)
			if got := m.Get(s); got != strings.ToUpper(s) {
				t.Fatalf("round %d: Get(%q) = %q", round, s, got)
			}
		}
	}
}

func TestGetAsksOnceForWhatRepeats(t *testing.T) {
	calls := 0
	m := memo.New(func(s string) int { calls++; return len(s) })
	for range 10 {
		m.Get("")
		m.Get("again")
	}
	if calls != 2 {
		t.Errorf("the function was called %d times, want 2", calls)
	}
}

func BenchmarkGet(b *testing.B) {
	m := memo.New(strings.ToUpper)
	for b.Loop() {
		m.Get("Chief Financial Officer")
	}
}

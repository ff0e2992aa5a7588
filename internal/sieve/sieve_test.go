package sieve_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"galena/internal/sieve"
)

// TestHas: what was added is reported, whatever else was added.
func TestHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sieve.New(rapid.UintRange(6, 16).Draw(t, "log"))
		added := rapid.SliceOf(rapid.Uint64()).Draw(t, "added")
		for _, hash := range added {
			s.Add(hash)
		}
		for _, hash := range added {
			if !s.Has(hash) {
				t.Fatalf("%x was added and is not there", hash)
			}
		}
		asked := append(rapid.SliceOf(rapid.Uint64()).Draw(t, "asked"), added...)
		if rapid.Bool().Draw(t, "folded") {
			s = s.Folded()
		}
		pass := make([]uint8, len(asked))
		for i := range pass {
			pass[i] = uint8(i & 1)
		}
		s.Sift(asked, pass)
		for i, hash := range asked {
			if want := i&1 == 1 && s.Has(hash); pass[i] == 1 != want {
				t.Fatalf("%x passes: %v, want %v", hash, pass[i] == 1, want)
			}
		}
	})
}

// TestStops: most of what was not added is ruled out.
func TestStops(t *testing.T) {
	r, whole := rand.New(rand.NewPCG(1, 2)), sieve.New(20)
	for range 1 << 12 {
		whole.Add(r.Uint64())
	}
	for _, s := range []sieve.Sieve{whole, whole.Folded()} {
		stopped := 0
		for range 1 << 12 {
			if !s.Has(r.Uint64()) {
				stopped++
			}
		}
		if stopped < 95*(1<<12)/100 {
			t.Errorf("%d of %d were stopped, want nineteen of twenty", stopped, 1<<12)
		}
	}
	if (sieve.Sieve{}).Has(1) {
		t.Error("the zero Sieve has something")
	}
}

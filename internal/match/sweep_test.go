package match

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// sparse is an input of records that have little in common: names of few syllables, some of them exchanged, numbers
// and addresses with typing errors, and gaps.
func sparse(records int, seed uint64) Input {
	draw := rand.New(rand.NewPCG(seed, 7))
	word := func(syllables int) (out string) {
		for range syllables {
			out += []string{"an", "be", "ro", "li", "mar", "to", "ke", "sun", "da", "wil"}[draw.IntN(10)]
		}
		return out
	}
	in := inputOf(records)
	kinds := []Kind{GivenName, FamilyName, Email, Phone, Street, City, Date, Category}
	builders := make([]*DictionaryBuilder, len(kinds))
	for f, kind := range kinds {
		in.Fields = append(in.Fields, Field{Name: kind.String(), Kind: kind})
		builders[f] = NewDictionaryBuilder(records)
	}
	for range records {
		given, family := word(1+draw.IntN(2)), word(2)
		if draw.IntN(10) == 0 {
			given, family = family, given
		}
		values := []string{
			given, family, fmt.Sprintf("%s.%s@example.org", given, family), fmt.Sprintf("4930%05d", draw.IntN(100_000)), fmt.Sprintf("%d %s", draw.IntN(90), word(3)),
			word(2), fmt.Sprintf("19%02d-%02d-%02d", draw.IntN(100), 1+draw.IntN(12), 1+draw.IntN(28)), word(1),
		}
		for f, value := range values {
			if draw.IntN(6) == 0 {
				value = ""
			}
			in.Fields[f].Codes = append(in.Fields[f].Codes, builders[f].Code(value))
		}
	}
	for f := range builders {
		in.Fields[f].Values = builders[f].Build()
	}
	return in
}

// TestSweepDropsHopelessPairsAlone: of all pairs, those remain that are hopeful when compared one by one, and few
// others.
func TestSweepDropsHopelessPairsAlone(t *testing.T) {
	r := newRun(context.Background(), sparse(400, 1), Options{Threshold: 0.95}, inTurn)
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	chance, err := r.measureChance()
	if err != nil {
		t.Fatal(err)
	}
	if r.model, err = r.shippedModel(chance); err != nil {
		t.Fatal(err)
	}
	if err := r.findNeighbours(); err != nil {
		t.Fatal(err)
	}
	for _, rivals := range []int{1, maxRivals} {
		s := r.newScorers(hopefulFloor, rivals).take()
		pairs, left, promising := 0, 0, 0
		for x := range uint32(r.records()) {
			with := make([]uint32, x)
			for y := range with {
				with[y] = uint32(y)
			}
			kept := slices.Clone(s.hopeful(x, with))
			pairs, left = pairs+len(with), left+len(kept)
			for _, y := range with {
				var levels vector
				if _, ok := s.promising(r.row(x), r.row(y), &levels); !ok {
					continue
				}
				promising++
				if !slices.Contains(kept, y) {
					t.Fatalf("%d rivals: the pair of %d and %d is dropped", rivals, x, y)
				}
			}
		}
		if promising == 0 || rivals == 1 && left > 2*promising || left > pairs/4 {
			t.Errorf("%d rivals: of %d pairs %d are left, %d are hopeful", rivals, pairs, left, promising)
		}
	}
}

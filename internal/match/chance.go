package match

import "math/rand/v2"

// chance is what random pairs look like: per field and level the expected number of pairs in the whole input.
// Exact levels are counted in closed form from the frequencies of the values, the others from a sample of pairs.
type chance struct {
	pairs [][]float64 // per field and level; index 0: pairs in which neither value is null
	mass  [][]float64 // per field and band: the share of values held at least twice that lie in the band
}

const randomPairs = 250_000

func (r *run) measureChance() (chance, error) {
	fields := r.in.Fields
	c := chance{pairs: make([][]float64, len(fields)), mass: make([][]float64, len(fields))}
	sampled, err := r.sampleLevels()
	if err != nil {
		return c, err
	}
	err = r.parallel(len(fields), func(f int) error {
		c.pairs[f], c.mass[f] = closedForm(&fields[f])
		drawn, equal := 0.0, float64(sampled[f][0])
		for _, count := range sampled[f] {
			drawn += float64(count)
		}
		levels := len(kindLevels[fields[f].Kind])
		unequal := c.pairs[f][0]
		for l := levels + 1; l < len(c.pairs[f]); l++ {
			unequal -= c.pairs[f][l]
		}
		unequal = max(unequal, 0)
		for l := 1; l <= levels; l++ {
			c.pairs[f][l] = unequal * (float64(sampled[f][l]) + 0.5) / (drawn - equal + 0.5*float64(levels))
		}
		return nil
	})
	return c, err
}

// closedForm counts the pairs of equal values in each band.
func closedForm(f *Field) (pairs, mass []float64) {
	counts := make([]uint32, f.Values.Len())
	present := 0.0
	for _, code := range f.Codes {
		counts[code]++
	}
	pairs, mass = make([]float64, levelCount(f.Kind)), make([]float64, bands)
	held := 0.0
	for _, count := range counts[1:] {
		present += float64(count)
		if count < 2 {
			continue
		}
		b := band(count)
		pairs[exactLevel(f.Kind, b)] += float64(count) * float64(count-1) / 2
		mass[b] += float64(count)
		held += float64(count)
	}
	for b := range mass {
		mass[b] /= max(held, 1)
	}
	pairs[0] = present * (present - 1) / 2
	return pairs, mass
}

// sampleLevels counts the levels of random pairs; index 0 counts equal values, nulls are not counted.
// Ranks follow hashes of the records, so the same records give the same sample.
func (r *run) sampleLevels() ([][maxLevels]uint32, error) {
	n := r.records()
	all := n * (n - 1) / 2
	const chunk = 1 << 14
	draws := min(all, randomPairs)
	partial := make([][maxFields][maxLevels]uint32, chunks(draws, chunk))
	err := r.parallel(len(partial), func(i int) error {
		c, source := r.newComparer(), rand.NewPCG(uint64(i), 0x9e3779b97f4a7c15)
		draw := rand.New(source)
		for d := i * chunk; d < min((i+1)*chunk, draws); d++ {
			var a, b int
			if draws == all {
				a, b = pairNumber(d)
			} else {
				a, b = draw.IntN(n), draw.IntN(n-1)
				if b >= a {
					b++
				}
			}
			var levels vector
			c.compare(r.row(uint32(a)), r.row(uint32(b)), &levels)
			for f := range r.in.Fields {
				switch l := int(levels[f]); {
				case l > len(kindLevels[r.in.Fields[f].Kind]):
					partial[i][f][0]++
				case l != null:
					partial[i][f][l]++
				}
			}
		}
		return r.ctx.Err()
	})
	sum := make([][maxLevels]uint32, len(r.in.Fields))
	for i := range partial {
		for f := range sum {
			for l, count := range partial[i][f] {
				sum[f][l] += count
			}
		}
	}
	return sum, err
}

// pairNumber enumerates the pairs a > b >= 0: (1,0), (2,0), (2,1), (3,0), ...
func pairNumber(d int) (a, b int) {
	a = 1
	for step := 1 << 20; step > 0; step >>= 1 {
		if next := a + step; next*(next-1)/2 <= d {
			a = next
		}
	}
	return a, d - a*(a-1)/2
}

package match

import (
	"math/rand/v2"
	"slices"
	"sync"
)

// chance is what random pairs look like: the expected number of pairs in the whole input, per field and level.
// Exact levels are counted in closed form from the frequencies of the values, the others on a sample of pairs.
// To these shippedPairs pairs of the shipped model are added (a Dirichlet prior). They prevail in a tiny input:
// of two records that share an address, all measured pairs do.
type chance struct {
	pairs [][]float64 // per field and level; index 0: pairs in which neither value is null
	mass  [][]float64 // per field and band: the share of values held at least twice that lie in the band
}

const (
	randomPairs   = 120_000
	randomRecords = 1 << 15 // the number of records they are drawn from
	shippedPairs  = 1000.0
)

func (r *run) measureChance() (chance, error) {
	fields := r.in.Fields
	prior, err := readPrior()
	if err != nil {
		return chance{}, err
	}
	c := chance{pairs: make([][]float64, len(fields)), mass: make([][]float64, len(fields))}
	sampled, err := r.sampleLevels()
	if err != nil {
		return c, err
	}
	namesakes, err := r.sampleNamesakes()
	if err != nil {
		return c, err
	}
	err = r.parallel(len(fields), func(f int) error {
		c.pairs[f], c.mass[f] = closedForm(&fields[f], r.distinct(f), r.bands[f])
		drawn, equal := 0.0, float64(sampled[f][0])
		for _, count := range sampled[f] {
			drawn += float64(count)
		}
		kind, unequal := fields[f].Kind, c.pairs[f][0]
		for l := exactLevel(kind, 0); l < len(c.pairs[f]); l++ {
			unequal -= c.pairs[f][l]
		}
		unequal = max(unequal, 0)
		levels := differentLevel(kind)
		for l := 1; l <= levels; l++ {
			c.pairs[f][l] = unequal * (float64(sampled[f][l]) + 0.5) / (drawn - equal + 0.5*float64(levels))
		}
		for l := levels + 1; namedLevel(kind, l); l++ {
			c.pairs[f][l] = namesakes[f][l]
		}
		c.shrink(f, kind, prior[kind])
		return nil
	})
	return c, err
}

// shrink adds the shipped pairs to the counted ones.
func (c *chance) shrink(f int, k Kind, prior []priorShare) {
	c.pairs[f][0] += shippedPairs
	for l := 1; l < len(c.pairs[f]); l++ {
		switch band := l - exactLevel(k, 0); {
		case equalLevel(k, l):
			share := prior[0].u
			if named(k) {
				share = bandShare(band)
			}
			c.pairs[f][l] += shippedPairs * share * c.mass[f][band]
		case !namedLevel(k, l):
			c.pairs[f][l] += shippedPairs * prior[l].u
		}
	}
}

// findOne finds the twins that are one entity by the shipped shares alone, however many there are. A thousand
// rows with one name, address and number are one person and say nothing about chance. A thousand rows with one
// city, or with one name in a large input, may be a thousand people.
func (r *run) findOne() error {
	if r.twin == nil {
		return nil
	}
	prior, err := readPrior()
	if err != nil {
		return err
	}
	model, err := r.shippedModel(unmeasured(r.in.Fields, prior))
	if err != nil {
		return err
	}
	r.one = slices.Clone(r.twin)
	c := r.newComparer()
	for rank, first := range r.twin {
		if uint32(rank) == first {
			continue
		}
		if c.sure(model, r.row(first), r.row(uint32(rank))) {
			r.same++
		} else {
			r.one[rank] = uint32(rank)
		}
	}
	return nil
}

// unmeasured returns the shipped model's chance.
func unmeasured(fields []Field, prior [kindCount][]priorShare) chance {
	c := chance{pairs: make([][]float64, len(fields)), mass: make([][]float64, len(fields))}
	for f := range fields {
		c.pairs[f], c.mass[f] = make([]float64, levelCount(fields[f].Kind)), slices.Repeat([]float64{1.0 / bands}, bands)
		c.shrink(f, fields[f].Kind, prior[fields[f].Kind])
	}
	return c
}

// distinct counts how many records hold each value, without records that are equal in every field to one before
// them.
func (r *run) distinct(f int) []uint32 {
	counts := r.in.Fields[f].Values.counts
	if r.one == nil {
		return counts
	}
	counts = slices.Clone(counts)
	for rank, first := range r.one {
		if uint32(rank) != first {
			counts[r.row(first)[f]&codeMask]--
		}
	}
	return counts
}

// closedForm counts the pairs of equal values in each band. The band of a value follows from all records that
// hold it.
func closedForm(f *Field, counts []uint32, bandOf []uint8) (pairs, mass []float64) {
	present := 0.0
	pairs, mass = make([]float64, levelCount(f.Kind)), make([]float64, bands)
	held := 0.0
	for code, count := range counts {
		all := f.Values.counts[code]
		if code == 0 {
			continue
		}
		present += float64(count)
		if all < 2 {
			continue
		}
		b := int(bandOf[code])
		pairs[exactLevel(f.Kind, b)] += float64(count) * float64(count-1) / 2
		mass[b] += float64(all)
		held += float64(all)
	}
	for b := range mass {
		if named(f.Kind) {
			mass[b] += unmetPeople
			held += unmetPeople
		}
	}
	if held == 0 { // if no two records share a value, a difference is no likelier among matches
		mass[band(2)], held = 1, 1
	}
	for b := range mass {
		mass[b] /= held
	}
	pairs[0] = present * (present - 1) / 2
	return pairs, mass
}

// sampleLevels counts the levels of random pairs. Index 0 counts equal values; nulls are not counted. Ranks
// follow hashes of the records, so the same records always give the same sample.
func (r *run) sampleLevels() ([][maxLevels]uint32, error) {
	draws := randomDraws(r.records())
	const chunk = 1 << 11
	partial := make([][maxFields][maxLevels]uint32, chunks(len(draws), chunk))
	comparers := sync.Pool{New: func() any { return r.newComparer() }}
	err := r.parallel(len(partial), func(i int) error {
		c := comparers.Get().(*comparer)
		defer comparers.Put(c)
		for _, pair := range draws[i*chunk : min((i+1)*chunk, len(draws))] {
			var levels vector
			c.compare(r.row(pair[0]), r.row(pair[1]), &levels)
			for f := range r.in.Fields {
				switch l := int(levels[f]); {
				case equalLevel(r.in.Fields[f].Kind, l):
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

// randomDraws returns random pairs of the records, or all pairs if there are few.
func randomDraws(records int) [][2]uint32 {
	all := records * (records - 1) / 2
	draws := make([][2]uint32, min(all, max(randomPairs/10, min(20*records, randomPairs))))
	among := min(records, randomRecords) // ranks are random, so the first ones are a random sample too, and are neighbours in memory
	const stream = 1 << 14               // draws taken from one random source
	var draw *rand.Rand
	for d := range draws {
		if d%stream == 0 {
			draw = rand.New(rand.NewPCG(uint64(d/stream), 0x9e3779b97f4a7c15))
		}
		var a, b int
		if len(draws) == all {
			a, b = pairNumber(d)
		} else {
			a, b = draw.IntN(among), draw.IntN(among-1)
			if b >= a {
				b++
			}
		}
		draws[d] = [2]uint32{uint32(a), uint32(b)}
	}
	return draws
}

// pairNumber enumerates the pairs a > b >= 0: (1,0), (2,0), (2,1), (3,0), and so on. It works for less than
// 1<<31 records.
func pairNumber(d int) (a, b int) {
	a = 1
	for step := 1 << 30; step > 0; step >>= 1 {
		if next := a + step; next*(next-1)/2 <= d {
			a = next
		}
	}
	return a, d - a*(a-1)/2
}

const namesakePairs = 100_000

// sampleNamesakes estimates, for e-mail addresses that differ, the number of pairs of each level among records
// with equal names.
func (r *run) sampleNamesakes() ([maxFields][maxLevels]float64, error) {
	var expected [maxFields][maxLevels]float64
	if len(r.emails) == 0 || r.given < 0 && r.full < 0 {
		return expected, nil
	}
	sorted := make([]uint64, 0, r.records())
	for rank := range r.records() {
		row := r.row(uint32(rank))
		var name uint64
		switch {
		case r.given >= 0 && row[r.given] != 0 && row[r.family] != 0:
			name = mix(r.in.Fields[r.given].Values.hashes[row[r.given]&codeMask], r.in.Fields[r.family].Values.hashes[row[r.family]&codeMask])
		case r.given < 0 && row[r.full] != 0:
			name = mix(r.in.Fields[r.full].Values.hashes[row[r.full]&codeMask], 0)
		default:
			continue
		}
		sorted = append(sorted, name>>32<<32|uint64(rank))
	}
	var blocks [][]uint64 // records with equal names
	var before []int64    // number of pairs in all earlier blocks
	total := int64(0)
	for block := range blocksOf(sortedShared(sorted)) {
		if len(block) > 1 {
			blocks, before = append(blocks, block), append(before, total)
			total += pairsOf(len(block))
		}
	}
	if total == 0 {
		return expected, nil
	}
	c, draws := r.newComparer(), int(min(total, namesakePairs))
	for d := range draws {
		at := int64(float64(d) * float64(total) / float64(draws))
		behind, _ := slices.BinarySearch(before, at+1)
		block := blocks[behind-1]
		a, b := pairNumber(int(at - before[behind-1]))
		x, y := r.row(uint32(block[a])), r.row(uint32(block[b]))
		for _, f := range r.emails {
			level := c.level(f, x, y)
			if level != null && level <= emailDifferent {
				level = c.namesakeLevel(f, x, y, level)
			}
			expected[f][level] += float64(total) / float64(draws)
		}
	}
	return expected, r.ctx.Err()
}

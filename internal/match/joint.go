package match

import (
	"math"
	"math/bits"
)

const (
	// jointFloor is the match probability below which two clusters stay apart because of what they say together,
	// however alike their records are one by one. It is low, since what one side says twice counts once here.
	jointFloor = 0.25

	// anyOf and mostOf are exponents of the power mean over the pairs that fill in one field. With anyOf, the
	// arithmetic mean, one pair of equal values outweighs several of different ones: what could speak for a match.
	// mostOf is closer to the geometric mean, in which a pair that speaks against a match counts as much as one that
	// speaks for it: what does speak for it.
	anyOf, mostOf = 1, 0.25
)

// crossing counts, by field and level, the pairs of records that were compared between two clusters.
type crossing struct {
	pairs [maxFields][maxLevels]uint16
	met   [maxFields]uint32 // a bit for each level that is not null
}

func (c *crossing) add(levels []uint8) {
	for f, level := range levels {
		c.pairs[f][level]++
		c.met[f] |= 1 << level &^ 1
	}
}

// jointOdds returns log2 of the posterior odds that two clusters are one entity, by all that they say. A field counts
// once, however many pairs have it in common, and in full, however few records fill it in. So namesakes whose number,
// street and employer all differ are two people, even if each record has only one of the three and no two records
// show it. If a field has several values, such as two addresses of one person, its Bayes factor is the power mean over
// the pairs with that exponent; with anyOf it is as if one pair of values belonged together, each equally likely.
func (m *Model) jointOdds(c *crossing, exponent float64) float64 {
	var sum [maxClasses]float32
	for f := range m.Fields {
		met := c.met[f]
		if met&(met-1) == 0 { // one level at most, as in most fields
			if met != 0 {
				weights := &m.weights[f][bits.TrailingZeros32(met)]
				for k := range sum {
					sum[k] += weights[k]
				}
			}
			continue
		}
		pairs := 0.0
		for left := met; left != 0; left &= left - 1 {
			pairs += float64(c.pairs[f][bits.TrailingZeros32(left)])
		}
		var factor [maxClasses]float64
		for left := met; left != 0; left &= left - 1 {
			level := bits.TrailingZeros32(left)
			share := float64(c.pairs[f][level]) / pairs
			for k := range m.Classes {
				factor[k] += share * exp2(exponent*float64(m.weights[f][level][k]))
			}
		}
		for k := range m.Classes {
			sum[k] += float32(math.Log2(factor[k]) / exponent)
		}
	}
	return m.odds(&sum)
}

package match

import (
	"math"
	"math/bits"
)

// jointFloor is the match probability below which what two clusters say together keeps them apart, however alike their records are
// one by one. It is low, since what one side says twice counts once here.
const jointFloor = 0.25

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

// jointOdds is log2 of the posterior odds that two clusters are one entity, by all that they say: a field counts once, however many
// pairs have it in common, and counts in full, however few of them have it filled in. So namesakes of whom one record has a number, one
// a street and one an employer, all of which differ, are two people, though no two of their records show it. Of a field that has several values,
// such as two addresses of one person, the Bayes factor is the mean of those of the pairs: one is the pair that belongs together, each as likely.
func (m *Model) jointOdds(c *crossing) float64 {
	var sum [maxClasses]float32
	for f := range m.Fields {
		met := c.met[f]
		if met&(met-1) == 0 { // one level at most, as most fields have
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
				factor[k] += share * exp2(float64(m.weights[f][level][k]))
			}
		}
		for k := range m.Classes {
			sum[k] += float32(math.Log2(factor[k]))
		}
	}
	return m.odds(&sum)
}

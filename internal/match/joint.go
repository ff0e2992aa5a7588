package match

import "math"

// jointFloor is the match probability below which what two clusters say together keeps them apart, however alike their records are
// one by one. It is low, since what one side says twice counts once here.
const jointFloor = 0.25

// crossing counts, by field and level, the pairs of records that were compared between two clusters.
type crossing [maxFields][maxLevels]uint16

func (c *crossing) add(levels []uint8) {
	for f, level := range levels {
		c[f][level]++
	}
}

// jointOdds is log2 of the posterior odds that two clusters are one entity, by all that they say: a field counts once, however many
// pairs have it in common, and counts in full, however few of them have it filled in. So namesakes of whom one record has a number, one
// a street and one an employer, all of which differ, are two people, though no two of their records show it. Of a field that has several values,
// such as two addresses of one person, the Bayes factor is the mean of those of the pairs: one is the pair that belongs together, each as likely.
func (m *Model) jointOdds(c *crossing) float64 {
	var sum [maxClasses]float32
	for f := range m.Fields {
		var factor [maxClasses]float64
		pairs, levels, last := 0.0, 0, 0
		for level := 1; level < len(m.Fields[f].M); level++ {
			if c[f][level] > 0 {
				pairs += float64(c[f][level])
				levels, last = levels+1, level
			}
		}
		if levels <= 1 { // most fields
			for k := range sum {
				sum[k] += m.weights[f][last][k]
			}
			continue
		}
		for level := 1; level <= last; level++ {
			if c[f][level] == 0 {
				continue
			}
			for k := range m.Classes {
				factor[k] += float64(c[f][level]) / pairs * exp2(float64(m.weights[f][level][k]))
			}
		}
		for k := range m.Classes {
			sum[k] += float32(math.Log2(factor[k]))
		}
	}
	return m.odds(&sum)
}

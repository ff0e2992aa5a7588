package match

import "math"

// tally is what an E-step adds up.
type tally struct {
	match  [maxFields][maxLevels]float64 // matches that have the field in common
	shared [maxFields][maxLevels]float64 // pairs of any class that have it in common
	rest   [maxFields][maxLevels]float64 // pairs in which it is as in random pairs
	class  [maxClasses]float64
	common [maxClasses][maxFields]float64 // pairs of the class that have the field in common
	filled [maxClasses][maxFields]float64 // pairs of the class in which both values are present
	rule   [maxRules]float64              // per rule: matches
}

func (t *tally) add(o *tally) {
	for f := range t.match {
		for l := range t.match[f] {
			t.match[f][l] += o.match[f][l]
			t.shared[f][l] += o.shared[f][l]
			t.rest[f][l] += o.rest[f][l]
		}
	}
	for k := range t.class {
		t.class[k] += o.class[k]
		for f := range t.common[k] {
			t.common[k][f] += o.common[k][f]
			t.filled[k][f] += o.filled[k][f]
		}
	}
	for i, matches := range o.rule {
		t.rule[i] += matches
	}
}

// expect is the E-step over some patterns.
func (m *Model) expect(patterns []pattern) *tally {
	t := &tally{}
	fields := len(m.Fields)
	for _, p := range patterns {
		share := m.responsibilities(p.levels[:fields])
		match := 0.0
		for k, c := range m.Classes {
			t.class[k] += p.weight * share[k]
			if c.Match {
				match += share[k]
			}
		}
		t.rule[p.rule] += p.weight * match
		for f, l := range p.levels[:fields] {
			if l == null {
				continue
			}
			ratio := m.Fields[f].M[l] / m.Fields[f].U[l]
			shared := 0.0
			for k := range m.Classes {
				c := &m.Classes[k]
				t.filled[k][f] += p.weight * share[k]
				if c.Shared[f] <= 0 {
					continue
				}
				s := share[k] * c.Shared[f] * ratio / (c.Shared[f]*ratio + 1 - c.Shared[f])
				t.common[k][f] += p.weight * s
				shared += s
				if c.Match {
					t.match[f][l] += p.weight * s
				}
			}
			if kind := m.Fields[f].Kind; kind == Phone && l == phoneExtension || kind == Company && l == companySister { // neither in common nor by chance
				for k := range m.Classes {
					near := m.Classes[k].typical(&m.Fields[f], int(l))
					shared += share[k] * near / (near + m.Classes[k].ratio(f, ratio, false, 0))
				}
			}
			t.shared[f][l] += p.weight * shared
			t.rest[f][l] += p.weight * (1 - shared)
		}
	}
	return t
}

// responsibilities are the posterior probabilities of the classes; what is missing to 1 is chance.
func (m *Model) responsibilities(levels []uint8) [maxClasses]float64 {
	var sum [maxClasses]float32
	for f, l := range levels {
		if l == null {
			continue
		}
		w := &m.weights[f][l]
		for k := range sum {
			sum[k] += w[k]
		}
	}
	var share [maxClasses]float64
	total := 1.0
	for k := range m.Classes {
		share[k] = math.Exp2(float64(sum[k]) + m.prior[k])
		total += share[k]
	}
	for k := range m.Classes {
		share[k] /= total
	}
	return share
}

// related reports whether a pair of these levels is rather of a related class than a match or by chance.
func (m *Model) related(levels []uint8) bool {
	share, sum := m.responsibilities(levels), 0.0
	for k, c := range m.Classes {
		if !c.Match {
			sum += share[k]
		}
	}
	return sum > 0.5
}

// matches is the number of matches that have a field in common.
func (t *tally) matches(f int) (sum float64) {
	for _, matches := range t.match[f] {
		sum += matches
	}
	return sum
}

package match

// tally holds the sums of an E-step.
type tally struct {
	match  [maxFields][maxLevels]float64 // matches that have the field in common
	shared [maxFields][maxLevels]float64 // pairs of any class that have the field in common
	rest   [maxFields][maxLevels]float64 // pairs in which the field is as in random pairs
	class  [maxClasses]float64
	common [maxFields][maxClasses]float64 // pairs of the class that have the field in common
	filled [maxFields][maxClasses]float64 // pairs of the class in which both values are present
	rule   [maxRules]float64              // per rule: matches
}

func (t *tally) add(o *tally) {
	for f := range t.match {
		for l := range t.match[f] {
			t.match[f][l] += o.match[f][l]
			t.shared[f][l] += o.shared[f][l]
			t.rest[f][l] += o.rest[f][l]
		}
		for k := range t.common[f] {
			t.common[f][k] += o.common[f][k]
			t.filled[f][k] += o.filled[f][k]
		}
	}
	for k := range t.class {
		t.class[k] += o.class[k]
	}
	for i, matches := range o.rule {
		t.rule[i] += matches
	}
}

// expect is the E-step over the patterns.
func (m *Model) expect(patterns []pattern) *tally {
	t, causes := &tally{}, m.causes()
	fields, classes := len(m.Fields), len(m.Classes)
	for _, p := range patterns {
		pairs := m.responsibilities(p.levels[:fields])
		match := 0.0
		for k := range classes {
			pairs[k] *= p.weight
			t.class[k] += pairs[k]
			match += pairs[k] * causes.match[k]
		}
		t.rule[p.rule] += match
		for f, l := range p.levels[:fields] {
			if l == null {
				continue
			}
			cause, common, filled := &causes.of[f][l], &t.common[f], &t.filled[f]
			match, shared := 0.0, 0.0
			for k := range classes {
				filled[k] += pairs[k]
				alike := pairs[k] * cause.common[k]
				common[k] += alike
				match += alike * causes.match[k]
				shared += pairs[k] * cause.shared[k]
			}
			t.match[f][l] += match
			t.shared[f][l] += shared
			t.rest[f][l] += p.weight - shared
		}
	}
	return t
}

// causes says, per field, level and class, why values are as alike as they are. It is the same for all patterns.
type causes struct {
	match [maxClasses]float64 // 1 for a match
	of    [][maxLevels]cause
}

// cause holds, per class, the chance that a pair of a level has the field in common. shared adds the chance of values
// that are neither in common nor as in random pairs, such as two extensions of one switchboard.
type cause struct{ common, shared [maxClasses]float64 }

func (m *Model) causes() *causes {
	out := &causes{of: make([][maxLevels]cause, len(m.Fields))}
	for k, side := range m.side[:len(m.Classes)] {
		out.match[k] = float64(side)
	}
	for f := range m.Fields {
		field := &m.Fields[f]
		for l := 1; l < len(field.M); l++ {
			ratio, cause := field.M[l]/field.U[l], &out.of[f][l]
			for k := range m.Classes {
				c := &m.Classes[k]
				if share := c.Shared[f]; share > 0 {
					cause.common[k] = share * ratio / (share*ratio + 1 - share)
				}
				cause.shared[k] = cause.common[k]
				if near := c.typical(field, l); near > 0 {
					cause.shared[k] += near / (near + c.ratio(f, ratio, false, 0))
				}
			}
		}
	}
	return out
}

// responsibilities returns the posterior probabilities of the classes. The remainder to 1 is chance.
func (m *Model) responsibilities(levels []uint8) [maxClasses]float64 {
	sum := m.evidence(levels)
	var share [maxClasses]float64
	total := 1.0
	for k := range m.Classes {
		share[k] = exp2(float64(sum[k]) + m.prior[k])
		total += share[k]
	}
	for k := range m.Classes {
		share[k] /= total
	}
	return share
}

// related reports whether a pair of these levels more likely belongs to a related class than to the matches or to
// chance.
func (m *Model) related(levels []uint8) bool {
	share, sum := m.responsibilities(levels), 0.0
	for k, c := range m.Classes {
		if !c.Match {
			sum += share[k]
		}
	}
	return sum > 0.5
}

// matches returns the number of matches that have a field in common.
func (t *tally) matches(f int) (sum float64) {
	for _, matches := range t.match[f] {
		sum += matches
	}
	return sum
}

package match

import "math"

// Calibration is what the model expects of a threshold: the share of true pairs among the pairs at or above it,
// which is their mean probability. It is the model's own claim and only as good as the model: where training
// went wrong, Warnings says so. Only labels measure the true share (galena eval).
type Calibration struct {
	Threshold float64 `json:"threshold"`
	Pairs     int     `json:"pairs"`     // at or above the threshold
	Precision float64 `json:"precision"` // expected share of true pairs among them, 0 to 1
}

func (r *run) calibrate(edges []edge) {
	for _, threshold := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
		c := Calibration{Threshold: threshold}
		limit, sum := float32(logOddsOf(threshold)), 0.0
		for _, e := range edges {
			if e.weight >= limit {
				c.Pairs++
				sum += probability(float64(e.weight))
			}
		}
		c.Precision = sum / float64(max(c.Pairs, 1))
		r.report.Calibration = append(r.report.Calibration, c)
	}
}

// someMatches is the least number of matches whose common fields say anything about the training.
const someMatches = 10

// doubts warns of signs that training went wrong, and replaces a model that is of no use by the shipped one.
func (r *run) doubts(shipped *Model, patterns []pattern) {
	m := r.model
	matches := m.matches()
	for _, f := range m.Fields {
		for _, shares := range [][]float64{f.M, f.U} {
			for _, share := range shares {
				if math.IsNaN(share) || math.IsInf(share, 0) {
					r.report.warn("training: the shares of %s are no numbers; the shipped model is used", f.Name)
					r.model = shipped
					return
				}
			}
		}
	}
	if matches > 0.25*m.Total && r.records() > 100 {
		r.report.warn("training: took %.0f %% of all pairs for matches; the shipped model is used", 100*matches/m.Total)
		r.model = shipped
		return
	}
	for _, f := range m.doubtful {
		if m.damaged(f, patterns) {
			continue
		}
		r.report.warn("training: %s differs in more of the pairs taken for matches than one person's does (relatives, colleagues, damaged values); it is held near the shipped share", m.Fields[f].Name)
	}
	for _, f := range m.Fields {
		if equal := equalShare(f.Kind, f.M); identifies(f.Kind) && equal < 0.3 && matches >= someMatches {
			r.report.warn("training: only %.0f %% of the matches have %s in common; check that it holds one thing", 100*equal, f.Name)
		}
	}
}

// damagedNames returns the name fields held back in training whose values are damaged, as a bit set.
func (m *Model) damagedNames(patterns []pattern) (fields uint32) {
	for _, f := range m.held {
		if named(m.Fields[f].Kind) && m.damaged(f, patterns) {
			fields |= 1 << f
		}
	}
	return fields
}

// damaged reports whether names that differ among the matches are mistyped or cut names of one person. If so,
// these pairs have a birthday or an id in common as often as pairs whose names agree. Relatives and colleagues
// share neither.
func (m *Model) damaged(name int, patterns []pattern) bool {
	var same, all [2][maxFields]float64 // by whether the name differs: matches that have the field in common, and matches that have both values
	for _, p := range patterns {
		share, side := 0.0, 0
		for k, responsible := range m.responsibilities(p.levels[:len(m.Fields)]) {
			if k < len(m.Classes) && m.Classes[k].Match {
				share += responsible
			}
		}
		if int(p.levels[name]) == differentLevel(m.Fields[name].Kind) {
			side = 1
		}
		for f, field := range m.Fields {
			if l := int(p.levels[f]); l != null && ofOne(field.Kind) {
				all[side][f] += share * p.weight
				if equalLevel(field.Kind, l) {
					same[side][f] += share * p.weight
				}
			}
		}
	}
	for f := range m.Fields {
		if all[1][f] >= 1 && same[1][f]/all[1][f] >= asOften*same[0][f]/max(all[0][f], 1) && 2*same[1][f] > all[1][f] {
			return true
		}
	}
	return false
}

// asOften is the ratio from which two shares count as equally high.
const asOften = 0.8

// ofOne reports whether two people never share a value of this kind, not even in one family or firm, apart from
// the few twins.
func ofOne(k Kind) bool { return k == Date || k == ID }

// identifies reports whether two records of one entity are expected to have a field of this kind in common.
func identifies(k Kind) bool {
	switch k {
	case GivenName, FamilyName, FullName, Email, Phone, Date:
		return true
	}
	return false
}

package match

import (
	"bytes"
	"math"
	"slices"
)

// Label is a person's verdict on two records.
type Label struct {
	A, B uint32 // places in the input
	Same bool
}

// Labelled says what the labels did to training.
type Labelled struct {
	Same      int `json:"same"` // pairs labelled as one entity
	Different int `json:"different"`
	// Before and After count the pairs on which the model agrees with the person at the threshold: trained without
	// the labels, and with them.
	Before Agreed `json:"before"`
	After  Agreed `json:"after"`
}

// Agreed counts labelled pairs.
type Agreed struct {
	Same      int `json:"same"`
	Different int `json:"different"`
}

// labels holds the comparison vectors of labelled pairs.
type labels struct{ same, different []pattern }

// compareLabels compares the labelled pairs.
func (r *run) compareLabels() *labels {
	rank, c, out := r.ranks(), r.newComparer(), &labels{}
	for _, l := range r.options.Labels {
		p := pattern{weight: 1}
		c.compare(r.row(rank[l.A]), r.row(rank[l.B]), &p.levels)
		if l.Same {
			out.same = append(out.same, p)
		} else {
			out.different = append(out.different, p)
		}
	}
	for _, patterns := range [][]pattern{out.same, out.different} { // sums of floats depend on the order
		slices.SortFunc(patterns, func(x, y pattern) int { return bytes.Compare(x.levels[:], y.levels[:]) })
	}
	return out
}

// trainByLabels trains the model again from the shipped one, now with the labels.
func (r *run) trainByLabels(shipped *Model, t *training, c chance) error {
	l := r.compareLabels()
	said := Labelled{Same: len(l.same), Different: len(l.different), Before: r.agreed(l)}
	r.model, r.labels = shipped, l
	if err := r.train(t, c); err != nil {
		return err
	}
	said.After = r.agreed(l)
	r.model.Labelled, r.report.Labels = &said, &said
	return nil
}

func (r *run) agreed(l *labels) (out Agreed) {
	count := func(patterns []pattern, same bool) (n int) {
		for _, p := range patterns {
			if (probability(r.model.logOdds(p.levels[:len(r.in.Fields)])) >= r.options.Threshold) == same {
				n++
			}
		}
		return n
	}
	return Agreed{count(l.same, true), count(l.different, false)}
}

// learn puts the labels in place of what the model expects of the labelled pairs: it adds the difference of the two
// to the sums of an E-step over all pairs. This is the E-step of semi-supervised EM (Nigam and others 2000).
func (t *tally) learn(m *Model, l *labels) {
	if l == nil {
		return
	}
	for _, said := range []struct {
		patterns []pattern
		same     bool
	}{{l.same, true}, {l.different, false}} {
		if len(said.patterns) > 0 {
			t.shift(m.given(said.same).expect(said.patterns), m.expect(said.patterns))
		}
	}
}

// given returns the model for pairs that are known to be a match, or known to be none.
func (m *Model) given(same bool) *Model {
	out := *m
	for k, c := range m.Classes {
		switch {
		case c.Match && same:
			out.prior[k] += 300 // bits; this rules out all other classes
		case c.Match:
			out.prior[k] = math.Inf(-1)
		}
	}
	return &out
}

// shift adds one tally and subtracts the other, but not below zero.
func (t *tally) shift(more, less *tally) {
	move := func(to *float64, more, less float64) { *to = max(*to+more-less, 0) }
	for f := range t.match {
		for l := range t.match[f] {
			move(&t.match[f][l], more.match[f][l], less.match[f][l])
			move(&t.shared[f][l], more.shared[f][l], less.shared[f][l])
			move(&t.rest[f][l], more.rest[f][l], less.rest[f][l])
		}
		for k := range t.common[f] {
			move(&t.common[f][k], more.common[f][k], less.common[f][k])
			move(&t.filled[f][k], more.filled[f][k], less.filled[f][k])
		}
	}
	for k := range t.class {
		move(&t.class[k], more.class[k], less.class[k])
	}
}

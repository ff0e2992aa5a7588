package dedupe

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"galena/internal/match"
)

// Join is what holds two records of a lead together, or keeps two leads apart.
type Join struct {
	A Record `json:"a"`
	B Record `json:"b"`
	// Said is why the two are, or are not, one whatever the model says: the
	// same source and id, or a line of dedupe.links. Empty: the evidence decides.
	Said string `json:"said,omitempty"`

	Prior       float64    `json:"prior"` // log2 odds of a match before anything is compared
	Evidence    []Evidence `json:"evidence"`
	Correction  float64    `json:"correction"` // what the evidence counts twice or too hard
	Bits        float64    `json:"bits"`       // log2 odds: the sum of the above
	Probability float64    `json:"probability"`
	// Taken is what the pair is taken for, the likeliest first; what is missing to
	// 1 is chance.
	Taken []Taken `json:"taken_for,omitempty"`
}

// Taken is a way in which a pair may have come about.
type Taken struct {
	For         string  `json:"for"`
	Match       bool    `json:"match"`
	Probability float64 `json:"probability"`
}

// Evidence is what one field says of a pair.
type Evidence struct {
	Field string  `json:"field"`
	A     string  `json:"a"` // values as compared: folded, without titles and legal forms
	B     string  `json:"b"`
	Level string  `json:"level"`
	Bits  float64 `json:"bits"` // 0 where a value is missing
}

// Doubt is evidence without which a join would be below the threshold.
type Doubt struct {
	Without     []string `json:"without"` // fields
	Probability float64  `json:"probability"`
}

// Explain compares two records that were asked for.
func (q *Inquiry) Explain(a, b Place) (Join, bool) {
	x, okX := q.at(a)
	y, okY := q.at(b)
	if !okX || !okY || x == y {
		return Join{}, false
	}
	return q.join(x, y), true
}

func (q *Inquiry) join(a, b uint32) Join {
	j := Join{A: q.record(a), B: q.record(b), Said: q.said(a, b)}
	if q.model == nil {
		return j
	}
	e := match.Explain(q.input, q.model, q.number(a), q.number(b))
	j.Prior, j.Correction, j.Bits, j.Probability = bits(e.Prior), bits(e.Correction), bits(e.LogOdds), e.Probability
	for _, line := range e.Lines {
		j.Evidence = append(j.Evidence, Evidence{line.Field, line.A, line.B, line.Level, bits(line.Weight)})
	}
	for _, class := range e.Classes {
		if share := math.Round(class.Probability*1e4) / 1e4; share > 0 {
			j.Taken = append(j.Taken, Taken{class.Class, class.Match, share})
		}
	}
	slices.SortStableFunc(j.Taken, func(x, y Taken) int { return cmp.Compare(y.Probability, x.Probability) })
	slices.SortStableFunc(j.Evidence, func(x, y Evidence) int { return cmp.Compare(math.Abs(y.Bits), math.Abs(x.Bits)) })
	return j
}

// bits rounds to what a person can use.
func bits(x float64) float64 { return math.Round(x*100) / 100 }

// number returns the number that a record has in the input of the comparison.
func (q *Inquiry) number(r uint32) uint32 { return uint32(slices.Index(q.records, r)) }

// said returns what decides about two records whatever the model says.
func (q *Inquiry) said(a, b uint32) string {
	pair := [2]uint32{min(a, b), max(a, b)}
	if q.isTwin(pair) {
		return "the same source and id"
	}
	line, ok := q.linked.lines[pair]
	if !ok {
		return ""
	}
	verdict := "same"
	if slices.Contains(q.linked.cannot, pair) {
		verdict = "different"
	}
	return fmt.Sprintf("%s, says %s:%d", verdict, q.config.Links, line)
}

func (q *Inquiry) isTwin(pair [2]uint32) bool {
	return q.record(pair[0]).Source == q.record(pair[1]).Source && q.record(pair[0]).ID == q.record(pair[1]).ID
}

// Joins returns what holds the records at some places together: a tree of the
// strongest joins between them, the strongest first, so the last is the weakest
// link. Records that nothing joins are left out of it.
func (q *Inquiry) Joins(places []Place) []Join {
	lead := q.among(places)
	joined := map[uint32]uint32{} // union-find by record
	root := func(r uint32) uint32 {
		for joined[r] != r {
			r = joined[r]
		}
		return r
	}
	for _, r := range lead {
		joined[r] = r
	}
	var out []Join
	take := func(a, b uint32) {
		_, okA := joined[a]
		_, okB := joined[b]
		if okA && okB && root(a) != root(b) {
			joined[root(b)] = root(a)
			out = append(out, q.join(a, b))
		}
	}
	for i, r := range lead {
		for _, other := range lead[:i] {
			if q.isTwin([2]uint32{other, r}) {
				take(other, r)
			}
		}
	}
	for _, pair := range q.linked.must {
		take(pair[0], pair[1])
	}
	strongest := slices.Clone(q.edges)
	slices.SortFunc(strongest, func(x, y match.Edge) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	for _, e := range strongest {
		take(e.A, e.B)
	}
	if q.model != nil && len(lead) > 0 {
		for _, r := range lead[1:] { // many equal records are compared once, so no edge is between them
			take(lead[0], r)
		}
	}
	return out
}

// Closest returns the likeliest pair between two sets of records.
func (q *Inquiry) Closest(some, others []Place) (Join, bool) {
	left, right := q.among(some), q.among(others)
	if len(left) == 0 || len(right) == 0 {
		return Join{}, false
	}
	a, b, best := left[0], right[0], float32(math.Inf(-1))
	for _, e := range q.edges {
		x, y := e.A, e.B
		if slices.Contains(left, y) && slices.Contains(right, x) {
			x, y = y, x
		}
		if slices.Contains(left, x) && slices.Contains(right, y) && e.Weight > best {
			a, b, best = x, y, e.Weight
		}
	}
	return q.join(a, b), true
}

// Doubts returns what would have brought a join below the threshold: every
// single field that would by being empty or, if none would, the fewest of the
// strongest fields together.
func (q *Inquiry) Doubts(j Join) []Doubt {
	a, okA := q.at(j.A.Place)
	b, okB := q.at(j.B.Place)
	if q.model == nil || !okA || !okB || j.Probability < q.config.Threshold {
		return nil
	}
	var out []Doubt
	var strongest []string
	for _, e := range j.Evidence {
		if e.Bits <= 0 {
			continue
		}
		strongest = append(strongest, e.Field)
		if p := q.without(a, b, []string{e.Field}); p < q.config.Threshold {
			out = append(out, Doubt{[]string{e.Field}, p})
		}
	}
	for n := 2; len(out) == 0 && n <= len(strongest); n++ {
		if p := q.without(a, b, strongest[:n]); p < q.config.Threshold {
			out = append(out, Doubt{strongest[:n], p})
		}
	}
	return out
}

// without returns the probability of a pair if the first of the two had no
// values in some fields.
func (q *Inquiry) without(a, b uint32, fields []string) float64 {
	in := q.input
	in.Fields = slices.Clone(in.Fields)
	for i := range in.Fields {
		if f := &in.Fields[i]; slices.Contains(fields, f.Name) {
			f.Codes = slices.Clone(f.Codes)
			f.Codes[q.number(a)] = 0
		}
	}
	return match.Explain(in, q.model, q.number(a), q.number(b)).Probability
}

// Support returns how many pairs of the lead, beside its weakest join, would
// hold the two sides of that join together on their own.
func (q *Inquiry) Support(joins []Join) (pairs int) {
	if len(joins) == 0 {
		return 0
	}
	side := map[Place]bool{joins[len(joins)-1].A.Place: true}
	for range joins { // a tree of n joins has no longer way
		for _, j := range joins[:len(joins)-1] {
			if side[j.A.Place] || side[j.B.Place] {
				side[j.A.Place], side[j.B.Place] = true, true
			}
		}
	}
	members := map[Place]bool{}
	for _, j := range joins {
		members[j.A.Place], members[j.B.Place] = true, true
	}
	for _, e := range q.edges {
		a, b := q.record(e.A).Place, q.record(e.B).Place
		if members[a] && members[b] && side[a] != side[b] && float64(e.Probability) >= q.config.Threshold {
			pairs++
		}
	}
	return max(pairs-1, 0)
}

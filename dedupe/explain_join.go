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
	// Said is why the two are, or are not, one, whatever the model says: the same
	// source and id, or a line of dedupe.links. Empty: the evidence decides.
	Said string `json:"said,omitempty"`

	Prior       float64    `json:"prior"` // log2 odds of a match before anything is compared
	Evidence    []Evidence `json:"evidence"`
	Correction  float64    `json:"correction"` // what the evidence counts twice or too strictly
	Bits        float64    `json:"bits"`       // log2 odds: the sum of the above
	Probability float64    `json:"probability"`
	// Taken is what the pair is taken for, the likeliest first. The remainder to 1
	// is chance.
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
	Bits  float64 `json:"bits"` // 0 if a value is missing
}

// Doubt is evidence without which a join would fall below the threshold.
type Doubt struct {
	Without     []string `json:"without"` // fields
	Probability float64  `json:"probability"`
}

// join compares two records.
func (q *Inquiry) join(a, b uint32) Join {
	j := Join{A: q.record(a), B: q.record(b), Said: q.said(a, b)}
	if q.model == nil {
		return j
	}
	e := match.Explain(q.input, q.model, q.numbers[a], q.numbers[b])
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

// bits rounds to a precision that is of use to a person.
func bits(x float64) float64 { return math.Round(x*100) / 100 }

// said returns what decides about two records regardless of the model.
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
// link. Of more than joinsExplained joins it returns only the weakest, and the
// number of the others.
func (q *Inquiry) Joins(places []Place) (weakest []Join, stronger int) {
	tree := q.tree(q.among(places))
	stronger = max(len(tree)-joinsExplained, 0)
	for _, pair := range tree[stronger:] {
		weakest = append(weakest, q.join(pair[0], pair[1]))
	}
	return weakest, stronger
}

// joinsExplained is the most joins of a lead that a person can be expected to read.
const joinsExplained = 100

// tree returns the pairs that hold a lead together: first records of one source and
// id, then pairs that a person has linked, then the strongest pairs (Kruskal 1956).
func (q *Inquiry) tree(lead []uint32) [][2]uint32 {
	joined := newForest(q.store.records())
	inside := map[uint32]bool{}
	for _, r := range lead {
		inside[r] = true
	}
	var out [][2]uint32
	take := func(a, b uint32) {
		if inside[a] && inside[b] && joined.find(a) != joined.find(b) {
			joined.union(a, b)
			out = append(out, [2]uint32{a, b})
		}
	}
	first := map[RecordName]uint32{}
	for _, r := range lead {
		name := RecordName{q.store.source(r), q.store.ids.text(r)}
		if twin, ok := first[name]; ok {
			take(twin, r)
		} else {
			first[name] = r
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
	if q.model != nil {
		for _, r := range lead { // of many equal records only one is compared, so they have no edges
			take(lead[0], r)
		}
	}
	return out
}

// Path returns how two records of the lead at some places are held together: the
// joins of its tree that lead from one to the other.
func (q *Inquiry) Path(places []Place, from, to Place) []Join {
	next := map[uint32][]uint32{}
	for _, pair := range q.tree(q.among(places)) {
		next[pair[0]] = append(next[pair[0]], pair[1])
		next[pair[1]] = append(next[pair[1]], pair[0])
	}
	start, end := q.places[from], q.places[to]
	before := map[uint32]uint32{end: end} // for each record, the next one on the way to the end
	for queue := []uint32{end}; len(queue) > 0; queue = queue[1:] {
		for _, r := range next[queue[0]] {
			if _, seen := before[r]; !seen {
				before[r] = queue[0]
				queue = append(queue, r)
			}
		}
	}
	var out []Join
	for r := start; r != end; r = before[r] {
		if _, ok := before[r]; !ok {
			return nil
		}
		out = append(out, q.join(r, before[r]))
	}
	return out
}

// Closest returns the likeliest pair between two sets of records.
func (q *Inquiry) Closest(some, others []Place) (Join, bool) {
	left, right := q.among(some), q.among(others) // ascending
	if len(left) == 0 || len(right) == 0 {
		return Join{}, false
	}
	in := func(side []uint32, r uint32) bool { _, found := slices.BinarySearch(side, r); return found }
	a, b, best := left[0], right[0], float32(math.Inf(-1))
	for _, e := range q.edges {
		x, y := e.A, e.B
		if in(left, y) && in(right, x) {
			x, y = y, x
		}
		if in(left, x) && in(right, y) && e.Weight > best {
			a, b, best = x, y, e.Weight
		}
	}
	return q.join(a, b), true
}

// Doubts returns what would have put a join below the threshold: every single field
// that would if it were empty or, if no field would alone, the fewest of the
// strongest fields together.
func (q *Inquiry) Doubts(j Join) []Doubt {
	a, okA := q.places[j.A.Place]
	b, okB := q.places[j.B.Place]
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

// without returns the probability of a pair if the first record had no values in
// some fields.
func (q *Inquiry) without(a, b uint32, fields []string) float64 {
	in := q.input
	in.Fields = slices.Clone(in.Fields)
	for i := range in.Fields {
		if f := &in.Fields[i]; slices.Contains(fields, f.Name) {
			f.Codes = slices.Clone(f.Codes)
			f.Codes[q.numbers[a]] = 0
		}
	}
	return match.Explain(in, q.model, q.numbers[a], q.numbers[b]).Probability
}

// Support returns how many pairs of the lead at some places, besides its weakest
// join, would hold the two sides of that join together on their own.
func (q *Inquiry) Support(places []Place) (pairs int) {
	tree := q.tree(q.among(places))
	if len(tree) < 2 {
		return 0
	}
	sides := newForest(q.store.records())
	for _, pair := range tree[:len(tree)-1] {
		sides.union(pair[0], pair[1])
	}
	last := tree[len(tree)-1]
	left, right := sides.find(last[0]), sides.find(last[1])
	for _, e := range q.edges {
		a, b := sides.find(e.A), sides.find(e.B)
		across := a == left && b == right || a == right && b == left
		isLast := e.A == last[0] && e.B == last[1] || e.A == last[1] && e.B == last[0]
		if across && !isLast && float64(e.Probability) >= q.config.Threshold {
			pairs++
		}
	}
	return pairs
}

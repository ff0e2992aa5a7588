package match

import (
	"fmt"
	"math"
	"slices"
)

// FieldModel holds the shares of the levels of one field.
type FieldModel struct {
	Name  string    `json:"name"`
	Kind  Kind      `json:"kind"`
	Group Group     `json:"group"`
	M     []float64 `json:"m"` // per level, among matches with both values present; index 0 (null) is 0
	U     []float64 `json:"u"` // the same among random pairs
}

// Model is a trained model: everything a probability follows from.
type Model struct {
	Fields   []FieldModel `json:"fields"`
	Classes  []Class      `json:"classes"`
	Total    float64      `json:"pairs"`              // number of pairs of records in the input
	Names    *Names       `json:"names,omitempty"`    // nil: the input has no names
	Labelled *Labelled    `json:"labelled,omitempty"` // nil: learnt without labels
	shipped  [kindCount][]priorShare
	held     []int  // fields that differ in more of the pairs taken for matches than training may learn
	doubtful []int  // those of held that differ in so many that something is wrong
	damage   uint32 // of the shipped model: bit set of name fields that are damaged, so that one person's names may differ
	weights  [][maxLevels][maxClasses]float32
	prior    [maxClasses]float64 // log2 of the odds of a class against chance
	side     [maxClasses]uint8   // 1 for a match
	room     float64             // log2 of the odds of all match classes against chance
	before   float64             // log2 of the odds that a pair is a match, against everything else
}

// weigh computes the tables that scoring reads, from shares and class sizes.
func (m *Model) weigh() {
	m.weights = make([][maxLevels][maxClasses]float32, len(m.Fields))
	random := m.Total
	for _, c := range m.Classes {
		random -= c.Pairs
	}
	random = max(random, 0.01*m.Total)
	for k, c := range m.Classes {
		m.prior[k] = math.Log2(c.Pairs / random)
		if c.Match {
			m.side[k] = 1
		}
	}
	matches := m.matches()
	m.room, m.before = math.Log2(matches/random), math.Log2(matches/max(m.Total-matches, 0.01*m.Total))
	for f := range m.Fields {
		field, differ := &m.Fields[f], 0.0
		for l := 1; l <= len(kindLevels[field.Kind]); l++ {
			if !namedLevel(field.Kind, l) {
				differ += field.U[l]
			}
		}
		for l := 1; l < len(field.M); l++ {
			ratio := field.M[l] / field.U[l]
			for k, c := range m.Classes {
				w := math.Log2(c.ratio(f, ratio, equalLevel(field.Kind, l), differ) + c.typical(field, l))
				m.weights[f][l][k] = float32(w)
			}
		}
	}
}

// matches returns the number of pairs that the model expects to be matches.
func (m *Model) matches() float64 {
	sum := 0.0
	for _, c := range m.Classes {
		if c.Match {
			sum += c.Pairs
		}
	}
	return sum
}

// ofOrganizations reports whether records name companies and no field is about people.
func (m *Model) ofOrganizations() bool { return hasKinds(m.Fields, "organization,company") }

// pinned returns a copy of the model that is ready to score, if it was made for these fields.
func (m *Model) pinned(fields []Field) (*Model, error) {
	out := &Model{Fields: m.Fields, Classes: m.Classes, Total: m.Total, Names: m.Names, Labelled: m.Labelled}
	same := func(a FieldModel, b Field) bool { return a.Name == b.Name && a.Kind == b.Kind }
	if !slices.EqualFunc(m.Fields, fields, same) {
		return nil, fmt.Errorf("pinned model: made for other fields than this input has")
	}
	out.weigh()
	return out, nil
}

// logOdds returns log2 of the posterior odds that a pair of these levels is a match.
func (m *Model) logOdds(levels []uint8) float64 {
	sum := m.evidence(levels)
	return m.odds(&sum)
}

// evidence returns log2 of what the levels of a pair say for each class, against chance.
func (m *Model) evidence(levels []uint8) (sum [maxClasses]float32) {
	for f, l := range levels {
		if l == null {
			continue
		}
		w := &m.weights[f][l]
		for k := range sum {
			sum[k] += w[k]
		}
	}
	return sum
}

// odds returns log2 of the posterior odds of a match, given log2 of the evidence for each class.
func (m *Model) odds(sum *[maxClasses]float32) float64 {
	var odds [maxClasses]float64        // log2
	most := [2]float64{0, math.Inf(-1)} // highest odds of a class without a match (chance has 0) and of a match class
	for k := range m.Classes {
		odds[k] = float64(sum[k]) + m.prior[k]
		most[m.side[k]] = max(most[m.side[k]], odds[k])
	}
	total := [2]float64{exp2(-most[0]), 0}
	for k := range m.Classes {
		switch side := m.side[k]; {
		case odds[k] == most[side]:
			total[side]++
		case odds[k] > most[side]-faint:
			total[side] += exp2(odds[k] - most[side])
		}
	}
	return max(min(most[1]-most[0]+math.Log2(total[1]/total[0]), 100), -100)
}

// faint is how far, in bits, a class may be behind another one of its side before it is left out of a sum.
const faint = 40

func probability(logOdds float64) float64 { return 1 / (1 + exp2(-logOdds)) }

func logOddsOf(p float64) float64 { return math.Log2(p / (1 - p)) }

package match

import (
	"cmp"
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:embed prior.tsv classes.tsv
var shipped embed.FS

// Class is one way in which a pair of records comes about. Besides chance (the class that every weight is relative to) there
// are matches, which may have moved or changed jobs since, and related pairs: two entities that share a household, an employer
// or a name. Fields that agree or differ together are thus counted once, as what they are together.
type Class struct {
	Name    string  `json:"name"`
	Match   bool    `json:"match"`
	Changed []Group `json:"changed,omitempty"` // a match: what has changed between the two records
	Pairs   float64 `json:"pairs"`             // expected number of pairs in the input
	// Sister is the chance that the names of two companies of a related pair differ in the words that tell companies of one group apart.
	Sister float64 `json:"sister,omitempty"`
	// Extension is the chance that two phone numbers of a related pair are extensions of one switchboard, or sold together.
	Extension float64 `json:"extension,omitempty"`
	// Counted says that Pairs is the number of random pairs that are equal in what makes the class, and is not trained: training
	// sees only those of them that blocking rules meet, which have more in common than that.
	Counted bool      `json:"counted,omitempty"`
	tells   Kind      // of the field that alone tells the class from a match, 0 if others do
	most    uint32    // the fields whose Shared training may lower and not raise
	Shared  []float64 `json:"shared"` // per field: the chance that the pair has the field in common, otherwise it is as in a random pair; below 0: how much seldomer it is equal than in one
}

const maxClasses = 13

// FieldModel holds the shares of the levels of one field.
type FieldModel struct {
	Name  string    `json:"name"`
	Kind  Kind      `json:"kind"`
	Group Group     `json:"group"`
	M     []float64 `json:"m"` // per level, among matches whose values are both present; index 0 (null) is 0
	U     []float64 `json:"u"` // the same among random pairs
}

// Model is a trained model: everything a probability follows from.
type Model struct {
	Fields   []FieldModel `json:"fields"`
	Classes  []Class      `json:"classes"`
	Total    float64      `json:"pairs"`              // number of pairs of records in the input
	Names    *Names       `json:"names,omitempty"`    // nil: there are no names
	Labelled *Labelled    `json:"labelled,omitempty"` // nil: learnt without labels
	shipped  [kindCount][]priorShare
	held     []int  // fields that differ in more of the pairs taken for matches than training may learn
	doubtful []int  // of them, those that do so in so many that something is wrong
	damage   uint32 // of the shipped model: the names that are damaged, so that one person's may differ
	weights  [][maxLevels][maxClasses]float32
	prior    [maxClasses]float64 // log2 of the odds of a class against chance
	side     [maxClasses]uint8   // 1 for a match
	room     float64             // log2 of the odds of all match classes against chance
	before   float64             // log2 of the odds that any pair is a match, against all that is none
}

// weigh computes the tables that scoring reads from shares and class sizes.
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
				w := math.Log2(c.ratio(f, ratio, l > len(kindLevels[field.Kind]), differ) + c.typical(field, l))
				m.weights[f][l][k] = float32(w)
			}
		}
	}
}

// ratio is how much likelier a level of a field is in the class than by chance; among matches that have the field in common it
// is so by the ratio given. Where few random pairs differ (everybody has one name), those that are equal though seldom so in the
// class are not much seldomer than in any.
func (c *Class) ratio(f int, ratio float64, equal bool, differ float64) float64 {
	switch share := c.Shared[f]; {
	case share >= 0:
		return share*ratio + 1 - share
	case equal:
		return 1 + share*differ
	}
	return 1
}

// typical is what the class adds to the ratio of a level that is typical of it and that chance hardly ever has.
func (c *Class) typical(field *FieldModel, level int) float64 {
	switch {
	case field.Kind == Phone && level == phoneExtension:
		return c.Extension / field.U[level]
	case field.Kind == Company && level == companySister:
		return c.Sister / field.U[level]
	}
	return 0
}

// matches is the number of pairs that the model expects to be matches.
func (m *Model) matches() float64 {
	sum := 0.0
	for _, c := range m.Classes {
		if c.Match {
			sum += c.Pairs
		}
	}
	return sum
}

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

// logOdds is log2 of the posterior odds that a pair of these levels is a match.
func (m *Model) logOdds(levels []uint8) float64 {
	sum := m.evidence(levels)
	return m.odds(&sum)
}

// evidence is log2 of what the levels of a pair say for each class, against chance.
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

// odds is log2 of the posterior odds of a match, given log2 of what is known of each class.
func (m *Model) odds(sum *[maxClasses]float32) float64 {
	var odds [maxClasses]float64        // log2
	most := [2]float64{0, math.Inf(-1)} // of the others, chance among them, and of the matches
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

// faint is how far, in bits, a class may stand behind another of its side before it is left out of a sum.
const faint = 40

func probability(logOdds float64) float64 { return 1 / (1 + exp2(-logOdds)) }

func logOddsOf(p float64) float64 { return math.Log2(p / (1 - p)) }

type priorShare struct{ m, u float64 }

// readPrior reads prior.tsv: per kind the shares of "exact" (index 0) and of the levels of the kind.
func readPrior() ([kindCount][]priorShare, error) {
	var prior [kindCount][]priorShare
	rows, err := readTable("prior.tsv", 4)
	if err != nil {
		return prior, err
	}
	for k, levels := range kindLevels {
		prior[k] = make([]priorShare, len(levels)+1)
	}
	for _, row := range rows {
		kind, err := ParseKind(row[0])
		if err != nil {
			return prior, err
		}
		level := levelOf(kind, row[1]) // 0 for "exact"
		m, errM := strconv.ParseFloat(row[2], 64)
		u, errU := strconv.ParseFloat(row[3], 64)
		if errM != nil || errU != nil || level == 0 && row[1] != "exact" {
			return prior, fmt.Errorf("prior.tsv: %s %s: no such level or no number", row[0], row[1])
		}
		prior[kind][level] = priorShare{m, u}
	}
	return prior, nil
}

// readClasses reads classes.tsv for an input of that many records.
func readClasses(records int, fields []FieldModel) ([]Class, error) {
	rows, err := readTable("classes.tsv", 6)
	if err != nil {
		return nil, err
	}
	var classes []Class
	for _, row := range rows {
		c := Class{Name: row[0], Match: row[1] == "match", Counted: row[2] == "counted", Shared: make([]float64, len(fields))}
		if !c.Counted {
			rate, errRate := strconv.ParseFloat(row[2], 64)
			settled, errSettled := strconv.ParseFloat(row[3], 64)
			if err := cmp.Or(errRate, errSettled); err != nil {
				return nil, fmt.Errorf("classes.tsv: %s: %w", row[0], err)
			}
			n := float64(records)
			c.Pairs = rate * n * (n - 1) / (n - 1 + settled)
		}
		shares, most := map[string]float64{}, map[string]bool{}
		for g, name := range groupNames {
			if g > 0 && c.Match && strings.Contains(row[5], name) {
				c.Changed = append(c.Changed, Group(g))
			}
		}
		for item := range strings.SplitSeq(row[5], ",") {
			name, share, _ := strings.Cut(item, ":")
			share, most[name] = strings.CutPrefix(share, "<")
			shares[name], _ = strconv.ParseFloat(share, 64)
		}
		c.Extension, c.Sister = shares["extension"], shares["sister"]
		for f, field := range fields {
			switch {
			case c.Match && !slices.Contains(c.Changed, field.Group):
				c.Shared[f] = 1
			case !c.Match:
				c.Shared[f] = field.shareOf(shares)
				if most[field.Kind.String()] {
					c.most |= 1 << f
				}
			}
		}
		if !c.Match && strings.Contains(row[4], Date.String()) {
			c.tells = Date
		}
		if c.applies(fields) && hasKinds(fields, row[4]) {
			classes = append(classes, c)
		}
	}
	return classes, nil
}

// shareOf finds the share of a field among those listed: by its kind, by its group, or as one that may be of anything.
func (f *FieldModel) shareOf(listed map[string]float64) float64 {
	if share, ok := listed[f.Kind.String()]; ok {
		return share
	}
	if f.Group == NoGroup && (f.Kind == Text || f.Kind == ID || f.Kind == Category) {
		return listed["other"]
	}
	return listed[groupNames[f.Group]]
}

// applies reports whether the fields can tell the class from chance, or a match that changed from one that did not.
func (c *Class) applies(fields []FieldModel) bool {
	if !c.Match {
		shared := 0
		for _, share := range c.Shared {
			if share > 0 {
				shared++
			}
		}
		return shared > 1 || shared == 1 && !c.Counted // to have but one thing in common by chance is chance
	}
	for _, g := range c.Changed {
		if !slices.ContainsFunc(fields, func(f FieldModel) bool { return f.Group == g }) {
			return false
		}
	}
	return true
}

// hasKinds reports whether there are fields of all the kinds named.
func hasKinds(fields []FieldModel, names string) bool {
	for name := range strings.SplitSeq(names, ",") {
		switch {
		case name == "-":
		case name == "person" || name == "organization":
			if slices.ContainsFunc(fields, ofPerson) != (name == "person") {
				return false
			}
		case !slices.ContainsFunc(fields, func(f FieldModel) bool {
			return f.Kind.String() == name || f.Kind == FullName && name == GivenName.String()
		}):
			return false
		}
	}
	return true
}

// ofPerson reports whether a field is one that people have and organizations do not.
func ofPerson(f FieldModel) bool {
	return f.Kind == GivenName || f.Kind == FamilyName || f.Kind == FullName || f.Kind == Email
}

var groupNames = [...]string{NoGroup: "", Home: "home", Work: "work"}

func groupOf(k Kind) Group {
	switch k {
	case Street, City, PostalCode, Region, Country:
		return Home
	case Company, URL:
		return Work
	}
	return NoGroup
}

func readTable(name string, columns int) ([][]string, error) {
	text, err := shipped.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the shipped model: %w", err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			return nil, fmt.Errorf("%s: %q: want %d columns", name, line, columns)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

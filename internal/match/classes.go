package match

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed classes.tsv
var classesTSV string

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
	// Counted says that Pairs is not trained: it is the number of random pairs that are equal in what makes the class. Training
	// sees only those of them that blocking rules meet, which have more in common.
	Counted bool      `json:"counted,omitempty"`
	steady  bool      // lists have about as many of it
	tells   Kind      // of the field that alone tells the class from a match, 0 if others do
	most    uint32    // the fields whose Shared training may lower and not raise
	Shared  []float64 `json:"shared"` // per field: the chance that the pair has the field in common, else it is as in a random pair; below 0: the part by which it is equal less often than in a random pair
}

const maxClasses = 13

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

// readClasses reads classes.tsv for an input of that many records.
func readClasses(records int, fields []FieldModel) ([]Class, error) {
	rows, err := readTable("classes.tsv", classesTSV, 6)
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
		for g, name := range groupNames {
			if g > 0 && c.Match && strings.Contains(row[5], name) {
				c.Changed = append(c.Changed, Group(g))
			}
		}
		if c.Match {
			for f, field := range fields {
				if !slices.Contains(c.Changed, field.Group) {
					c.Shared[f] = 1
				}
			}
		} else if err := c.share(row[5], fields); err != nil {
			return nil, fmt.Errorf("classes.tsv: %s: %w", row[0], err)
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

// share takes down what related pairs have in common, of which some is the most that training may come to: "city:<0.4,country:0.3".
func (c *Class) share(listed string, fields []FieldModel) error {
	shares, most := map[string]float64{}, map[string]bool{}
	for item := range strings.SplitSeq(listed, ",") {
		name, share, _ := strings.Cut(item, ":")
		share, most[name] = strings.CutPrefix(share, "<")
		var err error
		if shares[name], err = strconv.ParseFloat(share, 64); err != nil {
			return err
		}
	}
	c.Extension, c.Sister = shares["extension"], shares["sister"]
	c.steady = shares["steady"] > 0
	for f, field := range fields {
		name := field.nameIn(shares)
		c.Shared[f] = shares[name]
		if most[name] {
			c.most |= 1 << f
		}
	}
	return nil
}

// nameIn is the name by which a share of the field stands among those listed: its kind, its group, or that of what may be of anything.
func (f *FieldModel) nameIn(listed map[string]float64) string {
	if _, ok := listed[f.Kind.String()]; ok {
		return f.Kind.String()
	}
	if f.Group == NoGroup && (f.Kind == Text || f.Kind == ID || f.Kind == Category) {
		return "other"
	}
	return groupNames[f.Group]
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
			if slices.ContainsFunc(fields, func(f FieldModel) bool { return ofPerson(f.Kind) }) != (name == "person") {
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

// ofPerson reports whether fields of a kind are those that people have and organizations do not.
func ofPerson(k Kind) bool {
	return k == GivenName || k == FamilyName || k == FullName || k == Email
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

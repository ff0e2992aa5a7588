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

// Class is one way in which a pair of records comes about. Chance is the class that all weights are relative
// to. Besides it there are matches, which may have moved or changed jobs, and related pairs: two entities that
// share a household, an employer or a name. So fields that agree or differ together count once, for what they
// are together.
type Class struct {
	Name    string  `json:"name"`
	Match   bool    `json:"match"`
	Changed []Group `json:"changed,omitempty"` // for a match: what changed between the two records
	Pairs   float64 `json:"pairs"`             // expected number of pairs in the input
	// Sister is the chance that the two names of a related pair differ only in the words that tell the
	// companies of a group apart.
	Sister float64 `json:"sister,omitempty"`
	// Daughter is the chance that one of the two names of a related pair has more words than the other, all of
	// which may be those of a daughter company.
	Daughter float64 `json:"daughter,omitempty"`
	// Extension is the chance that the two phone numbers of a related pair are extensions of one switchboard,
	// or were sold together.
	Extension float64 `json:"extension,omitempty"`
	// Counted says that Pairs is not trained. It is the number of random pairs that are equal in what defines
	// the class. Training sees only those that blocking rules meet, and they have more in common.
	Counted bool   `json:"counted,omitempty"`
	steady  bool   // lists have similar numbers of such pairs, so training keeps near the shipped number
	tells   Kind   // kind of the field that alone tells the class from a match; 0: there is none
	most    uint32 // bit set of the fields whose Shared training may lower but not raise
	// Shared is, per field, the chance that the pair has it in common; if it has not, the field is as in a random pair.
	// Below 0 it says how much less often than in a random pair the values are equal.
	Shared []float64 `json:"shared"`
}

const maxClasses = 13

// ratio returns how much likelier a level of a field is in the class than by chance. Its parameter ratio is that
// quotient for pairs that have the field in common. Where few random pairs differ (everybody has one name), a class
// whose values are seldom equal cannot have equal values much more seldom than random pairs do.
func (c *Class) ratio(f int, ratio float64, equal bool, differ float64) float64 {
	switch share := c.Shared[f]; {
	case share >= 0:
		return share*ratio + 1 - share
	case equal:
		return 1 + share*differ
	}
	return 1
}

// typical returns what the class adds to the ratio of a level that is typical of it and very rare by chance.
func (c *Class) typical(field *FieldModel, level int) float64 {
	switch {
	case field.Kind == Phone && level == phoneExtension:
		return c.Extension / field.U[level]
	case field.Kind == Company && level == companySister:
		return c.Sister / field.U[level]
	case field.Kind == Company && level == companyDaughter:
		return c.Daughter / field.U[level]
	}
	return 0
}

// readClasses reads classes.tsv for an input of so many records.
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

// share reads what related pairs have in common: "city:<0.4,country:0.3". Training may not raise a share after
// "<".
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
	c.Extension, c.Sister, c.Daughter = shares["extension"], shares["sister"], shares["daughter"]
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

// nameIn returns the name under which the list gives the share of the field: its kind, its group, or "other"
// for what may be anything.
func (f *FieldModel) nameIn(listed map[string]float64) string {
	if _, ok := listed[f.Kind.String()]; ok {
		return f.Kind.String()
	}
	if f.Group == NoGroup && (f.Kind == Text || f.Kind == ID || f.Kind == Category) {
		return "other"
	}
	return groupNames[f.Group]
}

// applies reports whether the fields can tell the class from chance or, for a match that changed, from a match
// that did not.
func (c *Class) applies(fields []FieldModel) bool {
	if !c.Match {
		shared := 0
		for _, share := range c.Shared {
			if share > 0 {
				shared++
			}
		}
		return shared > 1 || shared == 1 && !c.Counted // a single field in common by chance is just chance
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

// ofPerson reports whether people have fields of this kind and organizations do not.
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

package dedupe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"galena/internal/match"
)

// modelFormat is the version of the format of model files. It changes with the
// format, and with the levels of any kind of field.
const modelFormat = 7

// modelFile is model.json: a trained model with the names of its levels, so that a
// person can read it and a later run can use it. It holds no values of any record.
type modelFile struct {
	Format  int          `json:"format"`
	Pairs   float64      `json:"pairs"` // of records in the input
	Fields  []modelField `json:"fields"`
	Classes []modelClass `json:"classes"`
	Names   *match.Names `json:"names,omitempty"` // see match.Names
	// Labelled says which labels the model has learnt from. Nothing is computed
	// from it.
	Labelled *match.Labelled `json:"labelled,omitempty"`
}

type modelField struct {
	Name   string  `json:"name"`
	Kind   string  `json:"kind"`
	Group  string  `json:"group,omitempty"`
	Levels []Level `json:"levels"`
}

// Level is how alike two values of a field are.
type Level struct {
	Name string `json:"level"`
	// Records is set for equal values: the least number of records that hold the
	// value. The most is one less than Records of the next level of that name.
	Records int `json:"records,omitempty"`
	// Share is set for equal names: the least share of all people who have the
	// name. The most is twice as many.
	Share float64 `json:"share,omitempty"`
	M     float64 `json:"m"` // share of the level among matches
	U     float64 `json:"u"` // share among random pairs
}

// called returns the name of the level with what distinguishes it from others of
// that name.
func (l Level) called() string {
	out := strings.TrimSpace(l.Name)
	if l.Records > 0 {
		out += fmt.Sprintf(" of %d records", l.Records)
	}
	if l.Share > 0 {
		out += fmt.Sprintf(" of a share of %g", l.Share)
	}
	return out
}

// Weight is the evidence of the level in bits: log2 of m/u.
func (l Level) Weight() float64 { return math.Log2(l.M / l.U) }

type modelClass struct {
	Name      string             `json:"name"`
	Match     bool               `json:"match"`
	Changed   []string           `json:"changed,omitempty"`
	Pairs     float64            `json:"pairs"` // expected in the input
	Sister    float64            `json:"sister,omitempty"`
	Daughter  float64            `json:"daughter,omitempty"`
	Extension float64            `json:"extension,omitempty"` // see match.Class
	Counted   bool               `json:"counted,omitempty"`   // see match.Class
	Shared    map[string]float64 `json:"shared,omitempty"`    // by field: chance that such a pair has it in common (see match.Class); else 0
}

// exactLevel is the name of the levels of equal values.
const exactLevel = "exact"

// levelNames lists the levels of differing values, by kind, in the order of
// internal/match.
var levelNames = map[string][]string{
	"given_name":  {"nickname", "further", "initial", "near", "alike", "swapped", "other name", "other number", "different"},
	"family_name": {"compound", "initial", "near", "alike", "other number", "different"},
	"full_name":   {"reordered", "compatible", "near", "token", "alike", "different"},
	"email":       {"mailbox", "near", "alike", "different", "name mailbox", "name near", "name alike", "name different", "name numbered"},
	"phone":       {"national", "near", "extension", "different"},
	"company":     {"tokens", "near", "within", "daughter", "alike", "sister", "told apart", "different"},
	"street":      {"unit", "near", "same street", "different"},
	"city":        {"near", "different"},
	"postal_code": {"near", "different"},
	"region":      {"near", "different"},
	"country":     {"different"},
	"date":        {"swapped", "near", "two parts", "year", "different"},
	"url":         {"near", "different"},
	"id":          {"near", "different"},
	"text":        {"tokens", "near", "alike", "different"},
	"category":    {"near", "different"},
	"generation":  {"different"},
	"gender":      {"different"},
	"serial":      {"different"},
}

// Levels returns the levels of a field of a model: first those of differing values,
// then those of equal values by rising frequency. From one to the next, the number
// of records that hold the value, or the share of people who have the name,
// doubles.
func Levels(f match.FieldModel) []Level {
	names := levelNames[f.Kind.String()]
	levels := make([]Level, 0, len(f.M))
	for l := 1; l < len(f.M); l++ { // 0 is for missing values
		level := Level{M: f.M[l], U: f.U[l]}
		if l <= len(names) {
			level.Name = names[l-1]
		} else {
			level.Name = exactLevel
			level.Records, level.Share = match.Held(f.Kind, l-1-len(names))
		}
		levels = append(levels, level)
	}
	return levels
}

var groupNames = map[match.Group]string{match.NoGroup: "", match.Home: "home", match.Work: "work"}

// WriteModel returns a model as model.json.
func WriteModel(m *match.Model) ([]byte, error) {
	out := modelFile{Format: modelFormat, Pairs: m.Total, Names: m.Names, Labelled: m.Labelled}
	for _, f := range m.Fields {
		out.Fields = append(out.Fields, modelField{Name: f.Name, Kind: f.Kind.String(), Group: groupNames[f.Group], Levels: Levels(f)})
	}
	for _, c := range m.Classes {
		class := modelClass{Name: c.Name, Match: c.Match, Pairs: c.Pairs, Counted: c.Counted, Extension: c.Extension, Sister: c.Sister, Daughter: c.Daughter, Shared: map[string]float64{}}
		for _, g := range c.Changed {
			class.Changed = append(class.Changed, groupNames[g])
		}
		for f, share := range c.Shared {
			if share != 0 {
				class.Shared[m.Fields[f].Name] = share
			}
		}
		out.Classes = append(out.Classes, class)
	}
	data, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing the model: %w", err)
	}
	return append(data, '\n'), nil
}

// ReadModel reads what WriteModel wrote, as it was or edited by a person.
func ReadModel(data []byte) (*match.Model, error) {
	var in modelFile
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return nil, fmt.Errorf("not a model of galena: %w", err)
	}
	if in.Format != modelFormat {
		return nil, fmt.Errorf("a model of format %d; this galena reads format %d: take the model.json of a new run, or fit again", in.Format, modelFormat)
	}
	out := &match.Model{Total: in.Pairs, Names: in.Names, Labelled: in.Labelled}
	for _, f := range in.Fields {
		field, err := f.read()
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", f.Name, err)
		}
		out.Fields = append(out.Fields, field)
	}
	for _, c := range in.Classes {
		class, err := c.read(out.Fields)
		if err != nil {
			return nil, fmt.Errorf("class %q: %w", c.Name, err)
		}
		out.Classes = append(out.Classes, class)
	}
	if len(out.Fields) == 0 || !slices.ContainsFunc(out.Classes, func(c match.Class) bool { return c.Match }) {
		return nil, fmt.Errorf("a model needs fields, and a class of matches")
	}
	return out, nil
}

func (f modelField) read() (match.FieldModel, error) {
	kind, err := match.ParseKind(f.Kind)
	if err != nil {
		return match.FieldModel{}, err
	}
	group, err := groupByName(f.Group)
	if err != nil {
		return match.FieldModel{}, err
	}
	field := match.FieldModel{Name: f.Name, Kind: kind, Group: group, M: []float64{0}, U: []float64{0}}
	for _, level := range f.Levels {
		if !(level.M > 0 && level.M <= 1 && level.U > 0 && level.U <= 1) {
			return field, fmt.Errorf("level %s: m and u must lie above 0 and at most at 1", level.Name)
		}
		field.M, field.U = append(field.M, level.M), append(field.U, level.U)
	}
	for i, level := range Levels(field) {
		if want := f.Levels[i]; level.Name != want.Name || level.Records != want.Records || level.Share != want.Share {
			return field, fmt.Errorf("level %d is %s, where %s belongs", i+1, want.called(), level.called())
		}
	}
	return field, nil
}

func (c modelClass) read(fields []match.FieldModel) (match.Class, error) {
	class := match.Class{Name: c.Name, Match: c.Match, Pairs: c.Pairs, Counted: c.Counted, Extension: c.Extension, Sister: c.Sister, Daughter: c.Daughter, Shared: make([]float64, len(fields))}
	if !(c.Extension >= 0 && c.Extension <= 1 && c.Sister >= 0 && c.Sister <= 1 && c.Daughter >= 0 && c.Daughter <= 1) {
		return class, fmt.Errorf("extension, sister and daughter must lie between 0 and 1")
	}
	if !(c.Pairs > 0) {
		return class, fmt.Errorf("pairs must be above 0")
	}
	for _, name := range c.Changed {
		group, err := groupByName(name)
		if err != nil {
			return class, err
		}
		class.Changed = append(class.Changed, group)
	}
	for name, share := range c.Shared {
		at := slices.IndexFunc(fields, func(f match.FieldModel) bool { return f.Name == name })
		if at < 0 || !(share > -1 && share <= 1) {
			return class, fmt.Errorf("shared: %s is no field of the model, or its share is not between -1 and 1", name)
		}
		class.Shared[at] = share
	}
	return class, nil
}

func groupByName(name string) (match.Group, error) {
	for group, known := range groupNames {
		if known == name {
			return group, nil
		}
	}
	return 0, fmt.Errorf("group %q is none of home, work", name)
}

package score

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v4"

	"galena/internal/additive"
	"galena/internal/contact"
)

// modelFormat is the version of the file format of learned models. It rises with every key that
// an older galena cannot read; all earlier formats are read. 2: units, parts of columns, and
// figures of the last fifth.
const modelFormat = 2

// modelKind tells learned scores from other models.
const modelKind = "learned score"

// modelFile is a learned model for a person to read and a run to use. It holds no values of
// leads except those that at least ten share.
type modelFile struct {
	Format  int              `json:"format" yaml:"format"`
	Kind    string           `json:"kind" yaml:"kind"`
	Target  string           `json:"target" yaml:"target"`
	Base    float64          `json:"base" yaml:"base"` // log odds of a lead to which no field adds anything
	Fields  []modelField     `json:"fields" yaml:"fields"`
	Pairs   []modelPair      `json:"pairs,omitempty" yaml:"pairs,omitempty"`
	Trained additive.Trained `json:"trained" yaml:"trained"`
}

// modelField is a field with what each of its bins adds.
type modelField struct {
	Column string        `json:"column" yaml:"column"`
	Kind   additive.Kind `json:"kind" yaml:"kind"`
	Order  string        `json:"order,omitempty" yaml:"order,omitempty"` // of dates in text: dmy or mdy
	Unit   string        `json:"unit,omitempty" yaml:"unit,omitempty"`   // of numbers in text: the word behind them
	// Part is what is taken of the column, if that is not its value. Of names the other column
	// or the word that the part needs.
	Part    additive.Part `json:"part,omitempty" yaml:"part,omitempty"`
	Of      string        `json:"of,omitempty" yaml:"of,omitempty"`
	OfOrder string        `json:"of_order,omitempty" yaml:"of_order,omitempty"`
	Bins    []modelBin    `json:"bins" yaml:"bins"`
}

// orderNames are the orders of day and month, as a model has them.
var orderNames = [...]string{contact.OrderUnknown: "", contact.OrderDMY: "dmy", contact.OrderMDY: "mdy"}

// modelBin is one bin. Only From, Value and Adds are read back.
type modelBin struct {
	Bin      string   `json:"bin" yaml:"bin"`
	From     *float64 `json:"from,omitempty" yaml:"from,omitempty"`   // the least number in it
	Value    *string  `json:"value,omitempty" yaml:"value,omitempty"` // the category
	Adds     float64  `json:"adds" yaml:"adds"`                       // to the log odds
	Rows     int      `json:"rows" yaml:"rows"`                       // rows learnt from
	Positive float64  `json:"positive" yaml:"positive"`               // share of positives among them
}

// modelPair is a pair of fields. Each bin of a field belongs to a group, and Adds is by the
// group of the first field, then by that of the second.
type modelPair struct {
	First        string      `json:"first" yaml:"first"`
	Second       string      `json:"second" yaml:"second"`
	FirstGroups  []int       `json:"first_groups" yaml:"first_groups,flow"`
	SecondGroups []int       `json:"second_groups" yaml:"second_groups,flow"`
	Adds         [][]float64 `json:"adds" yaml:"adds,flow"`
}

func thousandths(milli int) float64 { return float64(milli) / 1000 }

// WriteModel returns a model as the content of a file of that name: YAML if the name ends so, else JSON.
func WriteModel(name string, m *additive.Model, report *additive.Report) ([]byte, error) {
	out := modelFile{Format: modelFormat, Kind: modelKind, Target: m.Target, Base: thousandths(m.Base), Trained: m.Trained}
	for i := range m.Curves {
		curve := &m.Curves[i]
		if len(curve.Fields) == 2 {
			out.Pairs = append(out.Pairs, writePair(m, curve))
			continue
		}
		seen := report.Fields[slices.IndexFunc(report.Fields, func(f additive.FieldReport) bool { return f.Curve == i })]
		out.Fields = append(out.Fields, writeField(&m.Fields[curve.Fields[0]], curve, seen))
	}
	var data []byte
	var err error
	if isYAML(name) {
		data, err = yaml.Marshal(out)
	} else if data, err = json.MarshalIndent(out, "", " "); err == nil {
		data = append(data, '\n')
	}
	if err != nil {
		return nil, fmt.Errorf("writing the model: %w", err)
	}
	return data, nil
}

func isYAML(name string) bool {
	ext := filepath.Ext(name)
	return ext == ".yaml" || ext == ".yml"
}

func writeField(f *additive.Field, curve *additive.Curve, seen additive.FieldReport) modelField {
	out := modelField{
		Column: f.Column, Part: f.Part, Of: f.Of, Kind: f.Kind, Unit: f.Unit, Order: orderNames[f.Order], OfOrder: orderNames[f.OfOrder],
	}
	for bin, part := range curve.Parts {
		b := modelBin{
			Bin: f.Label(bin)[len(f.Name)+1:], Adds: thousandths(part),
			Rows: seen.Rows[bin], Positive: math.Round(1e4*seen.Shares[bin]) / 1e4,
		}
		switch {
		case bin >= 2 && bin-2 < len(f.Edges):
			b.From = &f.Edges[bin-2]
		case bin >= 1 && bin <= len(f.Values):
			b.Value = &f.Values[bin-1]
		}
		out.Bins = append(out.Bins, b)
	}
	return out
}

func writePair(m *additive.Model, curve *additive.Curve) modelPair {
	out := modelPair{First: m.Fields[curve.Fields[0]].Name, Second: m.Fields[curve.Fields[1]].Name}
	for _, group := range curve.First {
		out.FirstGroups = append(out.FirstGroups, int(group))
	}
	for _, group := range curve.Second {
		out.SecondGroups = append(out.SecondGroups, int(group))
	}
	for row := range slices.Chunk(curve.Parts, curve.Columns) {
		adds := make([]float64, len(row))
		for i, part := range row {
			adds[i] = thousandths(part)
		}
		out.Adds = append(out.Adds, adds)
	}
	return out
}

// formatOf returns the format of a learned model, 0 for anything else. It reads nothing more,
// so that it also knows models of a later galena. It fails if the model is broken.
func formatOf(data []byte) (int, error) {
	var in struct {
		Format int
		Kind   string
	}
	err := yaml.Unmarshal(data, &in) // JSON is YAML
	switch {
	case err != nil && bytes.Contains(data, []byte(modelKind)):
		return 0, unreadable(err)
	case err != nil || in.Kind != modelKind:
		return 0, nil
	}
	return in.Format, nil
}

func unreadable(err error) error {
	return fmt.Errorf("a learned score that was changed by hand and cannot be read: %w", err)
}

// IsModel reports whether a file is a learned model, of any format and even if it is broken.
func IsModel(data []byte) bool {
	format, err := formatOf(data)
	return format > 0 || err != nil
}

// ReadModel reads what WriteModel wrote, as it was or changed by hand.
func ReadModel(data []byte) (*additive.Model, error) {
	switch format, err := formatOf(data); {
	case err != nil:
		return nil, err
	case format < 1:
		return nil, errors.New("not a learned score; galena model fit --target writes one")
	case format > modelFormat:
		return nil, fmt.Errorf("made by a newer galena: a learned score of format %d, and this one reads up to %d; run with that galena, or fit the model again with this one (galena model fit --target)", format, modelFormat)
	}
	var in modelFile
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&in); err != nil {
		return nil, unreadable(err)
	}
	m := &additive.Model{Target: in.Target, Trained: in.Trained}
	var err error
	if m.Base, err = milli(in.Base); err != nil {
		return nil, fmt.Errorf("base: %w", err)
	}
	for i, f := range in.Fields {
		field, parts, err := f.read()
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", field.Name, err)
		}
		m.Fields = append(m.Fields, field)
		m.Curves = append(m.Curves, additive.Curve{Fields: []int{i}, Parts: parts})
	}
	for _, p := range in.Pairs {
		curve, err := p.read(m.Fields)
		if err != nil {
			return nil, fmt.Errorf("pair %q and %q: %w", p.First, p.Second, err)
		}
		m.Curves = append(m.Curves, curve)
	}
	if len(m.Fields) == 0 {
		return nil, fmt.Errorf("a model needs fields")
	}
	return m, nil
}

// milli returns log odds with at most three decimals in thousandths.
func milli(logOdds float64) (int, error) {
	scaled := math.Round(logOdds * 1000)
	if math.Abs(scaled) > 1e6 || math.Abs(scaled-logOdds*1000) > 1e-6 || math.IsNaN(scaled) {
		return 0, fmt.Errorf("log odds must be at most 1000, with at most three decimals")
	}
	return int(scaled), nil
}

func orderNamed(name string) contact.DateOrder {
	return contact.DateOrder(max(slices.Index(orderNames[:], name), 0))
}

func (f modelField) read() (additive.Field, []int, error) {
	out := additive.Field{
		Column: f.Column, Part: f.Part, Of: f.Of, Kind: f.Kind, Unit: f.Unit, Order: orderNamed(f.Order), OfOrder: orderNamed(f.OfOrder),
	}.Named()
	if !out.PartFits() {
		return out, nil, fmt.Errorf("part %q is unknown, or does not go with kind %s", f.Part, f.Kind)
	}
	var parts []int
	for i, b := range f.Bins {
		part, err := milli(b.Adds)
		if err != nil {
			return out, nil, fmt.Errorf("bin %d: %w", i, err)
		}
		parts = append(parts, part)
		if b.From != nil {
			out.Edges = append(out.Edges, *b.From)
		}
		if b.Value != nil {
			out.Values = append(out.Values, *b.Value)
		}
	}
	switch f.Kind {
	case additive.Number, additive.Date:
		if !slices.IsSorted(out.Edges) || len(out.Values) > 0 {
			return out, nil, fmt.Errorf("its bins must have from, ascending, but for the first two")
		}
	case additive.Category, additive.Truth:
		if !slices.IsSorted(out.Values) || len(out.Edges) > 0 {
			return out, nil, fmt.Errorf("its bins must have value, in the order of the alphabet, but for the first and last")
		}
	default:
		return out, nil, fmt.Errorf("kind %q is none of number, date, category, truth", f.Kind)
	}
	if out.Bins() != len(parts) || len(parts) > 256 {
		return out, nil, fmt.Errorf("it has %d bins where %d belong", len(parts), out.Bins())
	}
	return out, parts, nil
}

func (p modelPair) read(fields []additive.Field) (additive.Curve, error) {
	var c additive.Curve
	for _, side := range []struct {
		column string
		groups []int
		most   int
		to     *[]uint8
	}{{p.First, p.FirstGroups, len(p.Adds), &c.First}, {p.Second, p.SecondGroups, width(p.Adds), &c.Second}} {
		at := slices.IndexFunc(fields, func(f additive.Field) bool { return f.Name == side.column })
		if at < 0 {
			return c, fmt.Errorf("%q is no field of the model", side.column)
		}
		if len(side.groups) != fields[at].Bins() {
			return c, fmt.Errorf("%q has %d bins, but groups for %d", side.column, fields[at].Bins(), len(side.groups))
		}
		for _, group := range side.groups {
			if group < 0 || group >= side.most {
				return c, fmt.Errorf("%q has a group %d where there are %d", side.column, group, side.most)
			}
			*side.to = append(*side.to, uint8(group))
		}
		c.Fields = append(c.Fields, at)
	}
	c.Columns = width(p.Adds)
	for _, row := range p.Adds {
		if len(row) != c.Columns {
			return c, fmt.Errorf("its rows differ in length")
		}
		for _, adds := range row {
			part, err := milli(adds)
			if err != nil {
				return c, err
			}
			c.Parts = append(c.Parts, part)
		}
	}
	return c, nil
}

func width(rows [][]float64) int {
	if len(rows) == 0 {
		return 0
	}
	return len(rows[0])
}

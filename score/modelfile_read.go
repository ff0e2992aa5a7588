package score

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"

	"go.yaml.in/yaml/v4"

	"galena/internal/additive"
	"galena/internal/contact"
)

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

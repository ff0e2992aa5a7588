package score

import (
	"encoding/json"
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

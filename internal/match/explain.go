package match

import (
	"context"
	"math"
)

// Explanation says why two records are, or are not, one entity. The prior, the weights of the lines and the
// correction add up to LogOdds.
type Explanation struct {
	Prior       float64 // log2 of the odds of a match before anything is compared
	Lines       []Line  // one per field
	Correction  float64 // what the lines count twice or too strictly: moves, new jobs, households, colleagues, namesakes
	LogOdds     float64
	Probability float64
	Classes     []ClassShare // what the pair is taken to be
}

// Line is the evidence of one field.
type Line struct {
	Field  string
	A, B   string // the values compared
	Level  string
	M, U   float64 // shares of the level among matches and among random pairs
	Weight float64 // log2 of M/U; 0 where a value is missing
}

// ClassShare is the posterior probability of a class. The remainder to 1 is chance.
type ClassShare struct {
	Class       string
	Match       bool
	Probability float64
}

// Explain compares two records of an input again, by a model made for its fields.
func Explain(in Input, model *Model, a, b uint32) Explanation {
	r := newRun(context.Background(), in, Options{}, nil)
	r.model, r.names = model, model.Names
	c := &comparer{run: r} // no memo: one pair is compared
	var levels vector
	c.compare(r.rowOf(a), r.rowOf(b), &levels)
	out := Explanation{Prior: model.before, LogOdds: model.logOdds(levels[:len(in.Fields)])}
	out.Probability = probability(out.LogOdds)
	out.Correction = out.LogOdds - out.Prior
	for f := range in.Fields {
		field := &in.Fields[f]
		l := levels[f]
		line := Line{Field: field.Name, A: field.Values.Value(field.Codes[a]), B: field.Values.Value(field.Codes[b]), Level: levelName(field.Kind, int(l))}
		if l != null {
			line.M, line.U = model.Fields[f].M[l], model.Fields[f].U[l]
			line.Weight = math.Log2(line.M / line.U)
		}
		out.Correction -= line.Weight
		out.Lines = append(out.Lines, line)
	}
	for k, share := range model.responsibilities(levels[:len(in.Fields)]) {
		if k < len(model.Classes) {
			out.Classes = append(out.Classes, ClassShare{model.Classes[k].Name, model.Classes[k].Match, share})
		}
	}
	return out
}

// rowOf makes the row of the record at a place in the input.
func (r *run) rowOf(place uint32) []uint32 {
	row := make([]uint32, r.stride)
	for f := range r.in.Fields {
		field := &r.in.Fields[f]
		if code := field.Codes[place]; code > 0 {
			row[f] = code | uint32(r.names.bandOf(field, code))<<bandShift
		}
		if at := r.signed[f]; at > 0 {
			new(scratch).signature(field.Kind, field.Values.Value(field.Codes[place])).put(row[at:])
		}
	}
	if r.given >= 0 {
		family := r.in.Fields[r.family].Values
		given := r.in.Fields[r.given].Values.Value(row[r.given] & codeMask)
		for code := 1; given != "" && code < family.Len(); code++ {
			if family.Value(uint32(code)) == given {
				row[r.cross] = uint32(code)
				break
			}
		}
	}
	return row
}

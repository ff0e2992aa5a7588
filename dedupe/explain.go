package dedupe

import (
	"cmp"
	"context"
	"slices"

	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// Place is where a record starts in the input.
type Place struct {
	File string `json:"file"`
	Line int64  `json:"line"`
}

// Inquiry answers why some records of a run are, or are not, one lead. It holds
// these records in full. Of all others it holds only the coded values, which tell
// how frequent a value is.
type Inquiry struct {
	config  Config
	store   *store
	records []uint32          // those asked about
	places  map[Place]uint32  // their numbers in the store
	numbers map[uint32]uint32 // from those to the numbers in the input
	input   match.Input
	model   *match.Model // nil: only records of one source and id were joined
	edges   []match.Edge // between the records, by their numbers in the store
	linked  resolved
}

// Inquire reads the records of a run again, as New's Deduper did, and keeps those
// at the given places. The model is that of the run, nil if it had none. The
// normalizer is nil if the run had none. The Deduper must be loaded.
//
// A model does not hold how frequent each value is: that would be most of the
// input. So even to compare a few records, Inquire normalizes and codes all others
// again.
func (d *Deduper) Inquire(ctx context.Context, model *match.Model, n *Normalizer, in pipeline.Stream, workers pipeline.Workers, places []Place) (*Inquiry, error) {
	q := &Inquiry{config: d.config, store: &store{dates: d.config.dateOrder()}, places: map[Place]uint32{}, numbers: map[uint32]uint32{}}
	wanted, fields := map[string]map[int64]bool{}, map[string]bool{"source_record_id": true} // by file: line numbers
	for _, p := range places {
		if wanted[p.File] == nil {
			wanted[p.File] = map[int64]bool{}
		}
		wanted[p.File][p.Line] = true
	}
	if len(places) < 2 {
		model = nil // there is nothing to compare
	}
	if model != nil {
		for _, f := range model.Fields {
			fields[f.Name] = true
		}
	}
	prepare := func(ctx context.Context, b pipeline.Batch) (pipeline.Batch, error) {
		lines := wanted[b.Origin.File.Path]
		found := len(lines) > 0 && slices.ContainsFunc(b.Origin.Lines, func(line int64) bool { return lines[line] })
		var err error
		if n != nil && (found || model != nil) {
			b, err = n.Map(ctx, b)
		}
		if !found {
			b.Rows, b.Keys.Match = only(b.Rows, fields), only(b.Keys.Match, fields)
		}
		return b, err
	}
	for b, err := range pipeline.Ordered(ctx, workers, in, prepare) {
		if err != nil {
			return nil, err
		}
		first, lines := uint32(q.store.records()), wanted[b.Origin.File.Path]
		for i, line := range b.Origin.Lines {
			if lines[line] {
				q.records = append(q.records, first+uint32(i))
			}
		}
		q.store.add(b)
	}
	q.store.index()
	for i, r := range q.records {
		q.places[q.record(r).Place], q.numbers[r] = r, uint32(i)
	}
	q.linked = q.store.resolve(d.links)
	if model == nil {
		return q, nil
	}
	return q, q.compare(ctx, workers, model)
}

// Threshold returns the match probability from which two records are one lead.
func (q *Inquiry) Threshold() float64 { return q.config.Threshold }

// only returns the table with the named columns only.
func only(t column.Table, names map[string]bool) column.Table {
	for _, name := range slices.Clone(t.Names()) {
		if !names[name] {
			t = t.Without(name)
		}
	}
	return t
}

// compare compares the records asked about with one another.
func (q *Inquiry) compare(ctx context.Context, workers pipeline.Workers, model *match.Model) error {
	q.input = match.Input{Records: len(q.records), Fields: make([]match.Field, len(model.Fields))}
	for i := range q.records {
		q.input.Order = append(q.input.Order, match.Identity{Hi: uint64(i) << 32})
	}
	err := workers.Each(ctx, len(model.Fields), func(_ context.Context, i int) error {
		q.input.Fields[i] = q.field(model.Fields[i])
		return nil
	})
	if err != nil {
		return err
	}
	q.markShared(model)
	result, err := match.Match(ctx, q.input, match.Options{Threshold: q.config.Threshold, Model: model}, parallel(ctx, workers))
	if err != nil {
		return err
	}
	q.model, q.edges = result.Model, result.Edges
	for i := range q.edges {
		e := &q.edges[i]
		e.A, e.B = q.records[e.A], q.records[e.B]
	}
	return nil
}

// field codes a field of the records asked about. As in the run, its dictionary
// knows how many of all records hold each value.
func (q *Inquiry) field(f match.FieldModel) match.Field {
	c := q.candidate(f)
	out := match.Field{Name: f.Name, Kind: f.Kind, Group: f.Group, Codes: make([]uint32, len(q.records))}
	builder, asked := match.NewDictionaryBuilder(len(q.records)), map[int]int{}
	for i, r := range q.records {
		asked[int(r)] = i
	}
	for record, value := range q.store.values(c) {
		if i, ok := asked[record]; ok {
			out.Codes[i] = builder.Code(value)
		}
	}
	for record, value := range q.store.values(c) {
		if builder.Find(value) == 0 {
			continue
		}
		if _, ok := asked[record]; !ok {
			builder.Code(value)
		}
	}
	out.Values = builder.Build()
	return out
}

// candidate returns the column that a field of the model is made of.
func (q *Inquiry) candidate(f match.FieldModel) candidate {
	c := q.config.entity().candidate(f.Name)
	c.kind = f.Kind
	return c
}

// Record is one of the records in an answer.
type Record struct {
	Source string `json:"source_system"`
	ID     string `json:"source_record_id"`
	Place
}

func (q *Inquiry) record(r uint32) Record {
	return Record{q.store.source(r), q.store.ids.text(r), Place{q.store.file(r).Path, q.store.line(r)}}
}

// among returns the records at some places, in the order of the store.
func (q *Inquiry) among(places []Place) []uint32 {
	var out []uint32
	for _, p := range places {
		if r, ok := q.places[p]; ok {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// Origin says where a value of a lead came from.
type Origin struct {
	Column string `json:"column"`
	Value  string `json:"value"`
	From   Record `json:"from"`
	// Rule is what decided: a rule of the config; present, refusal or oldest;
	// united for lists, which take the values of all records; same if all records
	// with a value agree.
	Rule string `json:"rule"`
	Lost int    `json:"lost"` // number of other records with another value
}

// Origins says, for every value of the lead made up of the records at the given
// places, which record it is from and why.
func (q *Inquiry) Origins(places []Place) []Origin {
	lead := q.among(places)
	if len(lead) == 0 {
		return nil
	}
	s := q.store
	found := &matched{
		leads:  &clusters{starts: []uint32{0, uint32(len(lead))}, records: lead},
		linked: ones(s.records()), confidence: ones(1),
	}
	present := newPresence(s)
	for table := range s.tables {
		present.lookAt(table)
	}
	survive := newSurvivorship(s, q.config, present)
	g := newGolden(s, found, nil, survive, nil, 1)
	survive.rank(g.ranked.of(0))
	values := g.take(0, 1)
	var out []Origin
	for _, u := range survive.units {
		winner := g.survivor(u, 0)
		rule := survive.decidedBy(u, lead, winner)
		if u.name == "source_record_id" {
			rule = survive.decidedBy(survive.base, lead, winner)
		}
		for _, f := range u.fields {
			o := Origin{Column: f.name, From: q.record(winner), Rule: rule}
			array := values[f.name]
			if united := g.unitedInto(f.name); united != nil {
				array, o.Rule = united.column(g, 0, 1, values), "united"
			}
			o.Value = string(column.AppendValue(nil, array, 0))
			for _, r := range lead {
				if r != winner && f.filled(r) && !f.equal(r, winner) {
					o.Lost++
				}
			}
			switch {
			case o.Value == "":
				continue
			case o.Lost == 0 && o.Rule != "united" && len(lead) > 1 && rule != rulePresent:
				o.Rule = "same"
			}
			out = append(out, o)
		}
	}
	for _, u := range g.unite {
		if list := u.column(g, 0, 1, values); u.added && list.IsValid(0) {
			out = append(out, Origin{Column: u.name, Value: string(column.AppendValue(nil, list, 0)), From: q.record(g.base(0)), Rule: "united"})
		}
	}
	order := g.columnNames()
	slices.SortStableFunc(out, func(x, y Origin) int {
		return cmp.Compare(slices.Index(order, x.Column), slices.Index(order, y.Column))
	})
	return out
}

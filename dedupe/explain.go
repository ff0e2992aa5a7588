package dedupe

import (
	"cmp"
	"context"
	"slices"

	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// Place is where a record begins in the input.
type Place struct {
	File string `json:"file"`
	Line int64  `json:"line"`
}

// Inquiry answers why some records of a run are, or are not, one lead. It holds
// those records whole, and of all others the coded values that tell how frequent
// a value is.
type Inquiry struct {
	config  Config
	store   *store
	records []uint32 // those asked for
	input   match.Input
	model   *match.Model // nil: only records of one source and id were joined
	edges   []match.Edge // between them, by their numbers in the store
	linked  resolved
	twins   [][2]uint32
}

// Inquire reads the records of a run again, as New's Deduper did, and keeps
// those at the given places. The model is that of the run, nil if it had none;
// with normalize the records are normalized first. The Deduper must be loaded.
func (d *Deduper) Inquire(ctx context.Context, model *match.Model, in pipeline.Stream, workers pipeline.Workers, places []Place) (*Inquiry, error) {
	q := &Inquiry{config: d.config, store: &store{}}
	wanted := map[Place]bool{}
	for _, p := range places {
		wanted[p] = true
	}
	fields := map[string]bool{"source_record_id": true}
	if model != nil {
		for _, f := range model.Fields {
			fields[f.Name] = true
		}
	}
	for b, err := range in {
		if err != nil {
			return nil, err
		}
		first := uint32(q.store.records())
		found := false
		for i, line := range b.Origin.Lines {
			if wanted[Place{b.Origin.File.Path, line}] {
				q.records, found = append(q.records, first+uint32(i)), true
			}
		}
		if !found {
			b.Rows = only(b.Rows, fields)
		}
		q.store.add(b)
	}
	q.store.index()
	var identities []match.Identity
	identities, q.twins = q.store.identities()
	q.linked = q.store.resolve(d.links)
	if model == nil {
		return q, nil
	}
	return q, q.compare(ctx, workers, model, identities)
}

// Threshold returns the match probability from which two records are one lead.
func (q *Inquiry) Threshold() float64 { return q.config.Threshold }

// only returns the named columns of a table.
func only(t column.Table, names map[string]bool) column.Table {
	for _, name := range slices.Clone(t.Names()) {
		if !names[name] {
			t = t.Without(name)
		}
	}
	return t
}

// compare compares the records asked for with one another.
func (q *Inquiry) compare(ctx context.Context, workers pipeline.Workers, model *match.Model, identities []match.Identity) error {
	fields, _, err := q.store.pinnedFields(ctx, workers, model)
	if err != nil || len(q.records) < 2 {
		return err
	}
	q.input = match.Input{Records: len(q.records)}
	for _, r := range q.records {
		q.input.Order = append(q.input.Order, identities[r])
	}
	for _, f := range fields {
		codes := make([]uint32, len(q.records))
		for i, r := range q.records {
			codes[i] = f.Codes[r]
		}
		f.Codes = codes // Values keep the frequencies of the whole input
		q.input.Fields = append(q.input.Fields, f)
	}
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

// Record is one record of an account.
type Record struct {
	Source string `json:"source_system"`
	ID     string `json:"source_record_id"`
	Place
}

func (q *Inquiry) record(r uint32) Record {
	return Record{q.store.source(r), q.store.ids.text(r), Place{q.store.file(r).Path, q.store.line(r)}}
}

// at returns the record that begins at a place.
func (q *Inquiry) at(p Place) (uint32, bool) {
	i := slices.IndexFunc(q.records, func(r uint32) bool { return q.record(r).Place == p })
	if i < 0 {
		return 0, false
	}
	return q.records[i], true
}

// among returns the records at some places, in the order of the store.
func (q *Inquiry) among(places []Place) []uint32 {
	var out []uint32
	for _, p := range places {
		if r, ok := q.at(p); ok {
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
	// Rule decided: one of the config's, or present, refusal, oldest; united
	// for lists, which take the values of all records; same where all records
	// that have a value agree.
	Rule string `json:"rule"`
	Lost int    `json:"lost"` // how many other records have another value
}

// Origins tells of every value of the lead that consists of the records at the
// given places, whose value it is and why.
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
	survive := newSurvivorship(s, q.config)
	g := newGolden(s, found, survive, 1)
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

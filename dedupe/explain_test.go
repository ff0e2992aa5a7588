package dedupe_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// inquiry runs dedupe over crowd and asks about the leads of some records.
func inquiry(t *testing.T, records ...string) (*dedupe.Inquiry, outcome, [][]dedupe.Place) {
	t.Helper()
	c := settings(t, "")
	d := dedupe.New(c, 4096)
	rows := batch(crm, crowd(400), 2)
	o := gather(t, d, c, rows)
	model, _ := d.Model()
	data, err := dedupe.WriteModel(model)
	if err != nil {
		t.Fatal(err)
	}
	if model, err = dedupe.ReadModel(data); err != nil {
		t.Fatal(err)
	}
	groups := make([][]dedupe.Place, len(records))
	var all []dedupe.Place
	for i, record := range records {
		lead := leadOf(o, record)
		for row := range o.crosswalk.Rows() {
			if o.crosswalk.Text("lead_id").Value(row) == lead {
				line := o.crosswalk.Column("line").(*column.Int).Value(row)
				groups[i] = append(groups[i], dedupe.Place{File: crm.Path, Line: line})
			}
		}
		all = append(all, groups[i]...)
	}
	return inquire(t, d, c, model, rows, all), o, groups
}

func inquire(t *testing.T, d *dedupe.Deduper, c dedupe.Config, model *match.Model, rows pipeline.Batch, places []dedupe.Place) *dedupe.Inquiry {
	t.Helper()
	in := func(yield func(pipeline.Batch, error) bool) { yield(rows, nil) }
	q, err := d.Inquire(context.Background(), model, dedupe.NewNormalizer(c), in, 2, places)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// The values named in an answer are those of the lead.
func TestOriginsAreTheLeads(t *testing.T) {
	q, o, groups := inquiry(t, "r0003")
	if len(groups[0]) != 2 {
		t.Fatalf("the lead has %d records, want 2", len(groups[0]))
	}
	got := map[string]string{}
	for _, origin := range q.Origins(groups[0]) {
		got[origin.Column] = origin.Value
	}
	lead := leadOf(o, "r0003")
	for row := range o.leads.Rows() {
		if o.leads.Text("lead_id").Value(row) != lead {
			continue
		}
		for _, name := range o.leads.Names() {
			if name == "lead_id" || name == "lead_kind" || name == "person_key" || name == "record_count" || name == "merge_confidence" || strings.HasPrefix(name, "contactable_") {
				continue
			}
			if want := string(column.AppendValue(nil, o.leads.Column(name), row)); got[name] != want {
				t.Errorf("%s is %q, the account says %q", name, want, got[name])
			}
		}
		return
	}
	t.Fatalf("there is no lead of r0003")
}

// The weights that explain a join are those the run decided by: they add up, and
// give the probability of the crosswalk.
func TestJoinsAddUp(t *testing.T) {
	q, o, groups := inquiry(t, "r0003", "r0004")
	joins, _ := q.Joins(groups[0])
	if len(joins) != 1 {
		t.Fatalf("two records are held together by %d joins", len(joins))
	}
	j := joins[0]
	sum := j.Prior + j.Correction
	for _, e := range j.Evidence {
		sum += e.Bits
	}
	if math.Abs(sum-j.Bits) > 0.1 {
		t.Errorf("the evidence adds up to %v bits, the join has %v", sum, j.Bits)
	}
	for row := range o.crosswalk.Rows() {
		if o.crosswalk.Text("source_record_id").Value(row) != "r0003" {
			continue
		}
		if linked := o.crosswalk.Column("match_probability").(*column.Float).Value(row); math.Abs(linked-j.Probability) > 1e-4 {
			t.Errorf("the run joined them at %v, the account says %v", linked, j.Probability)
		}
	}
	apart, ok := q.Closest(groups[0], groups[1])
	if !ok || apart.Probability >= q.Threshold() {
		t.Errorf("two leads are compared at %v (%v)", apart.Probability, ok)
	}
	if q.Doubts(apart) != nil {
		t.Error("there are doubts about what is not joined")
	}
}

// Without the fields that a doubt names, the pair is below the threshold.
func TestDoubts(t *testing.T) {
	q, _, groups := inquiry(t, "r0003")
	joins, _ := q.Joins(groups[0])
	doubts := q.Doubts(joins[0])
	if len(doubts) == 0 {
		t.Fatal("nothing would have kept them apart")
	}
	for _, d := range doubts {
		if d.Probability >= q.Threshold() || len(d.Without) == 0 {
			t.Errorf("without %v it is %v", d.Without, d.Probability)
		}
	}
}

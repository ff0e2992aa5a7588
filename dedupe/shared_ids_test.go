package dedupe_test

import (
	"context"
	"slices"
	"testing"

	"galena/dedupe"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// An id that two sources use names nobody without its source.
func TestIDsBelongToTheirSource(t *testing.T) {
	c := settings(t, "")
	shop := &pipeline.File{Index: 1, Path: "shop.csv", Source: "shop"}
	in := func(yield func(pipeline.Batch, error) bool) {
		_ = yield(batch(crm, table("source_record_id\n1\n2"), 2), nil) && yield(batch(shop, table("source_record_id\n1\n3"), 2), nil)
	}
	parts, err := dedupe.NewSingles(c, 10).Gather(context.Background(), in, 1)
	if err != nil {
		t.Fatal(err)
	}
	leads, err := parts.Make(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		source, id string
		want       []int // leads
	}{{"crm", "1", []int{0}}, {"shop", "1", []int{2}}, {"", "1", nil}, {"", "2", []int{1}}, {"", "3", []int{3}}, {"shop", "2", nil}} {
		var got []int
		for lead := range leads.Rows.Rows() {
			if slices.Contains(leads.Keys.Of(lead), contact.RecordIdentifier(test.source, test.id)) {
				got = append(got, lead)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q:%q names %v, want %v", test.source, test.id, got, test.want)
		}
	}
}

package dedupe_test

import (
	"fmt"
	"testing"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// Two records share 200 columns between them, more than fit one word of a presence:
// the lead has all of them.
func TestEveryOneOfManyColumnsSurvives(t *testing.T) {
	rows := ada("updated_at\n2025-01-01\n2024-01-01")
	for i := range 200 {
		var b column.TextBuilder
		for record := range 2 {
			if record == i%2 {
				b.Append(fmt.Sprint(i))
			} else {
				b.AppendNull()
			}
		}
		rows = rows.With(fmt.Sprintf("column %d", i), b.Finish())
	}
	leads := merge(t, "", rows).leads
	if leads.Rows() != 1 {
		t.Fatalf("%d leads, want 1", leads.Rows())
	}
	for i := range 200 {
		name := fmt.Sprintf("column %d", i)
		if got := string(column.AppendValue(nil, leads.Column(name), 0)); got != fmt.Sprint(i) {
			t.Errorf("%s survives as %q", name, got)
		}
	}
}

// BenchmarkGolden makes leads of records that have been matched. Every third id
// occurs twice in the dump.
func BenchmarkGolden(b *testing.B) {
	const records = 32 << 10
	c := settings(b, "country: US")
	once := normalize(b, dedupe.NewNormalizer(c), batch(crm, dump(records*3/4), 2))
	again := normalize(b, dedupe.NewNormalizer(c), batch(crm, dump(records/4), 2+records*3/4))
	in := func(yield func(pipeline.Batch, error) bool) {
		_ = yield(once, nil) && yield(again, nil)
	}
	b.ReportAllocs()
	for b.Loop() {
		d := dedupe.NewSingles(c, 16<<10)
		d.Consent(consentRules(), nil)
		parts, err := d.Gather(b.Context(), in, 1)
		if err != nil {
			b.Fatal(err)
		}
		for part := range parts.Count {
			if _, err := parts.Make(b.Context(), part); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*records/b.Elapsed().Seconds(), "rows/s")
}

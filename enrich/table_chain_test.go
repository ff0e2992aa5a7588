package enrich_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"galena/enrich"
	"galena/internal/pipeline"
)

// If a table fills the key of the next one, leads are found in both, and neither file is read
// twice, though few of its rows are kept.
func TestKeysOfEarlierTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SampledFrom([]string{"a", "b", "c", "d", null})
		first := rapid.MapOf(rapid.StringMatching(`[a-f]`), rapid.StringMatching(`[p-u]`)).Draw(t, "first")
		second := rapid.MapOf(rapid.StringMatching(`[p-u]`), rapid.StringMatching(`[0-9]`)).Draw(t, "second")
		own := rapid.SampledFrom([]string{"p", "q", null, null})
		leads, in := drawRows(t, "leads", cells, own), "k | city | end\n"
		for _, lead := range leads {
			in += fmt.Sprintf("%s | %s | .\n", lead[0], lead[1])
		}
		reads := 0
		step := func(known map[string]string, of enrich.Table) (enrich.Step, enrich.Reference) {
			file := "f | v | end\n"
			for key, value := range known {
				file += fmt.Sprintf("%s | %s | .\n", key, value)
			}
			from := reference(file, 3)
			from.Bytes = 1 << 30
			from.Again = func(context.Context) (pipeline.Source, error) { reads++; return from.Rows, nil }
			return enrich.Step{Table: &of}, from
		}
		one, from := step(first, enrich.Table{Kind: "exact", On: pairs("k:f"), Take: pairs("city:v")})
		two, next := step(second, enrich.Table{Kind: "normalized", On: pairs("city:f"), Take: pairs("found:v")})
		e, _, err := enrich.New(enrich.Config{one, two}, enrich.Options{AsOf: asOf, Tables: []enrich.Reference{from, next}})
		if err != nil {
			t.Fatal(err)
		}
		records := pipeline.Batch{Rows: table(in)}
		sight := e.Foresee()
		sight.See(records)
		sight.Seen()
		if err := e.Prepare(context.Background(), 2); err != nil {
			t.Fatal(err)
		}
		out, err := e.Map(context.Background(), records)
		if err != nil {
			t.Fatal(err)
		}
		for i, lead := range leads {
			city := lead[1]
			if city == null {
				city = first[lead[0]]
			}
			found := out.Rows.Text("found")
			if got := found.Value(i); got != second[city] {
				t.Fatalf("lead %q got %q instead of %q", lead, got, second[city])
			}
		}
		if reads > 0 {
			t.Fatalf("files were read again %d times", reads)
		}
	})
}

package enrich_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"galena/enrich"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/internal/provenance"
)

// A value gives way to the table's only where the policy says so, never to
// nothing, and what gave way is written down.
func TestOnConflict(t *testing.T) {
	values := rapid.SampledFrom([]string{null, "", "steel", "mining"})
	days := rapid.SampledFrom([]string{"2026-01-02", "2026-01-03", "2026-01-04"})
	rapid.Check(t, func(t *rapid.T) {
		policy := rapid.SampledFrom([]string{"keep", "replace", "newer"}).Draw(t, "policy")
		rows := drawRows(t, "leads", values, values, days)
		in, file := "company_domain | industry | end\n", "domain | sector | day | end\n"
		var changed []int64
		for i, row := range rows {
			in += fmt.Sprintf("d%d | %s | .\n", i, row[0])
			file += fmt.Sprintf("d%d | %s | %s | .\n", i, row[1], row[2])
			at := int64(pipeline.NeverDated)
			if rapid.Bool().Draw(t, fmt.Sprint("dated", i)) {
				at = time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC).UnixMicro()
			}
			changed = append(changed, at)
		}
		of := enrich.Table{Kind: "exact", On: pairs("company_domain:domain"), Take: pairs("industry:sector"), OnConflict: policy, Dated: "day", MaxAge: 365 * config.Day}
		out, err := settled(of, file, pipeline.Batch{Rows: table(in), Keys: pipeline.Keys{Changed: changed}})
		if err != nil {
			t.Fatal(err)
		}
		var replaced []string
		for i, row := range rows {
			had, offered := strings.ReplaceAll(row[0], null, ""), strings.ReplaceAll(row[1], null, "")
			want := had
			newer := changed[i] != pipeline.NeverDated && row[2] == "2026-01-04"
			if offered != "" && (had == "" || policy == "replace" || policy == "newer" && newer) {
				want = offered
			}
			if got := out.Rows.Text("industry").Value(i); got != want {
				t.Fatalf("%s: %q met %q: %q instead of %q", policy, had, offered, got, want)
			}
			if want != had {
				replaced = append(replaced, provenance.Hash([]byte(had)))
			}
		}
		var told []string
		for _, side := range out.Side {
			hashes := side.Rows.Text("replaced_hash")
			for i := range hashes.Len() {
				told = append(told, hashes.Value(i))
			}
			if days := side.Rows.Column("observed_at"); days.NullN() > 0 {
				t.Fatal("a row of a dated table has no day")
			}
		}
		if strings.Join(told, ",") != strings.Join(replaced, ",") {
			t.Fatalf("written down as replaced are %q instead of %q", told, replaced)
		}
	})
}

// settled carries a batch through a table.
func settled(of enrich.Table, file string, b pipeline.Batch) (pipeline.Batch, error) {
	e, _, err := enrich.New(enrich.Config{{Table: &of}}, enrich.Options{AsOf: asOf, Tables: []enrich.Reference{reference(file, math.MaxInt)}})
	if err == nil {
		err = e.Prepare(context.Background(), 1)
	}
	if err != nil {
		return b, err
	}
	return e.Map(context.Background(), b)
}

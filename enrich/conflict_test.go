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

// A value is overwritten by the table's only where the policy says so, and never by an empty
// one; what was overwritten is recorded.
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
		of := enrich.Table{Kind: "exact", On: pairs("company_domain:domain"), Take: pairs("industry:sector"), OnConflict: policy, Dated: config.Text{Value: "day"}, MaxAge: 365 * config.Day}
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

// settled passes a batch through a table.
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

// prepared is an Enricher that is ready to enrich.
func prepared(t *testing.T, c enrich.Config) *enrich.Enricher {
	t.Helper()
	e, _, err := enrich.New(c, enrich.Options{AsOf: asOf})
	if err == nil {
		err = e.Prepare(context.Background(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// For an address in the lead's own country the city may be overwritten, by the day on which the
// file was built; from one elsewhere nothing is taken.
func TestOnConflictMMDB(t *testing.T) {
	path := mmdb(t, map[string]any{
		"81.2.69.0/24": map[string]any{"country": map[string]any{"iso_code": "DE"}, "city": "Essen"},
	})
	before, after := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro(), time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC).UnixMicro()
	for policy, want := range map[string][]string{
		"keep":    {"Berlin", "Berlin", "Berlin", "Wien", "Essen"},
		"replace": {"Essen", "Essen", "Essen", "Wien", "Essen"},
		"newer":   {"Essen", "Berlin", "Berlin", "Wien", "Essen"},
	} {
		m := enrich.MMDB{Path: config.Text{Value: path}, Column: "ip_address", Take: pairs("country_code:country.iso_code city:city"), OnConflict: policy}
		e := prepared(t, enrich.Config{{MMDB: &m}})
		out, err := e.Map(context.Background(), pipeline.Batch{
			Rows: table(`
				lead_id | ip_address | country_code | city
				L1      | 81.2.69.1  | DE           | Berlin
				L2      | 81.2.69.1  | DE           | Berlin
				L3      | 81.2.69.1  | DE           | Berlin
				L4      | 81.2.69.1  | AT           | Wien
				L5      | 81.2.69.1  | DE           | ∅
			`),
			Keys: pipeline.Keys{Changed: []int64{before, after, pipeline.NeverDated, before, before}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, city := range want {
			if got := out.Rows.Text("city").Value(i); got != city {
				t.Errorf("%s: L%d is in %s, want %s", policy, i+1, got, city)
			}
		}
		if replaced := out.Side[0].Rows.Column("replaced_hash"); replaced.Len()-replaced.NullN() != map[string]int{"keep": 0, "replace": 3, "newer": 1}[policy] {
			t.Errorf("%s: %d of %d values are written down as having replaced one", policy, replaced.Len()-replaced.NullN(), replaced.Len())
		}
	}
}

// A provider is asked for an existing value only if it may be overwritten, and never for one
// that tells who the lead is.
func TestOnConflictProvider(t *testing.T) {
	before, after := asOf.Add(-time.Hour).UnixMicro(), asOf.Add(time.Hour).UnixMicro()
	for policy, want := range map[string]struct{ titles, asked string }{
		"keep":    {"Boss of a@acme.com, Clerk, Clerk, Clerk", "a@acme.com"},
		"replace": {"Boss of a@acme.com, Boss of b@acme.com, Boss of c@acme.com, Boss of d@acme.com", "a@acme.com b@acme.com c@acme.com d@acme.com"},
		"newer":   {"Boss of a@acme.com, Boss of b@acme.com, Clerk, Clerk", "a@acme.com b@acme.com"},
	} {
		s := serve(t, title)
		p := provider(s.URL)
		p.OnConflict, p.Concurrency = policy, 1
		e := prepared(t, asking(network(t, 100, 0), p))
		out, err := e.Map(context.Background(), pipeline.Batch{
			Rows: table(`
				lead_id | email      | job_title | phone
				L1      | a@acme.com | ∅         | +14155550199
				L2      | b@acme.com | Clerk     | +14155550199
				L3      | c@acme.com | Clerk     | +14155550199
				L4      | d@acme.com | Clerk     | +14155550199
			`),
			Keys: pipeline.Keys{Changed: []int64{before, before, after, pipeline.NeverDated}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Close(); err != nil {
			t.Fatal(err)
		}
		var titles []string
		for i := range out.Rows.Rows() {
			titles = append(titles, out.Rows.Text("job_title").Value(i))
			if got := out.Rows.Text("phone").Value(i); got != "+14155550199" {
				t.Errorf("%s: the number became %s", policy, got)
			}
		}
		if got := strings.Join(titles, ", "); got != want.titles {
			t.Errorf("%s: %s, want %s", policy, got, want.titles)
		}
		if got := strings.Join(s.asked, " "); got != want.asked {
			t.Errorf("%s: asked for %s, want %s", policy, got, want.asked)
		}
	}
}

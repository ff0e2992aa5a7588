package enrich_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/enrich"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// given is a Source of tables in memory.
type given []column.Table

// Batches implements pipeline.Source.
func (g given) Batches(context.Context, pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		for _, rows := range g {
			if !yield(pipeline.Batch{Rows: rows}, nil) {
				return
			}
		}
	}
}

// reference cuts a literal into batches of batchRows rows.
func reference(literal string, batchRows int) enrich.Reference {
	whole := table(literal)
	var g given
	for start := 0; start == 0 || start < whole.Rows(); start += batchRows {
		count := min(batchRows, whole.Rows()-start)
		cut := column.NewTable(count)
		refs := make([]column.Ref, count)
		for i := range refs {
			refs[i].Row = uint32(start + i)
		}
		for i, name := range whole.Names() {
			cut = cut.With(name, column.Take([]column.Array{whole.At(i)}, refs))
		}
		g = append(g, cut)
	}
	return enrich.Reference{Rows: g, Head: []column.Table{whole.Head(0)}}
}

func pairs(literal string) (m config.Map[string]) {
	for pair := range strings.FieldsSeq(literal) {
		key, value, _ := strings.Cut(pair, ":")
		m = append(m, config.Entry[string]{Key: key, Value: value})
	}
	return m
}

var asOf = time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)

// lookedUp runs leads through one table.
func lookedUp(t fataler, of enrich.Table, file string, leads column.Table, batchRows int) (pipeline.Batch, error) {
	e, _, err := enrich.New(enrich.Config{{Table: &of}}, enrich.Options{AsOf: asOf, Tables: []enrich.Reference{reference(file, batchRows)}})
	if err != nil {
		return pipeline.Batch{}, err
	}
	if err := e.Prepare(context.Background(), 2); err != nil {
		return pipeline.Batch{}, err
	}
	out, err := e.Map(context.Background(), pipeline.Batch{Rows: leads})
	if err != nil {
		t.Fatal(err)
	}
	return out, nil
}

// fataler is what testing and rapid have in common.
type fataler interface{ Fatal(...any) }

func TestTable(t *testing.T) {
	tests := []struct {
		name           string
		of             enrich.Table
		file, in, want string
		unmatched      int64
	}{
		{"exact keys fill what is empty", enrich.Table{Kind: "exact", On: pairs("company_domain:domain"), Take: pairs("industry:sector employee_count:staff segment:sector")}, `
			domain   | sector | staff
			acme.com | mining | 1,200
			b.com    |        | many
			∅        | x      | 1
			`, `
			company_domain | industry
			acme.com       | ∅
			acme.com       | steel
			ACME.com       | ∅
			b.com          |
			∅              | ∅
			               | ∅
			`, `
			industry | employee_count | segment
			mining   | 1200           | mining
			steel    | 1200           | mining
			∅        | ∅              | ∅
			         | ∅              |
			∅        | ∅              | ∅
			∅        | ∅              | ∅
			`, 1},
		{"normalized keys are those of the column's kind", enrich.Table{Kind: "normalized", On: pairs("company_name:firm country:land"), Take: pairs("tier_wanted:tier")}, `
			firm       | land    | tier
			Acme, Inc. | Germany | 1
			Acme       | USA     | 2
			`, `
			company_name | country
			ACME GmbH    | DE
			acme         | United States
			acme         | ∅
			`, `
			tier_wanted
			1
			2
			∅
			`, 0},
		{"leads without the column of the key", enrich.Table{Kind: "exact", On: pairs("company_domain:d"), Take: pairs("industry:i")}, "d | i\na | x", "email\na@a\nb@b", "industry\n∅\n∅", 0},
		{"the longest prefix counts", enrich.Table{Kind: "prefix", On: pairs("phone:prefix"), Take: pairs("place:place")}, `
			prefix | place
			+49    | Germany
			+4930  | Berlin
			`, `
			phone
			+4930901820
			+4989123456
			+33123456
			+4
			`, `
			place
			Berlin
			Germany
			∅
			∅
			`, 2},
		{"a range goes up to the next", enrich.Table{Kind: "range", On: pairs("employee_count:from"), Take: pairs("band:band")}, `
			from | band
			100  | middle
			1    | small
			1000 | large
			`, `
			employee_count
			0
			1
			99
			100
			99999
			x
			`, `
			band
			∅
			small
			small
			middle
			large
			∅
			`, 2},
		{"a range may have an end", enrich.Table{Kind: "range", On: pairs("employee_count:from"), To: config.Text{Value: "to"}, Take: pairs("band:band")}, `
			from | to | band
			1    | 9  | small
			20   | ∅  | large
			`, `
			employee_count
			9
			10
			20
			`, `
			band
			small
			∅
			large
			`, 1},
		{"old rows are not used", enrich.Table{Kind: "exact", On: pairs("company_domain:d"), Take: pairs("industry:i"), Dated: config.Text{Value: "day"}, MaxAge: 30 * config.Day}, `
			d | i | day
			a | x | 2026-01-01
			b | y | 2025-12-31
			c | z | ∅
			`, `
			company_domain
			a
			b
			c
			`, `
			industry
			x
			∅
			∅
			`, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, batchRows := range []int{1, 2, 100} {
				out, err := lookedUp(t, test.of, test.file, table(test.in), batchRows)
				if err != nil {
					t.Fatal(err)
				}
				want := table(test.want)
				if diff := cmp.Diff(show(want, want.Names()), show(out.Rows, want.Names())); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				unmatched := int64(0)
				for _, note := range out.Notes {
					if note.Code == "table_unmatched" {
						unmatched += note.Count
					}
				}
				if unmatched != test.unmatched {
					t.Errorf("%d unmatched", unmatched)
				}
			}
		})
	}
}

func TestTablesThatCannotBe(t *testing.T) {
	exact := enrich.Table{Path: "t.csv", Kind: "exact", On: pairs("company_domain:d"), Take: pairs("industry:i")}
	normalized, ranged := exact, enrich.Table{Path: "t.csv", Kind: "range", On: pairs("employee_count:d"), Take: pairs("industry:i"), To: config.Text{Value: "to"}}
	normalized.Kind = "normalized"
	old := exact
	old.AsOf, old.MaxAge = config.Date{Time: asOf.AddDate(0, 0, -31)}, 30*config.Day
	tests := []struct {
		name      string
		of        enrich.Table
		file, err string
	}{
		{"two rows of one key", exact, "d | i\na | x\nb | y\na | z", "row 1 and row 3"},
		{"two rows of one normalized key", normalized, "d | i\nwww.a.com | x\na.com | y", "row 1 and row 2"},
		{"a column that is not there", exact, "d | j\na | x", `no column "i"`},
		{"a range of words", ranged, "d | i | to\nten | x | 9", "no number"},
		{"two ranges of one beginning", ranged, "d | i | to\n1 | x | 2\n1.0 | y | 9", "row 1 and row 2"},
		{"ranges that overlap", ranged, "d | i | to\n1 | x | 5\n5 | y | 9", "overlap"},
		{"an old table", old, "d | i\na | x", "max_age allows nothing before 2026-01-01"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := lookedUp(t, test.of, test.file, table("company_domain\na"), 2); err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A join gives what a map would, and neither adds nor drops a row.
func TestTableIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.MapOf(rapid.StringMatching(`[a-d]{1,4}`), rapid.StringMatching(`[x-z]{1,3}`)).Draw(t, "known")
		asked := rapid.SliceOf(rapid.StringMatching(`[a-d]{1,4}`)).Draw(t, "asked")
		file := "d | i\n"
		for key, value := range known {
			file += key + " | " + value + "\n"
		}
		in, want := "company_domain\n", "industry\n"
		for _, key := range asked {
			value, ok := known[key]
			if !ok {
				value = null
			}
			in, want = in+key+"\n", want+value+"\n"
		}
		of := enrich.Table{Kind: "exact", On: pairs("company_domain:d"), Take: pairs("industry:i")}
		out, err := lookedUp(t, of, file, table(in), rapid.IntRange(1, 5).Draw(t, "batch"))
		if err != nil {
			t.Fatal(err)
		}
		if got := show(out.Rows, []string{"industry"}); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	var file strings.Builder
	file.WriteString("d | i\n")
	for i := range 200_000 {
		fmt.Fprintf(&file, "company%d.com | sector %d\n", i, i%97)
	}
	from := reference(file.String(), 16<<10)
	rows := derive(b, leads(16<<10), "email")
	of := enrich.Table{Kind: "exact", On: pairs("company_domain:d"), Take: pairs("industry:i")}
	e, _, err := enrich.New(enrich.Config{{Table: &of}}, enrich.Options{Tables: []enrich.Reference{from}})
	if err == nil {
		err = e.Prepare(context.Background(), 1)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		mapped(b, e, rows)
	}
	b.ReportMetric(float64(b.N)*float64(rows.Rows())/b.Elapsed().Seconds(), "rows/s")
}

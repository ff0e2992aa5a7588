package dedupe_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// dump makes records as a CRM exports them: most values are valid, names repeat,
// numbers are written in several ways.
func dump(records int) column.Table {
	given := strings.Fields("Ada GRACE Alan edsger Barbara Donald Frances Niklaus Radia Kenneth Margaret Dennis Karen Claude Adele")
	family := strings.Fields("Lovelace HOPPER Turing dijkstra Liskov Knuth Allen Wirth Perlman Thompson Hamilton Ritchie O'Brien McDonald")
	names := []string{
		"source_record_id", "created_at", "updated_at", "first_name", "last_name", "email", "phone", "mobile_phone", "job_title",
		"company_name", "website", "employee_count", "street", "city", "region", "postal_code", "country", "linkedin_url", "email_opt_out", "notes",
	}
	places := [][4]string{
		{"(650) 253-%04d", "California", "94043", "United States"},
		{"+1212555%04d", "NY", "10001", "US"},
		{"089 90180%04d", "Bayern", "80331", "Germany"},
		{"+44 20 7946 %04d", null, "SW1A 1AA", "UK"},
	}
	rows := make([][]string, records)
	for i := range rows {
		first, last, place := given[i%len(given)], family[i%len(family)], places[i%len(places)]
		phone, mobile := fmt.Sprintf(place[0], i%10_000), null
		if i%50 == 0 {
			phone += " ext. 12"
		}
		if i%4 == 0 {
			mobile = fmt.Sprintf("+1 415 555 %04d", i%10_000)
		}
		rows[i] = []string{
			fmt.Sprintf("003%012d", i), fmt.Sprintf("2024-%02d-%02dT09:30:00Z", 1+i%12, 1+i%28), fmt.Sprintf("2025-%02d-%02d 17:05:12", 1+i%12, 1+i%28),
			first, last, fmt.Sprintf("%s.%s%d@Company%d.com", first, last, i, i%997), phone, mobile, "VP of Sales",
			fmt.Sprintf("Company %d, Inc.", i%997), fmt.Sprintf("https://www.company%d.com/", i%997), fmt.Sprint(i % 5000),
			fmt.Sprintf("%d Main Street", i%900), "Mountain View", place[1], place[2], place[3],
			fmt.Sprintf("https://www.linkedin.com/in/%s-%s-%d/", first, last, i), []string{"true", "false", null}[i%3], null,
		}
	}
	return textTable(names, rows)
}

func BenchmarkNormalizer(b *testing.B) {
	in := batch(crm, dump(16<<10), 2)
	n := dedupe.NewNormalizer(settings(b, "country: US"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := n.Map(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(in.Rows.Rows())/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkLineage measures what a state costs a run: reading the history,
// assigning the ids, and making the tables of the next night.
func BenchmarkLineage(b *testing.B) {
	const rows = 200_000
	cells := make([][]string, rows)
	for i := range cells {
		cells[i] = []string{strconv.Itoa(i * 7919)}
	}
	config := settings(b, "")
	dump := batch(crm, textTable([]string{"source_record_id"}, cells), 2)
	night := func(tables map[string]column.Table) map[string]column.Table {
		d := dedupe.NewSingles(config, 16384)
		d.Remember(func(context.Context) (*dedupe.History, error) {
			return dedupe.ReadHistory(func(name string) (column.Table, error) { return tables[name], nil })
		})
		in := func(yield func(pipeline.Batch, error) bool) { yield(dump, nil) }
		if err := d.Prepare(b.Context(), 2); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Gather(b.Context(), in, 2); err != nil {
			b.Fatal(err)
		}
		next := map[string]column.Table{}
		for _, t := range d.Ledger(time.Unix(0, 0)).Tables {
			next[t.Name] = t.Rows
		}
		return next
	}
	first := night(nil)
	b.ReportAllocs()
	for b.Loop() {
		night(first)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

package score_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/score"
)

// manyLeads returns leads with the columns that the preset's rules read.
func manyLeads(n int) pipeline.Batch {
	r := rand.New(rand.NewPCG(1, 2))
	words := func(each int, share float64, value func() string) *column.Text {
		b := column.NewTextBuilder(n, each*n)
		for range n {
			if r.Float64() < share {
				b.Append(value())
			} else {
				b.AppendNull()
			}
		}
		return b.Finish()
	}
	pick := func(values ...string) func() string { return func() string { return values[r.IntN(len(values))] } }
	size, free := column.NewNumberBuilder[int64](n), new(column.BoolBuilder)
	var in pipeline.Batch
	for i := range n {
		if r.IntN(2) == 0 {
			size.AppendNull()
		} else {
			size.Append(int64(r.IntN(3000)))
		}
		free.Append(r.IntN(3) == 0)
		in.Keys.Identifiers = append(in.Keys.Identifiers, contact.Identifier(contact.IdentifierEmail, address(i)),
			contact.Identifier(contact.IdentifierRecord, fmt.Sprint(i)))
		in.Keys.Ends = append(in.Keys.Ends, uint32(len(in.Keys.Identifiers)))
	}
	serial := 0
	in.Rows = column.NewTable(n).
		With("lead_id", words(21, 1, func() string { serial++; return fmt.Sprintf("L%020d", serial) })).
		With("seniority", words(7, 0.7, pick("vp", "manager", "senior", "entry", "unknown", "cxo"))).
		With("lead_source", words(8, 0.5, pick("Web", "Referral", "Purchased list", "Trade Show"))).
		With("first_name", words(6, 0.9, func() string { return fmt.Sprintf("Name%c%c", 'a'+r.IntN(26), 'a'+r.IntN(26)) })).
		With("last_name", words(8, 0.9, func() string { return fmt.Sprintf("Family%c%c%c", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26)) })).
		With("employee_count", size.Finish()).With("email_is_free", free.Finish())
	return in
}

func address(i int) string { return fmt.Sprintf("person%d@example.com", i) }

// manyEvents returns n events of people, in batches as from files.
func manyEvents(n, people int) source {
	const batch = 32 << 10
	r := rand.New(rand.NewPCG(3, 4))
	types := []string{"page_view", "email_open", "email_click", "form_submit", "content_download", "webinar_attended", "pricing_view", "demo_request", "unsubscribe"}
	var out source
	for start := 0; start < n; start += batch {
		rows := min(batch, n-start)
		at, kind, email := column.NewTextBuilder(rows, 20*rows), column.NewTextBuilder(rows, 12*rows), column.NewTextBuilder(rows, 24*rows)
		page := column.NewTextBuilder(rows, 12*rows)
		for range rows {
			at.Append(asOf.Add(-time.Duration(r.IntN(365*24*3600)) * time.Second).Format(time.RFC3339))
			kind.Append(types[r.IntN(len(types))])
			email.Append(address(r.IntN(people)))
			page.Append("/page")
		}
		out = append(out, column.NewTable(rows).With("occurred_at", at.Finish()).With("event_type", kind.Finish()).
			With("email", email.Finish()).With("page_url", page.Finish()))
	}
	return out
}

func BenchmarkMap(b *testing.B) {
	const n = 64_000
	in := manyLeads(n)
	for _, events := range []int{0, 2 * n} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			var from pipeline.Source
			if events > 0 {
				from = manyEvents(events, n)
			}
			stage := score.New(load(b, ""), asOf, from, nil)
			if err := stage.Prepare(context.Background(), 1); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			lines := 0
			for b.Loop() {
				out, err := stage.Map(context.Background(), in)
				if err != nil {
					b.Fatal(err)
				}
				lines = out.Side[0].Rows.Rows()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/lead")
			b.ReportMetric(float64(lines)/n, "lines/lead")
		})
	}
}

func BenchmarkPrepare(b *testing.B) {
	const n = 200_000
	from := manyEvents(n, n/2)
	c := load(b, "")
	for b.Loop() {
		if err := score.New(c, asOf, from, nil).Prepare(context.Background(), 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/event")
}

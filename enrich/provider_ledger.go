package enrich

import (
	"cmp"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// ledgerName is the name of the side table of what was asked.
const ledgerName = "provider_calls"

// entry is a lead about which a provider has answered.
type entry struct {
	row              int
	provider, filled string
	answer
}

// book adds an entry for each job that has an answer. The cost of an answer is booked on the
// first lead that it is used for.
func (p *providerStep) book(s *scratch, jobs []job) {
	for _, j := range jobs {
		if !j.known {
			continue
		}
		var fields []string
		for i := range j.values {
			if j.values[i] != "" {
				fields = append(fields, p.Take[i].Key)
				p.account.Brought[p.Take[i].Key]++
			}
		}
		e := entry{j.row, p.Name, strings.Join(fields, "; "), j.answer}
		if e.Outcome == outcomeAsked {
			e.Outcome, e.Attempts = "lost", 1
		}
		if p.told[e.Key] {
			e.Cost = 0
		}
		p.told[e.Key] = true
		s.ledger = append(s.ledger, e)
	}
}

// ledger returns the entries as a table, lead by lead.
func ledger(entries []entry, leads *column.Text) pipeline.Side {
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.row, b.row) })
	var lead, provider, outcome, filled, at column.TextBuilder
	status, attempts := column.NewNumberBuilder[int64](len(entries)), column.NewNumberBuilder[int64](len(entries))
	cost := column.NewNumberBuilder[float64](len(entries))
	for _, e := range entries {
		lead.Append(cell(leads, e.row))
		provider.Append(e.provider)
		outcome.Append(e.Outcome)
		filled.Append(e.filled)
		at.Append(e.At)
		status.Append(int64(e.Status))
		attempts.Append(int64(e.Attempts))
		cost.Append(e.Cost.amount())
	}
	days, _ := conform(at.Finish(), column.KindDate)
	return pipeline.Side{Name: ledgerName, Rows: column.NewTable(len(entries)).
		With("lead_id", lead.Finish()).With("provider", provider.Finish()).With("outcome", outcome.Finish()).With("status", status.Finish()).
		With("attempts", attempts.Finish()).With("filled", filled.Finish()).With("cost", cost.Finish()).With("asked_on", days)}
}

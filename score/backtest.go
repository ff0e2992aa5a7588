package score

import (
	"cmp"
	"context"
	"math"
	"slices"

	"galena/internal/additive"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// Past is what a set of rules said of each lead at an instant of the past.
type Past struct {
	scores, probabilities []float64 // NaN where unknown
	tiers                 []string
	customers             []bool
	stage                 *Stage // whose rules they are
}

// undated are columns of a source that tell how a lead stands today, but not since when: they
// were not known at an instant of the past.
var undated = []string{"lifecycle_stage", "lead_status", "is_converted", "converted_at"}

// Replay scores leads as of the stage's instant, by its rules, events and outcomes. It ignores
// what a source says of a lead's stage today, except for the instant of its conversion. It
// reads the sources that New was given, so a stage can replay only once.
func (s *Stage) Replay(ctx context.Context, leads []pipeline.Batch, workers pipeline.Workers) (*Past, error) {
	if err := s.Prepare(ctx, workers); err != nil {
		return nil, err
	}
	parts := make([]Past, len(leads))
	err := workers.Each(ctx, len(leads), func(ctx context.Context, i int) error {
		converted := instants(leads[i].Rows.Column("converted_at"))
		in := leads[i]
		in.Rows = in.Rows.Without(undated...)
		out, err := s.Map(ctx, in)
		if err != nil {
			return err
		}
		part := &parts[i]
		part.scores, part.probabilities = numbersOf(out.Rows, "score"), numbersOf(out.Rows, "probability")
		stages, tiers := out.Rows.Text("lifecycle_stage"), out.Rows.Text("tier")
		for row := range out.Rows.Rows() {
			at, dated := converted(row)
			part.tiers = append(part.tiers, tiers.Value(row))
			part.customers = append(part.customers, stages.Value(row) == customer.String() || dated && at <= s.asOf)
		}
		return nil
	})
	past := &Past{stage: s}
	for _, part := range parts {
		past.scores = append(past.scores, part.scores...)
		past.probabilities = append(past.probabilities, part.probabilities...)
		past.tiers = append(past.tiers, part.tiers...)
		past.customers = append(past.customers, part.customers...)
	}
	return past, err
}

func numbersOf(rows column.Table, name string) []float64 {
	out := make([]float64, rows.Rows())
	values, _ := rows.Column(name).(*column.Float)
	for i := range out {
		if out[i] = math.NaN(); values != nil && values.IsValid(i) {
			out[i] = values.Value(i)
		}
	}
	return out
}

// Outcome is what became of the leads that were not yet customers.
type Outcome struct {
	Leads     int        `json:"leads"`
	Converted int        `json:"converted"`
	Rankings  []Ranking  `json:"rankings"`
	Tiers     []TierRate `json:"tiers"`
}

// Ranking is how well a number ranked the leads that converted ahead of the others.
type Ranking struct {
	By        string            `json:"by"`      // score or probability
	Unknown   int               `json:"unknown"` // leads without the number, which are left out
	AUC       *float64          `json:"auc"`     // null if none or all converted: there is nothing to tell apart
	Deciles   []RankedDecile    `json:"deciles"`
	Precision []PrecisionAtRank `json:"precision"`
}

// RankedDecile is a tenth of the leads, best first.
type RankedDecile struct {
	Leads     int     `json:"leads"`
	Converted int     `json:"converted"`
	Lift      float64 `json:"lift"`     // its share of converted leads divided by that of all
	Captured  float64 `json:"captured"` // share of all converted leads in this decile and those before
}

// PrecisionAtRank is the share of converted leads among the best.
type PrecisionAtRank struct {
	Best      int     `json:"best"`
	Precision float64 `json:"precision"`
}

// TierRate is what became of the leads of a tier.
type TierRate struct {
	Tier      string `json:"tier"`
	Leads     int    `json:"leads"`
	Converted int    `json:"converted"`
}

// ranks are the numbers of best leads for which precision is reported.
var ranks = []int{10, 25, 50, 100, 250, 1000}

// Judge compares what was said with what is known later of the same leads: which of them have
// become customers since.
func (p *Past) Judge(later *Past) Outcome {
	out := Outcome{Tiers: make([]TierRate, len(tierNames))}
	for i, name := range tierNames {
		out.Tiers[i].Tier = name
	}
	for i := range p.tiers {
		if p.customers[i] {
			continue
		}
		tier := &out.Tiers[slices.Index(tierNames, p.tiers[i])]
		tier.Leads++
		out.Leads++
		if later.customers[i] {
			tier.Converted++
			out.Converted++
		}
	}
	for _, by := range []struct {
		name   string
		values []float64
	}{{totalScore.String(), p.scores}, {probabilityScore.String(), p.probabilities}} {
		if r := p.rank(by.name, by.values, later); r.Unknown < out.Leads {
			out.Rankings = append(out.Rankings, r)
		}
	}
	return out
}

func (p *Past) rank(name string, values []float64, later *Past) Ranking {
	r := Ranking{By: name}
	var known []float64
	var converted []bool
	for i, value := range values {
		switch {
		case p.customers[i]:
		case math.IsNaN(value):
			r.Unknown++
		default:
			known, converted = append(known, value), append(converted, later.customers[i])
		}
	}
	figures := additive.Measure(known, converted)
	if 0 < figures.Positives && figures.Positives < figures.Rows {
		r.AUC = &figures.AUC
	}
	for _, d := range figures.Deciles {
		r.Deciles = append(r.Deciles, RankedDecile{d.Rows, d.Positives, d.Lift, d.Captured})
	}
	for _, best := range ranks {
		if best <= len(known) {
			r.Precision = append(r.Precision, PrecisionAtRank{best, precision(known, converted, best)})
		}
	}
	return r
}

// precision returns the share of converted leads among the best. If values are equal where the
// line is drawn, the places that are left count as the mean of those leads.
func precision(values []float64, converted []bool, best int) float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	line := values[order[best-1]]
	above, equal, hits, equalHits := 0, 0, 0, 0
	for _, i := range order {
		switch {
		case values[i] > line:
			above++
			hits += countTrue(converted[i])
		case values[i] == line:
			equal++
			equalHits += countTrue(converted[i])
		}
	}
	return (float64(hits) + float64(equalHits)*float64(best-above)/float64(equal)) / float64(best)
}

func countTrue(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Move is how many leads other rules put into another tier, or into the same.
type Move struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Leads     int    `json:"leads"`
	Converted int    `json:"converted"`
}

// Moves returns the moves between tiers if other rules had been in force, for leads that were
// not yet customers: one for every pair of tiers, best first.
func (p *Past) Moves(other, later *Past) []Move {
	var out []Move
	for _, from := range tierNames {
		for _, to := range tierNames {
			m := Move{From: from, To: to}
			for i := range p.tiers {
				if !p.customers[i] && p.tiers[i] == from && other.tiers[i] == to {
					m.Leads++
					m.Converted += countTrue(later.customers[i])
				}
			}
			out = append(out, m)
		}
	}
	return out
}

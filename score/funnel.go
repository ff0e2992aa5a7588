package score

import (
	"cmp"
	"math"
	"slices"
	"time"

	"galena/internal/column"
)

// view is one way to look at the funnel.
type view uint8

const (
	viewCohort   view = iota // leads by the month in which they came
	viewFlow                 // transitions by the month in which they happened
	viewVelocity             // how long leads stay in a stage
)

func (v view) String() string { return [...]string{"cohort", "flow", "velocity"}[v] }

// noMonth stands for a time without a date.
const noMonth = math.MinInt32

// funnelKey identifies a row of a view.
type funnelKey struct {
	view  view
	month int32 // since year 0
	stage stage
}

// funnel counts where leads are, when they got there and how long it took. It only adds
// integers, so the order of leads does not matter.
type funnel struct {
	months map[int32]*monthCounts
	stays  [disqualified + 1]durations
}

// monthCounts are the counts of a month, by view: cohort and flow.
type monthCounts [viewVelocity]stageCounts

// stageCounts counts leads by stage.
type stageCounts struct{ leads, reached [disqualified + 1]int64 }

func newFunnel() *funnel { return &funnel{months: map[int32]*monthCounts{}} }

// of returns the counts of a month.
func (f *funnel) of(month int32) *monthCounts {
	counts := f.months[month]
	if counts == nil {
		counts = new(monthCounts)
		f.months[month] = counts
	}
	return counts
}

// see adds the history of a lead.
func (f *funnel) see(steps []step, asOf int64) {
	came, far := int32(noMonth), noStage
	var (
		latest int32
		counts *monthCounts // of that month
	)
	for i, s := range steps {
		month := int32(noMonth)
		if s.dated {
			if month = monthOf(s.at); came == noMonth {
				came = month
			}
		}
		if i == 0 || month != latest {
			latest, counts = month, f.of(month)
		}
		counts[viewFlow].leads[s.stage]++
		if s.stage != recycled && s.stage != disqualified {
			far = max(far, s.stage)
		}
		switch {
		case !s.dated:
		case i+1 < len(steps) && steps[i+1].dated:
			f.stays[s.stage].ended.add((steps[i+1].at-s.at)/day, 1)
		case i+1 == len(steps):
			f.stays[s.stage].open.add(max(asOf-s.at, 0)/day, 1)
		}
	}
	last := steps[len(steps)-1].stage
	if came != latest {
		counts = f.of(came)
	}
	cohort := &counts[viewCohort]
	cohort.leads[last]++
	for _, s := range []stage{lead, mql, sal, sql, opportunity, customer} {
		if s <= far {
			cohort.reached[s]++
		}
	}
}

func (f *funnel) merge(other *funnel) {
	for month, counts := range other.months {
		sums := f.of(month)
		for view := range sums {
			addTo(sums[view].leads[:], counts[view].leads[:])
			addTo(sums[view].reached[:], counts[view].reached[:])
		}
	}
	for i := range f.stays {
		f.stays[i].merge(&other.stays[i])
	}
}

// table returns the rows of all views, in order.
func (f *funnel) table() column.Table {
	var order []funnelKey
	for month, counts := range f.months {
		for of := range counts {
			for s := range counts[of].leads {
				if counts[of].leads[s]+counts[of].reached[s] > 0 {
					order = append(order, funnelKey{view(of), month, stage(s)})
				}
			}
		}
	}
	for s := range f.stays {
		if !f.stays[s].isEmpty() {
			order = append(order, funnelKey{viewVelocity, noMonth, stage(s)})
		}
	}
	slices.SortFunc(order, func(a, b funnelKey) int {
		return cmp.Or(cmp.Compare(a.view, b.view), cmp.Compare(a.month, b.month), cmp.Compare(a.stage, b.stage))
	})
	n := len(order)
	views, period, stages := column.NewTextBuilder(n, 0), column.NewTextBuilder(n, 0), column.NewTextBuilder(n, 0)
	leads, reached, ended := column.NewNumberBuilder[int64](n), column.NewNumberBuilder[int64](n), column.NewNumberBuilder[int64](n)
	median, p90 := column.NewNumberBuilder[int64](n), column.NewNumberBuilder[int64](n)
	for _, key := range order {
		views.Append(key.view.String())
		stages.Append(key.stage.String())
		if key.month == noMonth {
			period.AppendNull()
		} else {
			period.Append(monthName(key.month))
		}
		if key.view != viewVelocity {
			leads.Append(f.of(key.month)[key.view].leads[key.stage])
			ended.AppendNull()
			median.AppendNull()
			p90.AppendNull()
		} else {
			stays := &f.stays[key.stage]
			left := stays.ended.sum()
			leads.Append(left + stays.open.sum())
			ended.Append(left)
			days, ok := stays.quantile(0.5)
			median.AppendIf(days, ok)
			days, ok = stays.quantile(0.1)
			p90.AppendIf(days, ok)
		}
		isReached := key.view == viewCohort && key.stage != subscriber && key.stage != recycled && key.stage != disqualified
		if isReached {
			reached.Append(f.of(key.month)[viewCohort].reached[key.stage])
		} else {
			reached.AppendNull()
		}
	}
	return column.NewTable(n).With("view", views.Finish()).With("period", period.Finish()).With("stage", stages.Finish()).
		With("leads", leads.Finish()).With("reached", reached.Finish()).With("left", ended.Finish()).
		With("median_days", median.Finish()).With("p90_days", p90.Finish())
}

func monthOf(at int64) int32 {
	year, month, _ := time.UnixMicro(at).UTC().Date()
	return int32(year*12 + int(month) - 1)
}

func monthName(month int32) string {
	return time.Date(int(month)/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

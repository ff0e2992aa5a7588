package score

import (
	"cmp"
	"maps"
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

// noMonth stands for a time that nothing dates.
const noMonth = math.MinInt32

// funnelKey is a line of a view.
type funnelKey struct {
	view  view
	month int32 // since year 0
	stage stage
}

// durations counts stays by their days: those that ended and those that last.
type durations struct{ ended, open map[int64]int64 }

// funnel counts where leads are, when they got there and how long it took. It
// only adds integers, so the order of leads does not show.
type funnel struct {
	periods map[period]*stageCounts
	stays   [disqualified + 1]durations
}

// period is a month in a view.
type period struct {
	view  view
	month int32
}

// stageCounts counts the leads of a period by stage.
type stageCounts struct{ leads, reached [disqualified + 1]int64 }

func newFunnel() *funnel {
	f := &funnel{periods: map[period]*stageCounts{}}
	for i := range f.stays {
		f.stays[i] = durations{map[int64]int64{}, map[int64]int64{}}
	}
	return f
}

// of returns the counts of a month in a view.
func (f *funnel) of(view view, month int32) *stageCounts {
	counts := f.periods[period{view, month}]
	if counts == nil {
		counts = new(stageCounts)
		f.periods[period{view, month}] = counts
	}
	return counts
}

// see takes the way of a lead.
func (f *funnel) see(steps []step, asOf int64) {
	came, far := int32(noMonth), noStage
	for i, s := range steps {
		month := int32(noMonth)
		if s.dated {
			if month = monthOf(s.at); came == noMonth {
				came = month
			}
		}
		f.of(viewFlow, month).leads[s.stage]++
		if s.stage != recycled && s.stage != disqualified {
			far = max(far, s.stage)
		}
		switch {
		case !s.dated:
		case i+1 < len(steps) && steps[i+1].dated:
			f.stays[s.stage].ended[(steps[i+1].at-s.at)/day]++
		case i+1 == len(steps):
			f.stays[s.stage].open[max(asOf-s.at, 0)/day]++
		}
	}
	last := steps[len(steps)-1].stage
	cohort := f.of(viewCohort, came)
	cohort.leads[last]++
	for _, s := range []stage{lead, mql, sal, sql, opportunity, customer} {
		if s <= far {
			cohort.reached[s]++
		}
	}
}

func (f *funnel) merge(other *funnel) {
	for key, counts := range other.periods {
		sums := f.of(key.view, key.month)
		addTo(sums.leads[:], counts.leads[:])
		addTo(sums.reached[:], counts.reached[:])
	}
	for i := range f.stays {
		addCounts(f.stays[i].ended, other.stays[i].ended)
		addCounts(f.stays[i].open, other.stays[i].open)
	}
}

func addCounts[K comparable](sums, more map[K]int64) {
	for key, n := range more {
		sums[key] += n
	}
}

// quantile is the number of days after which a part of those who stay is left,
// by the estimate of Kaplan and Meier (1958), in which who is still there counts
// as long as it has been. It is not ok where that many have not left yet.
func (d durations) quantile(left float64) (days int64, ok bool) {
	at := int64(0)
	for _, counts := range []map[int64]int64{d.ended, d.open} {
		for _, n := range counts {
			at += n
		}
	}
	all := maps.Clone(d.ended)
	addCounts(all, d.open)
	survival := 1.0
	for _, days := range slices.Sorted(maps.Keys(all)) {
		if ended := d.ended[days]; ended > 0 {
			survival *= 1 - float64(ended)/float64(at)
			if survival <= left+1e-12 {
				return days, true
			}
		}
		at -= all[days]
	}
	return 0, false
}

// table is the rows of all views, in their order.
func (f *funnel) table() column.Table {
	var order []funnelKey
	for p, counts := range f.periods {
		for s := range counts.leads {
			if counts.leads[s]+counts.reached[s] > 0 {
				order = append(order, funnelKey{p.view, p.month, stage(s)})
			}
		}
	}
	for s := range f.stays {
		if len(f.stays[s].ended)+len(f.stays[s].open) > 0 {
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
			leads.Append(f.of(key.view, key.month).leads[key.stage])
			ended.AppendNull()
			median.AppendNull()
			p90.AppendNull()
		} else {
			stays := f.stays[key.stage]
			left := sum(stays.ended)
			leads.Append(left + sum(stays.open))
			ended.Append(left)
			days, ok := stays.quantile(0.5)
			appendKnown(median, days, ok)
			days, ok = stays.quantile(0.1)
			appendKnown(p90, days, ok)
		}
		appendKnown(reached, f.of(key.view, key.month).reached[key.stage], key.view == viewCohort && key.stage != subscriber && key.stage != recycled && key.stage != disqualified)
	}
	return column.NewTable(n).With("view", views.Finish()).With("period", period.Finish()).With("stage", stages.Finish()).
		With("leads", leads.Finish()).With("reached", reached.Finish()).With("left", ended.Finish()).
		With("median_days", median.Finish()).With("p90_days", p90.Finish())
}

func sum(counts map[int64]int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}

func appendKnown(b *column.IntBuilder, value int64, known bool) {
	if known {
		b.Append(value)
	} else {
		b.AppendNull()
	}
}

func monthOf(at int64) int32 {
	t := time.UnixMicro(at).UTC()
	return int32(t.Year()*12 + int(t.Month()) - 1)
}

func monthName(month int32) string {
	return time.Date(int(month)/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

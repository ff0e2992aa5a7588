package score

import (
	"math"
	"strings"

	"galena/internal/column"
	"galena/internal/config"
)

// enoughLeads is the number of leads from which a channel can be compared with others.
const enoughLeads = 30

// effect counts what became of the leads whose first channel is this one.
type effect struct {
	leads, mqls, sqls, customers int64
	days                         durations // from the first step to the purchase
}

// effects are those of all channels, by number; 0 is no channel.
type effects []effect

func newEffects(channels int) effects {
	return make(effects, channels)
}

// see adds the history of a lead with its first channel.
func (e effects) see(channel uint16, steps []step, asOf int64) {
	of, far := &e[channel], noStage
	for _, s := range steps {
		if s.stage != recycled && s.stage != disqualified {
			far = max(far, s.stage)
		}
	}
	of.leads++
	if far >= mql {
		of.mqls++
	}
	if far >= sql {
		of.sqls++
	}
	last, first := steps[len(steps)-1], steps[0]
	if far == customer {
		of.customers++
	}
	switch {
	case !first.dated:
	case far == customer && last.dated:
		of.days.ended.add((last.at-first.at)/day, 1)
	case far < customer:
		of.days.open.add(max(asOf-first.at, 0)/day, 1)
	}
}

func (e effects) merge(other effects) {
	for i := range e {
		a, b := &e[i], &other[i]
		a.leads, a.mqls, a.sqls, a.customers = a.leads+b.leads, a.mqls+b.mqls, a.sqls+b.sqls, a.customers+b.customers
		a.days.merge(&b.days)
	}
}

// wilson returns the interval that holds a share with a probability of 95 % (Wilson 1927).
// Unlike the share plus and minus its deviation, it is right for few leads, too.
func wilson(some, all int64) (low, high float64) {
	const z = 1.959963984540054
	n, p := float64(all), float64(some)/float64(all)
	middle := p + z*z/(2*n)
	width := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return rounded(max(0, (middle-width)/scale)), rounded(min(1, (middle+width)/scale))
}

// rounded keeps four decimals, so that all machines write the same.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// table has a row for each channel with leads; that of leads without a channel is the last one.
func (e effects) table(names []string, spent config.Map[float64]) column.Table {
	var channel column.TextBuilder
	var counts [4]column.IntBuilder
	var rates [9]column.FloatBuilder
	var median column.IntBuilder
	var enough column.BoolBuilder
	rows := 0
	for at := range e {
		i := (at + 1) % len(e)
		of := &e[i]
		if of.leads == 0 {
			continue
		}
		rows++
		channel.AppendGiven(names[i])
		for c, n := range []int64{of.leads, of.mqls, of.sqls, of.customers} {
			counts[c].Append(n)
			if c > 0 {
				low, high := wilson(n, of.leads)
				for k, value := range []float64{rounded(float64(n) / float64(of.leads)), low, high} {
					rates[3*(c-1)+k].Append(value)
				}
			}
		}
		days, ok := of.days.quantile(0.5)
		median.AppendIf(days, ok)
		enough.Append(of.leads >= enoughLeads)
	}
	t := column.NewTable(rows).With("channel", channel.Finish()).With("leads", counts[0].Finish())
	for c, name := range []string{"mql", "sql", "customer"} {
		t = t.With(name+"s", counts[c+1].Finish())
		for k, suffix := range []string{"_rate", "_rate_low", "_rate_high"} {
			t = t.With(name+suffix, rates[3*c+k].Finish())
		}
	}
	return withCosts(t.With("median_days", median.Finish()).With("comparable", enough.Finish()), spent)
}

// withCosts adds what was spent on each channel, and so what a lead of each stage has cost.
func withCosts(t column.Table, spent config.Map[float64]) column.Table {
	rows, channels := t.Rows(), t.Text("channel")
	counted := [...]string{"leads", "mqls", "sqls", "customers"}
	var spend column.FloatBuilder
	var costs [len(counted)]column.FloatBuilder
	for row := range rows {
		name, _ := given(channels, row)
		amount, known := spent.Get(name)
		spend.AppendIf(amount, known)
		for i, of := range counted {
			n := t.Column(of).(*column.Int).Value(row)
			costs[i].AppendIf(rounded(amount/float64(max(n, 1))), known && n > 0)
		}
	}
	t = t.With("spend", spend.Finish())
	for i, of := range counted {
		t = t.With("cost_per_"+strings.TrimSuffix(of, "s"), costs[i].Finish())
	}
	return t
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/term"
)

// monthView is the number of leads that came in a month, and how many of them bought.
type monthView struct {
	Month            string
	Leads, Customers int64
	X                float64 // in units of a column's width
	Height, Bought   float64 // out of 100
}

// stay is how long leads stay in a stage.
type stay struct {
	Stage       string
	Leads       int64
	Median, P90 string // in days; "" if too few leads have left the stage
}

// channelView is a channel and what became of its leads.
type channelView struct {
	bar
	Customers  int64
	Rates      []rate // to mql, sql, customer
	Days       string
	Comparable bool
}

// rate is a share with its 95 % interval, in percent.
type rate struct {
	Text                 string
	Share, Low, High, At float64 // At is where the interval ends, minus where it begins
}

// matrix holds the conversions of channels by attribution model.
type matrix struct {
	Models []string
	Rows   []matrixRow
}

type matrixRow struct {
	Channel string
	Cells   []matrixCell
}

type matrixCell struct {
	Text string
	Heat float64
}

// noChannel is the page's name for leads of unknown channel.
const noChannel = "no channel"

// monthsShown is the number of months shown, the latest ones.
const monthsShown = 36

// funnelOf reads funnel.parquet.
func funnelOf(t column.Table) (reached []bar, months []monthView, stays []stay) {
	if t.Rows() == 0 {
		return nil, nil, nil
	}
	views, periods, stages := t.Text("view"), t.Text("period"), t.Text("stage")
	sums := map[string]int64{}
	for i := range t.Rows() {
		stage, leads := stages.Value(i), integer(t, "leads", i)
		switch views.Value(i) {
		case "velocity":
			stays = append(stays, stay{stage, leads, days(t, "median_days", i), days(t, "p90_days", i)})
		case "cohort":
			sums[stage] += integer(t, "reached", i)
			if periods.IsNull(i) {
				continue
			}
			if len(months) == 0 || months[len(months)-1].Month != periods.Value(i) {
				months = append(months, monthView{Month: periods.Value(i)})
			}
			month := &months[len(months)-1]
			month.Leads += leads
			if stage == "customer" {
				month.Customers += integer(t, "reached", i)
			}
		}
	}
	return steps(sums), columnsOf(months), stays
}

// steps returns the stages of the funnel, each with its share of the one before.
func steps(sums map[string]int64) []bar {
	out := scaled(words(sums, "lead", "mql", "sql", "opportunity", "customer"))
	for i := range out {
		out[i].Text = term.Count(out[i].Count)
		if i > 0 {
			out[i].Text += fmt.Sprintf(" · %s of %s", percent(out[i].Count, out[i-1].Count), out[i-1].Label)
		}
	}
	return out
}

// columnsOf lays out the latest months.
func columnsOf(months []monthView) []monthView {
	months = months[max(0, len(months)-monthsShown):]
	if len(months) < 2 {
		return nil
	}
	most := int64(0)
	for _, m := range months {
		most = max(most, m.Leads)
	}
	for i := range months {
		m := &months[i]
		m.X, m.Height, m.Bought = float64(i), share(m.Leads, most), share(m.Customers, most)
	}
	return months
}

// channelsOf reads channels.parquet, ordered by falling number of leads.
func channelsOf(t column.Table) (out []channelView) {
	names, enough := t.Text("channel"), t.Column("comparable")
	for i := range t.Rows() {
		c := channelView{bar: bar{Label: orNone(names, i), Count: integer(t, "leads", i)}, Customers: integer(t, "customers", i), Days: days(t, "median_days", i)}
		c.Comparable = enough.(*column.Bool).Value(i)
		for _, name := range []string{"mql", "sql", "customer"} {
			value, low, high := number(t, name+"_rate", i), number(t, name+"_rate_low", i), number(t, name+"_rate_high", i)
			c.Rates = append(c.Rates, rate{fmt.Sprintf("%.1f%%", 100*value), 100 * value, 100 * low, 100 * high, 100 * (high - low)})
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b channelView) int { return cmp.Compare(b.Count, a.Count) })
	for i := range out {
		out[i].Width = share(out[i].Count, out[0].Count)
	}
	return out
}

// matrixOf reads attribution.parquet; nil if nobody has converted.
func matrixOf(t column.Table) *matrix {
	if t.Rows() == 0 {
		return nil
	}
	type cell struct{ channel, model string }
	m, micros, most := &matrix{}, map[cell]int64{}, int64(0)
	var channels []string
	models, names := t.Text("model"), t.Text("channel")
	for i := range t.Rows() {
		at := cell{orNone(names, i), models.Value(i)}
		if !slices.Contains(m.Models, at.model) {
			m.Models = append(m.Models, at.model)
		}
		if !slices.Contains(channels, at.channel) {
			channels = append(channels, at.channel)
		}
		micros[at] = integer(t, "credit_micros", i)
		most = max(most, micros[at])
	}
	slices.SortStableFunc(channels, strings.Compare)
	for _, channel := range channels {
		row := matrixRow{Channel: channel}
		for _, model := range m.Models {
			n := micros[cell{channel, model}]
			row.Cells = append(row.Cells, matrixCell{fmt.Sprintf("%.1f", float64(n)/1e6), share(n, most)})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func orNone(names *column.Text, i int) string {
	if names.IsNull(i) {
		return noChannel
	}
	return names.Value(i)
}

// integer returns a number of a table, 0 for a null.
func integer(t column.Table, name string, i int) int64 {
	values := t.Column(name).(*column.Int)
	if values.IsNull(i) {
		return 0
	}
	return values.Value(i)
}

func number(t column.Table, name string, i int) float64 {
	return t.Column(name).(*column.Float).Value(i)
}

func days(t column.Table, name string, i int) string {
	if t.Column(name).IsNull(i) {
		return ""
	}
	return term.Count(integer(t, name, i))
}

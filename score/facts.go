package score

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/embedded"
)

// addFacts adds those of facts that rules read. They are not written to any file.
func addFacts(t column.Table, reads []string, activities []*activity, asOf int64) column.Table {
	n := t.Rows()
	add := func(name string, make func() column.Array) {
		if slices.Contains(reads, name) {
			t = t.With(name, make())
		}
	}
	ints := func(name string, value func(row int) (int64, bool)) {
		add(name, func() column.Array {
			b := column.NewNumberBuilder[int64](n)
			for row := range n {
				v, ok := value(row)
				b.AppendIf(v, ok)
			}
			return b.Finish()
		})
	}
	since := func(name string, m func(a *activity) moment) {
		ints(name, func(row int) (int64, bool) { at := m(activities[row]); return (asOf - at.at) / day, at.is })
	}
	contacted := instants(t.Column("last_contacted_at"))
	since("days_since_active", func(a *activity) moment { return a.active })
	since("days_since_intent", func(a *activity) moment { return a.intent })
	ints("days_since_contacted", func(row int) (int64, bool) { at, ok := contacted(row); return (asOf - at) / day, ok && at <= asOf })
	ints("active_days_90", func(row int) (int64, bool) { return int64(activities[row].activeDays), true })
	ints("intents_90", func(row int) (int64, bool) { return int64(activities[row].intents), true })
	ints("key_pages_90", func(row int) (int64, bool) { return int64(activities[row].keyPages), true })
	if says := textOf(t, "purchase_timeline"); says != nil {
		add("purchase_months", func() column.Array { return monthsOf(says, n) })
	}
	return t
}

// withoutFacts removes them again.
func withoutFacts(t column.Table) column.Table {
	names := make([]string, len(facts))
	for i, fact := range facts {
		names[i] = fact.Name
	}
	return t.Without(names...)
}

func monthsOf(says *column.Text, rows int) column.Array {
	b, seen := column.NewNumberBuilder[float64](rows), map[string]float64{}
	for row := range rows {
		value, ok := given(says, row)
		if !ok {
			b.AppendNull()
			continue
		}
		months, known := seen[value]
		if !known {
			months = purchaseMonths(value)
			seen[value] = months
		}
		if months < 0 {
			b.AppendNull()
		} else {
			b.Append(months)
		}
	}
	return b.Finish()
}

//go:embed timelines.tsv
var timelinesTSV string

// timeline is what some words say about the number of months within which somebody buys.
type timeline struct {
	words  string // folded
	months float64
}

var timelines = sync.OnceValue(func() []timeline {
	var out []timeline
	for cells := range embedded.Rows(timelinesTSV) {
		months, err := strconv.ParseFloat(cells[0], 64)
		if err != nil {
			panic("score: timelines.tsv: " + err.Error())
		}
		out = append(out, timeline{cells[1], months})
	}
	return out
})

// purchaseMonths reads within how many months somebody wants to buy, such as "within 3 months"
// or "1-3 mo"; not "Q2". It returns -1 if the text does not say.
func purchaseMonths(text string) float64 {
	folded := contact.FoldWords(text)
	words := strings.Fields(folded)
	largest, unit := -1.0, 0.0
	for i, word := range words {
		digits := strings.TrimRightFunc(word, unicode.IsLetter)
		if value, err := strconv.ParseFloat(digits, 64); err == nil && digits != "" {
			largest = max(largest, value)
			if per := monthsIn(word[len(digits):]); per > 0 {
				unit = per
			}
			continue
		}
		if per := monthsIn(word); per > 0 && i > 0 && largest >= 0 {
			unit = per
		}
	}
	if largest >= 0 && unit > 0 {
		if strings.ContainsAny(text, ">+") || strings.Contains(folded, "more than") || strings.Contains(folded, "over") || strings.Contains(folded, "later") {
			largest++
		}
		return largest * unit
	}
	for _, known := range timelines() {
		if strings.Contains(" "+folded+" ", " "+known.words) {
			return known.months
		}
	}
	return -1
}

// monthsIn returns the length of a unit of time in months, 0 for any other word.
func monthsIn(word string) float64 {
	switch strings.TrimSuffix(word, "s") {
	case "d", "day":
		return 1.0 / 30
	case "w", "wk", "week":
		return 0.25
	case "m", "mo", "month", "mth":
		return 1
	case "q", "quarter":
		return 3
	case "y", "yr", "year":
		return 12
	}
	return 0
}

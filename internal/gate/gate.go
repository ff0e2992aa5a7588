// Package gate judges a run before it is published, by itself and in comparison with the
// last run.
package gate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/report"
	"galena/internal/term"
)

// Gate is one condition, an entry of the section gates of pipeline.yaml.
type Gate struct {
	Check   string          `yaml:"check" required:"true" enum:"reject_rate,fill_rate,lead_count,duplicate_rate,tier_shift,freshness" doc:"reject_rate: share of contact rows refused; fill_rate: share of leads with a value in column; lead_count: change of the number of leads since the last run; duplicate_rate: share of records that went into a lead of another; tier_shift: share of leads by which the tiers differ from the last run; freshness: age at as_of of the newest updated_at or last_active_at of the leads"`
	Column  config.Text     `yaml:"column" doc:"column for fill_rate"`
	AtLeast config.Percent  `yaml:"at_least" doc:"lower limit for fill_rate and duplicate_rate"`
	AtMost  config.Percent  `yaml:"at_most" doc:"upper limit for all checks but fill_rate and freshness"`
	Within  config.Duration `yaml:"within" doc:"upper limit for freshness"`
	Action  string          `yaml:"action" default:"fail" enum:"fail,warn" doc:"fail: exit code 3, and nothing is published; warn: only a warning"`
}

// bounds are the keys that each check accepts besides check and action.
var bounds = map[string][]string{
	"reject_rate": {"at_most"}, "lead_count": {"at_most"}, "tier_shift": {"at_most"}, "freshness": {"within"},
	"fill_rate": {"column", "at_least"}, "duplicate_rate": {"at_least", "at_most"},
}

// Validate implements config.Validator. A bound that the check does not use is a mistake,
// since no run would be held to it.
func (g *Gate) Validate(r *config.Report) {
	takes, known := bounds[g.Check]
	if !known {
		return // the mistake in check has been reported
	}
	given := 0
	for _, key := range []string{"column", "at_least", "at_most", "within"} {
		switch {
		case r.Given(key) && slices.Contains(takes, key):
			given++
		case r.Given(key):
			r.Errorf(key, "is no key of %s, which takes %s", g.Check, strings.Join(takes, " and "))
		}
	}
	switch {
	case g.Check == "duplicate_rate" && given == 0:
		r.Errorf("check", "duplicate_rate needs at_least or at_most")
	case g.Check != "duplicate_rate" && given < len(takes):
		r.Errorf("check", "%s needs %s", g.Check, strings.Join(takes, " and "))
	}
}

// Check reports columns that leads will not have; names are those they will have. A
// missing canonical column is no mistake: it may be missing for one night, and the
// gate judges that.
func Check(gates []Gate, names []string) config.Problems {
	var problems config.Problems
	canonical := func(name string) bool {
		return slices.ContainsFunc(contact.Columns(), func(c contact.Column) bool { return c.Name == name })
	}
	for _, g := range gates {
		if name := g.Column.Value; name != "" && !slices.Contains(names, name) && !canonical(name) {
			problems = append(problems, g.Column.Unknown(0, "column", name, names))
		}
	}
	return problems
}

// Compares reports whether the gate compares with the last run.
func (g Gate) Compares() bool { return g.Check == "lead_count" || g.Check == "tier_shift" }

// Night is what gates judge.
type Night struct {
	Leads         report.Leads
	Rows, Rejects int64 // of contacts
	Merged        int64 // records that went into the lead of another record
	AsOf          time.Time
	Last          *report.Leads // of the last run, nil if there is none
}

// Judge judges a night by the gates, in their order.
func Judge(gates []Gate, n Night) []report.Gate {
	out := make([]report.Gate, 0, len(gates))
	for _, g := range gates {
		judged := g.judge(n)
		judged.Name, judged.Action, judged.Compares = g.Check, g.Action, g.Compares()
		if g.Column.Value != "" {
			judged.Name += ":" + g.Column.Value
		}
		out = append(out, judged)
	}
	return out
}

func (g Gate) judge(n Night) report.Gate {
	switch g.Check {
	case "fill_rate":
		filled, there := n.Leads.Filled[g.Column.Value]
		share := shareOf(filled, n.Leads.Count)
		if !there {
			return report.Gate{Bound: float64(g.AtLeast), Detail: "leads have no column " + g.Column.Value + "; look at the headers of the input, or name another column under gates"}
		}
		return judged(share, float64(g.AtLeast), share >= float64(g.AtLeast),
			fmt.Sprintf("%s of %s leads have a value in %s, at_least %s; look which input came without it", percent(share), term.Count(n.Leads.Count), g.Column.Value, percent(float64(g.AtLeast))))
	case "reject_rate":
		return g.most(shareOf(n.Rejects, n.Rows), "of the rows were refused", "see rejects.csv")
	case "duplicate_rate":
		share := shareOf(n.Merged, n.Rows-n.Rejects)
		if g.AtLeast > 0 && share < float64(g.AtLeast) {
			return judged(share, float64(g.AtLeast), false, fmt.Sprintf("%s of the records went into a lead of another, at_least %s; was an input left out?", percent(share), percent(float64(g.AtLeast))))
		}
		if g.AtMost == 0 && g.AtLeast > 0 {
			return judged(share, float64(g.AtLeast), true, percent(share)+" of the records went into a lead of another")
		}
		return g.most(share, "of the records went into a lead of another", "was a file read twice? See galena why")
	case "freshness":
		return g.freshness(n)
	}
	if n.Last == nil {
		return report.Gate{Passed: true, Bound: float64(g.AtMost), Detail: "there is no run before to compare with"}
	}
	if g.Check == "lead_count" {
		change := math.Abs(float64(n.Leads.Count-n.Last.Count)) / math.Max(float64(n.Last.Count), 1)
		return g.most(change, fmt.Sprintf("change from %s to %s leads", term.Count(n.Last.Count), term.Count(n.Leads.Count)), "see galena diff; if it is meant, raise the bound for this night with --set")
	}
	return g.most(shift(n.Last.Tiers, n.Leads.Tiers), "of the leads are in another tier than the last run's shares would have", "see galena diff")
}

func (g Gate) most(value float64, what, advice string) report.Gate {
	bound := float64(g.AtMost)
	return judged(value, bound, value <= bound, fmt.Sprintf("%s %s, at_most %s; %s", percent(value), what, percent(bound), advice))
}

func judged(value, bound float64, passed bool, detail string) report.Gate {
	return report.Gate{Passed: passed, Value: round(value), Bound: bound, Detail: detail}
}

func (g Gate) freshness(n Night) report.Gate {
	bound := time.Duration(g.Within).Hours() / 24
	if n.Leads.Newest == nil {
		return report.Gate{Bound: bound, Detail: "no lead says when it was changed or active; map updated_at, or take the gate out"}
	}
	age := n.AsOf.Sub(*n.Leads.Newest).Hours() / 24
	return judged(age, bound, age <= bound, fmt.Sprintf("the newest change is %.1f days before as_of, within %s; was last night's dump written?", age, g.Within))
}

// shift returns the share of leads that would have to change tier to turn one
// distribution into the other.
func shift(last, now map[string]int64) float64 {
	var lastSum, nowSum int64
	for _, tier := range tiers {
		lastSum, nowSum = lastSum+last[tier], nowSum+now[tier]
	}
	if lastSum == 0 || nowSum == 0 {
		return 0
	}
	distance := 0.0
	for _, tier := range tiers {
		distance += math.Abs(shareOf(last[tier], lastSum) - shareOf(now[tier], nowSum))
	}
	return distance / 2
}

var tiers = []string{"hot", "warm", "cold"}

func shareOf(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func round(value float64) float64 { return math.Round(value*1e6) / 1e6 }

func percent(share float64) string { return fmt.Sprintf("%.2f%%", 100*share) }

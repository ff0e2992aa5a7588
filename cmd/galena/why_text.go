package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"galena/dedupe"
	"galena/internal/term"
)

// Limits that keep the answer to two screens.
const (
	recordsShown = 20
	joinsShown   = 10
	shortValue   = 40
	reasonsShown = 4 // fields named in the summary of a join
)

// write implements answer.
func (a *leadAnswer) write(to io.Writer) error {
	w := &screen{to: to}
	w.printf("lead %s of run %s: %s\n", a.Lead, a.RunID, term.Counted(len(a.Records), "record"))
	w.printf("%s", a.summary())
	w.notes(a.Notes)
	numbers := map[dedupe.Place]int{}
	w.table("\nrecords", func(line func(cells ...any)) {
		for i, r := range a.Records {
			numbers[r.Place] = i + 1
			if i >= recordsShown && r.name() != a.Asked {
				continue
			}
			note := ""
			if len(a.Records) > 1 {
				note = "strongest join " + likelihood(r.Probability)
			}
			if r.Survivor {
				note += "; the lead is based on it"
			}
			if r.name() == a.Asked {
				note += "; asked for"
			}
			line(fmt.Sprintf("[%d]", i+1), r.name(), fmt.Sprintf("%s:%d", r.File, r.Line), strings.TrimPrefix(note, "; "))
		}
	})
	if more := len(a.Records) - recordsShown; more > 0 {
		w.printf("  and %d more\n", more)
	}
	w.joins(a, numbers)
	if n := len(a.Joins); n > 0 {
		w.printf("\nthe weakest link: [%d] and [%d]\n", numbers[a.Joins[n-1].A.Place], numbers[a.Joins[n-1].B.Place])
		w.waterfall(a.Joins[n-1])
		w.doubts(a.Joins[n-1], a.Weakest.Doubts, a.Weakest.Threshold)
		if a.Weakest.Support > 0 {
			w.printf("  but %s between its two sides would hold them together as well\n", term.Counted(a.Weakest.Support, "other pair"))
		}
	}
	w.values(a, numbers)
	w.consent(a)
	w.found(a.Found)
	w.score(a.Score)
	return w.err
}

// summary says in one line what became of the lead.
func (a *leadAnswer) summary() string {
	r := a.Result
	var parts []string
	add := func(format string, names ...string) {
		values := make([]any, len(names))
		for i, name := range names {
			if values[i] = r[name]; r[name] == "" {
				return
			}
		}
		parts = append(parts, fmt.Sprintf(format, values...))
	}
	add("merge confidence %s", "merge_confidence")
	add("score %s", "score")
	add("probability %s", "probability")
	add("fit %s", "fit_score")
	add("engagement %s", "engagement_score")
	add("grade %s", "grade")
	add("%s (%s)", "tier", "tier_reason")
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + "\n"
}

// write implements answer.
func (a *pairAnswer) write(to io.Writer) error {
	w := &screen{to: to}
	if len(a.Leads) == 1 {
		w.printf("one lead, %s of run %s\n", a.Leads[0], a.RunID)
	} else {
		w.printf("two leads, %s and %s of run %s\n", a.Leads[0], a.Leads[1], a.RunID)
	}
	w.notes(a.Notes)
	if a.Join == nil {
		return w.err
	}
	j := *a.Join
	w.printf("\n[1] %s  %s:%d\n[2] %s  %s:%d\n", name(j.A), j.A.File, j.A.Line, name(j.B), j.B.File, j.B.Line)
	w.waterfall(j)
	switch {
	case j.Said != "":
	case len(j.Evidence) == 0:
		w.printf("  the run compared no records\n")
	case a.OnePerson:
		w.printf("  one person: the records are of different kinds (lead_kind), so they are two leads\n")
	case j.Probability < a.Threshold && len(a.Leads) == 2:
		missing := math.Log2(a.Threshold/(1-a.Threshold)) - j.Bits
		w.printf("  %.1f bits short of the threshold of %v\n", missing, a.Threshold)
	case len(a.Leads) == 2:
		w.printf("  enough for the threshold of %v, but blocking never met the pair, or the other records of the two leads speak against it\n", a.Threshold)
	default:
		w.doubts(j, a.Doubts, a.Threshold)
	}
	if len(a.Path) > 1 {
		w.printf("\nthey are joined by way of %s:\n", term.Counted(len(a.Path)-1, "other record"))
		for _, step := range a.Path {
			w.printf("  %s and %s: %s\n", name(step.A), name(step.B), sum(step))
		}
	}
	return w.err
}

func name(r dedupe.Record) string { return plain(r.Source + ":" + r.ID) }

func (w *screen) joins(a *leadAnswer, numbers map[dedupe.Place]int) {
	if len(a.Joins) == 0 {
		return
	}
	w.printf("\njoins, the strongest first\n")
	hidden := max(len(a.Joins)-joinsShown, 0)
	if more := hidden + a.Stronger; more > 0 {
		w.printf("  %d stronger ones, then\n", more)
	}
	for _, j := range a.Joins[hidden:] {
		w.printf("  [%d]-[%d]  %s\n", numbers[j.A.Place], numbers[j.B.Place], sum(j))
	}
}

// ruleWords say which rule decided a value.
var ruleWords = map[string]string{
	"present": "no other has one", "same": "all agree", "united": "of all records", "oldest": "created first", "refusal": "a refusal wins",
	"trust": "most trusted", "recent": "most recent", "complete": "fullest", "frequent": "most frequent", "verified": "verified", "first": "created first",
}

func (w *screen) values(a *leadAnswer, numbers map[dedupe.Place]int) {
	w.table("\nvalues, and whose they are", func(line func(cells ...any)) {
		for _, v := range a.Values {
			from, why := "", ""
			if n := numbers[v.From.Place]; n > 0 {
				from, why = fmt.Sprintf("[%d]", n), cmp.Or(ruleWords[v.Rule], v.Rule)
			}
			if v.Rule == "united" {
				from = ""
			}
			if len(a.Records) == 1 {
				why = ""
			}
			if v.Lost > 0 && v.Rule != "united" {
				why += fmt.Sprintf("; %s another", differ(v.Lost))
			}
			line(v.Column, short(v.Value), from, why)
		}
	})
}

func differ(n int) string {
	if n == 1 {
		return "1 has"
	}
	return fmt.Sprintf("%d have", n)
}

// found lists the values of the lead that were found elsewhere.
func (w *screen) found(values []foundValue) {
	if len(values) == 0 {
		return
	}
	w.table("\nfound elsewhere", func(line func(cells ...any)) {
		for _, v := range values {
			from, sure := v.Source, ""
			if from == "" {
				from = v.Method
			}
			if day, _, ok := strings.Cut(v.ObservedAt, "T"); ok {
				from += ", of " + day
			}
			if v.Confidence != "" {
				sure = "confidence " + v.Confidence
			}
			if v.Cost != "" && v.Cost != "0" {
				sure += ", cost " + v.Cost
			}
			if v.Replaced != "" {
				sure += ", in place of what the lead had"
			}
			line(v.Field, from, strings.TrimPrefix(sure, ", "))
		}
	})
}

func (w *screen) score(lines []scoreLine) {
	if len(lines) == 0 {
		return
	}
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(x, y scoreLine) int { return cmp.Compare(scoreOrder(x), scoreOrder(y)) })
	w.table("\nscore", func(line func(cells ...any)) {
		for _, l := range lines {
			line(l.Score, fmt.Sprintf("%+8.3f", l.Points), l.Rule, short(l.Evidence))
		}
	})
}

// scoreOrder sorts a total after the lines that it consists of.
func scoreOrder(l scoreLine) int {
	return slices.Index([]string{"fit", "engagement", "score", "probability"}, l.Score)
}

package enrich

import (
	"math"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// vote is a value that a provider brings for a field on which several must agree.
type vote struct {
	form, value string // forms are compared
	evidence
}

// ballots are the votes of a batch, by field and row. A field keeps its votes once it is filled.
type ballots map[place][]vote

type place struct {
	field string
	row   int
}

// quorum returns how many providers must bring the same value for a column of leads.
func (b *budget) quorum(name string) int {
	need, _ := b.Agree.Get(name)
	return max(need, 1)
}

// cast adds a vote. If it is the one that completes the quorum of its form, cast returns the
// first value cast for that form, else "".
func (b ballots) cast(at place, need int, v vote) string {
	b[at] = append(b[at], v)
	agreed := b.of(at, v.form)
	if v.form == "" || len(agreed) != need {
		return ""
	}
	return agreed[0].value
}

// of returns the votes for a form.
func (b ballots) of(at place, form string) []vote {
	var same []vote
	for _, v := range b[at] {
		if v.form == form {
			same = append(same, v)
		}
	}
	return same
}

// most returns the number of votes for the form that has the most.
func (b ballots) most(at place) int {
	most := 0
	for _, v := range b[at] {
		most = max(most, len(b.of(at, v.form)))
	}
	return most
}

// evidence returns the origin of a value that several providers agreed on. It names all of
// them. Its confidence is their highest and no higher, since they may have the value from one
// another; its day is their oldest, its cost the sum of theirs.
func (b ballots) evidence(at place) evidence {
	votes := b[at]
	all := b.of(at, votes[len(votes)-1].form)
	e := all[0].evidence
	for _, v := range all[1:] {
		e.Source += "; " + v.Source
		e.Confidence = math.Max(e.Confidence, v.Confidence)
		e.Observed = min(e.Observed, v.Observed)
		e.Cost += v.Cost
	}
	return e
}

// isOpen reports whether a field that a lead lacks can still be filled, should all of the left
// providers bring the value that has the most votes.
func (b ballots) isOpen(at place, need, left int) bool {
	return need == 1 || b.most(at)+left >= need
}

// countLeft sets, for each field of each provider, how many providers from that one on may
// still fill it.
func countLeft(steps []step) {
	taken := map[string]int{}
	for _, s := range slices.Backward(steps) {
		p, ok := s.(*providerStep)
		if !ok {
			continue
		}
		p.left = make([]int, len(p.Take))
		for i, entry := range p.Take {
			taken[entry.Key]++
			p.left[i] = taken[entry.Key]
		}
	}
}

// brought returns the values to fill a field of Take with: those of the provider, or those on
// which enough providers agree by now.
func (p *providerStep) brought(s *scratch, field int, byRow map[int]*job, rows int) *column.Text {
	name := p.Take[field].Key
	need, form := p.budget.quorum(name), s.remembered(name, formOf(name))
	values := column.NewTextBuilder(rows, 0)
	for row := range rows {
		value := ""
		if j := byRow[row]; j != nil && j.values != nil {
			value = j.values[field]
		}
		if value != "" && need > 1 {
			value = s.ballots.cast(place{name, row}, need, vote{form(strings.Clone(value)), value, p.evidence(byRow[row])})
		}
		values.AppendGiven(value)
	}
	return values.Finish()
}

// notAgreed notes, for each field that needs agreement, the leads for which too few providers
// brought the same value.
func (b ballots) notAgreed(n *Network) []pipeline.Note {
	var notes []pipeline.Note
	for _, entry := range n.Agree {
		count := int64(0)
		for at := range b {
			if at.field == entry.Key && b.most(at) < entry.Value {
				count++
			}
		}
		if count > 0 {
			notes = append(notes, pipeline.Note{Stage: stageName, Field: entry.Key, Code: "provider_not_agreed", Count: count})
		}
	}
	return notes
}

// checkAgree reports mistakes in how many providers must agree.
func (c Config) checkAgree(n *Network, report *config.Report) {
	for _, entry := range n.Agree {
		if _, known := contact.ColumnByName(entry.Key); !known {
			report.Add(entry.At.Unknown("canonical column", entry.Key, canonicalNames()))
			continue
		}
		behind, before := 0, 0
		for _, s := range c {
			if s.Provider == nil || !slices.Contains(s.Provider.Take.Keys(), entry.Key) {
				continue
			}
			if s.Provider.replaces() && entry.Value > 1 && !isFixed(entry.Key) {
				report.Add(entry.At.Problem("%s cannot both be agreed on and written over by the provider %s: what is there has no vote; say on_conflict: keep", entry.Key, s.Provider.Name))
			}
			if len(s.Provider.Tiers) > 0 {
				behind++
			} else {
				before++
			}
		}
		if most := max(behind, before); entry.Value < 1 || entry.Value > most {
			report.Add(entry.At.Problem("%d providers cannot agree on %s: %d take it (those with tiers and those without count apart)", entry.Value, entry.Key, most))
		}
	}
}

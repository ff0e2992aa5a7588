package score

import (
	"galena/internal/column"
)

// The names of the scores in score_lines.
const (
	fitScore        = "fit"
	engagementScore = "engagement"
	totalScore      = "score"
)

// lines builds the table score_lines for one batch, lead by lead.
type lines struct {
	leads    *column.Text
	id       *column.TextBuilder
	score    *column.TextBuilder
	rule     *column.TextBuilder
	points   *column.FloatBuilder
	evidence *column.TextBuilder
}

// newLines returns a builder for the leads of those ids, which may be nil.
func newLines(leads *column.Text, rows int) *lines {
	const each = 6 // lines a lead, about
	return &lines{
		leads: leads, id: column.NewTextBuilder(each*rows, 24*each*rows), score: column.NewTextBuilder(each*rows, 6*each*rows),
		rule: column.NewTextBuilder(each*rows, 12*each*rows), points: column.NewNumberBuilder[float64](each * rows),
		evidence: column.NewTextBuilder(each*rows, 16*each*rows),
	}
}

// add appends a line, unless it is of no points.
func (l *lines) add(row int, score, rule string, points Points, evidence []byte) {
	if points == 0 {
		return
	}
	if l.leads == nil {
		l.id.AppendNull()
	} else {
		l.id.AppendFrom(l.leads, row)
	}
	l.score.Append(score)
	l.rule.Append(rule)
	l.points.Append(points.float())
	l.evidence.AppendBytes(evidence)
}

func (l *lines) table() column.Table {
	return column.NewTable(l.id.Len()).
		With("lead_id", l.id.Finish()).
		With("score", l.score.Finish()).
		With("rule", l.rule.Finish()).
		With("points", l.points.Finish()).
		With("evidence", l.evidence.Finish())
}

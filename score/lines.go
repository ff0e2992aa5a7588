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
	leads                     *column.Text // the ids; nil where leads have none
	id, score, rule, evidence words
	points                    *column.FloatBuilder
	count                     int
}

// newLines returns a builder for the leads of those ids, which may be nil.
func newLines(leads *column.Text, rows int) *lines {
	const each = 8 // lines a lead, about: to grow costs more than to have a little too much
	return &lines{
		leads: leads, id: newWords(each*rows, 21), score: newWords(each*rows, 4), rule: newWords(each*rows, 9),
		evidence: newWords(each*rows, 20), points: column.NewNumberBuilder[float64](each * rows),
	}
}

// add appends a line, unless it is of no points.
func (l *lines) add(row int, score, rule string, points Points, evidence []byte) {
	if points == 0 {
		return
	}
	if l.leads != nil {
		l.id.add(l.leads.Value(row))
	}
	l.score.add(score)
	l.rule.add(rule)
	l.points.Append(points.float())
	l.count++
	l.evidence.data = append(l.evidence.data, evidence...)
	l.evidence.end()
}

func (l *lines) table() column.Table {
	var ids *column.Text
	if l.leads == nil {
		ids = column.Nulls(l.count)
	} else {
		ids = l.id.column()
	}
	return column.NewTable(l.count).
		With("lead_id", ids).
		With("score", l.score.column()).
		With("rule", l.rule.column()).
		With("points", l.points.Finish()).
		With("evidence", l.evidence.column())
}

// words is a column of text without nulls in the making. There are several
// lines a lead, so that what a column.TextBuilder does beside counts.
type words struct {
	data []byte
	ends []int32
}

func newWords(rows, each int) words {
	return words{data: make([]byte, 0, rows*each), ends: append(make([]int32, 0, rows+1), 0)}
}

func (w *words) add(s string) {
	w.data = append(w.data, s...)
	w.end()
}

func (w *words) end() { w.ends = append(w.ends, int32(len(w.data))) }

func (w *words) column() *column.Text { return column.NewText(w.data, w.ends, nil, 0) }

package score

import (
	"galena/internal/column"
)

// scoreName is a name of a score in score_lines.
type scoreName uint32

// The scores that have lines. The lines of the learned score add up to the log
// odds.
const (
	fitScore scoreName = iota
	engagementScore
	totalScore
	probabilityScore
)

// scoreNames are the scores as they are written.
var scoreNames = [...]string{"fit", "engagement", "score", "probability"}

func (s scoreName) String() string { return scoreNames[s] }

// lines builds the table score_lines for one batch, lead by lead. There are
// several lines a lead, most of which say what others say too: each text is
// spelt out once, and a line is numbers.
type lines struct {
	leads                     *column.Text // the ids; nil where leads have none
	id, score, rule, evidence *column.CodedBuilder
	points                    *column.FloatBuilder
	count                     int
	rules, proofs             words
}

// newLines returns a builder for the leads of those ids, which may be nil.
func newLines(leads *column.Text, rows int) *lines {
	n := 8 * rows // lines, about: to grow costs more than to have a little too much
	return &lines{
		leads: leads, id: column.NewCodedBuilder(n), score: column.NewCodedBuilder(n), rule: column.NewCodedBuilder(n),
		evidence: column.NewCodedBuilder(n), points: column.NewNumberBuilder[float64](n),
		rules: newWords(64, 16), proofs: newWords(3*rows, 22),
	}
}

// add appends a line of a rule and an evidence, as numbers of rules and proofs,
// unless it is of no points.
func (l *lines) add(row int, score scoreName, rule uint32, points Points, evidence uint32) {
	if points == 0 {
		return
	}
	if l.leads != nil {
		l.id.Append(uint32(row))
	}
	l.score.Append(uint32(score))
	l.rule.Append(rule)
	l.points.Append(points.float())
	l.evidence.Append(evidence)
	l.count++
}

func (l *lines) table() column.Table {
	var ids column.Array = column.Nulls(l.count)
	if l.leads != nil {
		ids = l.id.Finish(l.leads)
	}
	scores := newWords(len(scoreNames), 8)
	for _, name := range scoreNames {
		scores.number([]byte(name))
	}
	return column.NewTable(l.count).
		With("lead_id", ids).
		With("score", l.score.Finish(scores.column())).
		With("rule", l.rule.Finish(l.rules.column())).
		With("points", l.points.Finish()).
		With("evidence", l.evidence.Finish(l.proofs.column()))
}

// words are texts that are spelt out once and numbered.
type words struct {
	data []byte
	ends []int32
	seen map[string]uint32 // those that code has numbered
}

func newWords(count, each int) words {
	return words{data: make([]byte, 0, count*each), ends: append(make([]int32, 0, count+1), 0), seen: map[string]uint32{}}
}

// code returns the number of a text, one for all that are equal.
func (w *words) code(text string) uint32 {
	code, ok := w.seen[text]
	if !ok {
		code = w.number([]byte(text))
		w.seen[text] = code
	}
	return code
}

// codeOf is code for a text that may be written over.
func (w *words) codeOf(text []byte) uint32 {
	if code, ok := w.seen[string(text)]; ok {
		return code
	}
	return w.code(string(text))
}

// number gives a text a number of its own, for what hardly any other row says.
func (w *words) number(text []byte) uint32 {
	w.data = append(w.data, text...)
	w.ends = append(w.ends, int32(len(w.data)))
	return uint32(len(w.ends) - 2)
}

func (w *words) column() *column.Text { return column.NewText(w.data, w.ends, nil, 0) }

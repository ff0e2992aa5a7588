package score

import (
	"galena/internal/column"
)

// scoreName is the number of a score's name in score_lines.
type scoreName uint32

// The scores that have lines. The lines of the learned score sum to the log odds.
const (
	fitScore scoreName = iota
	engagementScore
	totalScore
	probabilityScore
)

// scoreNames are the scores as written.
var scoreNames = [...]string{"fit", "engagement", "score", "probability"}

func (s scoreName) String() string { return scoreNames[s] }

// lines builds the table score_lines for one batch, lead by lead. A lead has several lines,
// most of which say what those of other leads say: each text is stored once, and a line is numbers.
type lines struct {
	leads                     *column.Text // the ids; nil where leads have none
	id, score, rule, evidence []uint32
	points                    []float64
	rules, proofs             words
}

// newLines returns a builder for the leads with those ids, which may be nil.
func newLines(leads *column.Text, rows int) *lines {
	n := 8 * rows // estimated number of lines: growing costs more than a little too much
	return &lines{
		leads: leads, id: make([]uint32, 0, n), score: make([]uint32, 0, n), rule: make([]uint32, 0, n),
		evidence: make([]uint32, 0, n), points: make([]float64, 0, n),
		rules: newWords(64, 16), proofs: newWords(2*rows, 22),
	}
}

// add appends a line with a rule and an evidence, given as their numbers, unless it has no points.
func (l *lines) add(row int, score scoreName, rule uint32, points Points, evidence uint32) {
	if points == 0 {
		return
	}
	l.id = append(l.id, uint32(row))
	l.score = append(l.score, uint32(score))
	l.rule = append(l.rule, rule)
	l.points = append(l.points, points.float())
	l.evidence = append(l.evidence, evidence)
}

func (l *lines) table() column.Table {
	var ids column.Array = column.Nulls(len(l.id))
	if l.leads != nil {
		ids = column.NewCoded(l.id, l.leads)
	}
	scores := newWords(len(scoreNames), 8)
	for _, name := range scoreNames {
		scores.number([]byte(name))
	}
	return column.NewTable(len(l.id)).
		With("lead_id", ids).
		With("score", column.NewCoded(l.score, scores.column())).
		With("rule", column.NewCoded(l.rule, l.rules.column())).
		With("points", column.NewFloats(l.points)).
		With("evidence", column.NewCoded(l.evidence, l.proofs.column()))
}

// words are texts that are stored once and numbered.
type words struct {
	data []byte
	ends []int32
	seen map[string]uint32 // the texts that code has numbered
}

func newWords(count, each int) words {
	return words{data: make([]byte, 0, count*each), ends: append(make([]int32, 0, count+1), 0), seen: map[string]uint32{}}
}

// code returns the number of a text; equal texts have the same.
func (w *words) code(text string) uint32 {
	code, ok := w.seen[text]
	if !ok {
		code = w.number([]byte(text))
		w.seen[text] = code
	}
	return code
}

// codeOf is code for a text in a buffer that is reused.
func (w *words) codeOf(text []byte) uint32 {
	if code, ok := w.seen[string(text)]; ok {
		return code
	}
	return w.code(string(text))
}

// number gives a text a number of its own, for texts that hardly ever repeat.
func (w *words) number(text []byte) uint32 {
	w.data = append(w.data, text...)
	w.ends = append(w.ends, int32(len(w.data)))
	return uint32(len(w.ends) - 2)
}

func (w *words) column() *column.Text { return column.NewText(w.data, w.ends, nil, 0) }

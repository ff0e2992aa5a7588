package score

import "galena/internal/column"

// history builds the table stage_history for one batch. As in lines, each text is stored once.
type history struct {
	leads                 *column.Text // the ids; nil where leads have none
	id, stage, from, rule *column.CodedBuilder
	entered, left         *column.TimeBuilder
	rules                 words
	latest                string // the rule of latestCode: most steps have the same
	latestCode            uint32
	rows                  int
}

func newHistory(leads *column.Text, rows int) *history {
	n := 2 * rows // estimated number of steps
	return &history{
		leads: leads, id: column.NewCodedBuilder(n), stage: column.NewCodedBuilder(n), from: column.NewCodedBuilder(n), rule: column.NewCodedBuilder(n),
		entered: column.NewNumberBuilder[column.Micros](n), left: column.NewNumberBuilder[column.Micros](n), rules: newWords(64, 16),
	}
}

// add adds the history of a lead.
func (h *history) add(row int, steps []step) {
	for i, s := range steps {
		h.rows++
		h.id.Append(uint32(row))
		h.stage.Append(uint32(s.stage))
		h.rule.Append(h.ruleOf(s))
		if i == 0 {
			h.from.AppendNull()
		} else {
			h.from.Append(uint32(steps[i-1].stage))
		}
		h.entered.AppendIf(column.Micros(s.at), s.dated)
		if i+1 < len(steps) {
			h.left.AppendIf(column.Micros(steps[i+1].at), steps[i+1].dated)
		} else {
			h.left.AppendNull()
		}
	}
}

func (h *history) ruleOf(s step) uint32 {
	if s.rule != h.latest {
		h.latest, h.latestCode = s.rule, h.rules.code(s.rule)
	}
	return h.latestCode
}

func (h *history) table() column.Table {
	var ids column.Array = column.Nulls(h.rows)
	if h.leads != nil {
		ids = h.id.Finish(h.leads)
	}
	stages := stageWords()
	return column.NewTable(h.rows).
		With("lead_id", ids).
		With("stage", h.stage.Finish(stages)).
		With("from_stage", h.from.Finish(stages)).
		With("entered_at", h.entered.Finish()).
		With("left_at", h.left.Finish()).
		With("rule", h.rule.Finish(h.rules.column()))
}

// stageWords returns the stages' names by their numbers; noStage has none.
func stageWords() *column.Text {
	out := newWords(1+len(stageNames), 12)
	out.number(nil)
	for _, name := range stageNames {
		out.number([]byte(name))
	}
	return out.column()
}

package score

import "galena/internal/column"

// history builds the table stage_history for one batch.
type history struct {
	leads                 *column.Text // the ids; nil where leads have none
	id, stage, from, rule *column.TextBuilder
	entered, left         *column.TimeBuilder
	rows                  int
}

func newHistory(leads *column.Text, rows int) *history {
	return &history{
		leads: leads, id: column.NewTextBuilder(rows, 21*rows), stage: column.NewTextBuilder(rows, 5*rows), from: column.NewTextBuilder(rows, 0),
		rule: column.NewTextBuilder(rows, 8*rows), entered: column.NewNumberBuilder[column.Micros](rows), left: column.NewNumberBuilder[column.Micros](rows),
	}
}

// add takes the way of a lead.
func (h *history) add(row int, steps []step) {
	for i, s := range steps {
		h.rows++
		if h.leads == nil {
			h.id.AppendNull()
		} else {
			h.id.AppendFrom(h.leads, row)
		}
		h.stage.Append(s.stage.String())
		h.rule.Append(s.rule)
		if i == 0 {
			h.from.AppendNull()
		} else {
			h.from.Append(steps[i-1].stage.String())
		}
		appendInstant(h.entered, s.at, s.dated)
		if i+1 < len(steps) {
			appendInstant(h.left, steps[i+1].at, steps[i+1].dated)
		} else {
			h.left.AppendNull()
		}
	}
}

func appendInstant(b *column.TimeBuilder, at int64, known bool) {
	if known {
		b.Append(column.Micros(at))
	} else {
		b.AppendNull()
	}
}

func (h *history) table() column.Table {
	return column.NewTable(h.rows).
		With("lead_id", h.id.Finish()).
		With("stage", h.stage.Finish()).
		With("from_stage", h.from.Finish()).
		With("entered_at", h.entered.Finish()).
		With("left_at", h.left.Finish()).
		With("rule", h.rule.Finish())
}

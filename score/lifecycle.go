package score

import (
	"context"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// outcomes are the stages that the outcome files show, by identifier.
type outcomes map[uint64]stage

// readOutcomes reads the outcome files. A row without any column that says how
// it went stands for a sale, as in a file of won deals; one that is dated after
// as_of is not known yet.
func (s *Stage) readOutcomes(ctx context.Context, workers pipeline.Workers) (outcomes, error) {
	out := outcomes{}
	var found []uint64
	for b, err := range s.outcomes.Batches(ctx, workers) {
		if err != nil {
			return nil, err
		}
		s.rejects, s.notes = append(s.rejects, b.Rejects...), append(s.notes, b.Notes...)
		names, shown := newIdentifiers(b.Rows, b.Origin, s.known), newSourceStages(b.Rows)
		at := instants(b.Rows.Column("converted_at"))
		for row := range b.Rows.Rows() {
			if micros, ok := at(row); ok && micros > s.asOf {
				continue
			}
			stage := customer
			if shown.says {
				stage = shown.of(row)
				if shown.isConverted(row) {
					stage = further(stage, customer)
				}
			}
			found = names.of(row, found[:0])
			for _, identifier := range found {
				out[identifier] = further(out[identifier], stage)
			}
		}
	}
	return out, nil
}

// of returns the furthest stage of a lead.
func (o outcomes) of(identifiers []uint64) stage {
	s := noStage
	if len(o) == 0 {
		return s
	}
	for _, identifier := range identifiers {
		s = further(s, o[identifier])
	}
	return s
}

// further is the later stage. A disqualified lead stays so, unless it has
// bought.
func further(a, b stage) stage {
	if a == customer || b == customer {
		return customer
	}
	return max(a, b)
}

// sourceStages are the stages that the columns of leads or outcomes name.
type sourceStages struct {
	labels    []*column.Text // of lifecycle_stage and lead_status
	converted *column.Bool
	says      bool // there is such a column
	seen      map[string]stage
}

func newSourceStages(rows column.Table) *sourceStages {
	s := &sourceStages{seen: map[string]stage{}}
	for _, name := range []string{"lifecycle_stage", "lead_status"} {
		if text := textOf(rows, name); text != nil {
			s.labels = append(s.labels, text)
		}
	}
	switch a := rows.Column("is_converted").(type) {
	case *column.Bool:
		s.converted = a
	case *column.Text:
		s.converted = read(a, new(column.BoolBuilder), contact.ParseBool)
	}
	s.says = s.converted != nil || len(s.labels) > 0
	return s
}

// of returns the furthest stage that the row's labels name.
func (s *sourceStages) of(row int) stage {
	out := noStage
	for _, text := range s.labels {
		label, ok := given(text, row)
		if !ok {
			continue
		}
		named, ok := s.seen[label]
		if !ok {
			named = labelled(label)
			s.seen[label] = named
		}
		out = further(out, named)
	}
	return out
}

func (s *sourceStages) isConverted(row int) bool {
	return s.converted != nil && s.converted.IsValid(row) && s.converted.Value(row)
}

// stageOf decides how far a lead has got: the furthest of what its events, its
// scores, its own columns and the outcomes show. A lead that a CRM converted is
// an opportunity, until an outcome says that it bought.
func (c *Lifecycle) stageOf(f fit, engagement Points, a activity, asOf int64, source stage, converted bool) stage {
	s := a.stage
	if a.onlySubscription {
		s = subscriber
	}
	if c.MQL.met(f, engagement, a, asOf) {
		s = further(s, mql)
	}
	if converted {
		s = further(s, opportunity)
	}
	return further(s, source)
}

func (m *MQL) met(f fit, engagement Points, a activity, asOf int64) bool {
	if f.known && f.score >= m.Fit && engagement >= m.Engagement {
		return true
	}
	return a.intent.is && asOf-a.intent.at <= microseconds(m.IntentWithin) && (!f.known || f.score >= m.IntentFit)
}

package score

import (
	"context"
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// outcomes are the stages that the outcome files show, by identifier.
type outcomes map[uint64]shown

// shown is a stage, and since when it is known, if that is dated.
type shown struct {
	stage stage
	at    int64
	dated bool
}

// better reports whether a shows a further stage than b or, for the same stage, an earlier date.
func (a shown) better(b shown) bool {
	switch {
	case a.stage != b.stage:
		return further(a.stage, b.stage) == a.stage
	case a.dated != b.dated:
		return a.dated
	}
	return a.at < b.at
}

// The names, folded, that files of deals give to the column that says how a deal went, and to
// the one that says when: contacts have no such column.
var (
	resultHeaders = []string{"dealstage", "dealstatus", "outcome", "result", "stage", "status"}
	closedHeaders = []string{"closeat", "closedat", "closedate", "closeddate", "closedon", "date", "dealclosedate", "wonat", "wondate", "wonon"}
)

// ownColumns returns the columns whose folded names are in a list.
func ownColumns(rows column.Table, folded []string) (names []string) {
	for _, name := range rows.Names() {
		if slices.Contains(folded, contact.NameKey(name)) {
			names = append(names, name)
		}
	}
	return names
}

// closed returns when the deals of some rows were closed.
func closed(rows column.Table) func(row int) (micros int64, ok bool) {
	if at := rows.Column("converted_at"); at != nil {
		return instants(at)
	}
	if names := ownColumns(rows, closedHeaders); len(names) > 0 {
		return instants(rows.Column(names[0]))
	}
	return instants(nil)
}

// readOutcomes reads the outcome files. In a file without any column that says how a deal went,
// such as one of won deals, each row is a sale. A row dated after as_of is not known yet.
func (s *Stage) readOutcomes(ctx context.Context, workers pipeline.Workers) (outcomes, error) {
	out := outcomes{}
	var found []uint64
	for b, err := range s.outcomes.Batches(ctx, workers) {
		if err != nil {
			return nil, err
		}
		s.rejects, s.notes = append(s.rejects, b.Rejects...), append(s.notes, b.Notes...)
		names, says := newIdentifiers(b.Rows, b.Origin, s.known), newSourceStages(b.Rows, ownColumns(b.Rows, resultHeaders)...)
		at := closed(b.Rows)
		for row := range b.Rows.Rows() {
			micros, dated := at(row)
			if dated && micros > s.asOf {
				continue
			}
			stage := customer
			if says.says {
				stage = says.of(row)
				if says.isConverted(row) {
					stage = further(stage, customer)
				}
			}
			found = names.of(row, found[:0])
			for _, identifier := range found {
				if of := (shown{stage, micros, dated}); of.better(out[identifier]) {
					out[identifier] = of
				}
			}
		}
	}
	return out, nil
}

// of returns the furthest stage of a lead.
func (o outcomes) of(identifiers []uint64) shown {
	var best shown
	if len(o) == 0 {
		return best
	}
	for _, identifier := range identifiers {
		if of := o[identifier]; of.stage != noStage && of.better(best) {
			best = of
		}
	}
	return best
}

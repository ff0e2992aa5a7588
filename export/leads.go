package export

import (
	"context"
	"errors"
	"fmt"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/expression"
	"galena/internal/pipeline"
)

// writeLeads writes leads to their table and to the files of `also`.
func (s *Sink) writeLeads(ctx context.Context, workers pipeline.Workers, b pipeline.Batch) error {
	rows := b.Rows
	if s.runID == "" {
		return errors.New("rows came before the run had an id; this is a bug in galena")
	}
	if s.runIDs == nil || s.runIDs.Len() != rows.Rows() {
		s.runIDs = column.Repeat(s.runID, rows.Rows())
	}
	rows = rows.Without(runIDColumn).With(runIDColumn, s.runIDs)
	if err := s.prepare(rows); err != nil {
		return err
	}
	var evidence column.Table
	for _, side := range b.Side {
		if side.Name == consentName {
			evidence = side.Rows
		}
	}
	before, err := s.guard(rows, evidence)
	if err != nil {
		return err
	}
	leads := rows
	if !wantsAll(s.config.Columns) {
		leads = selected(rows, s.config.Columns)
	}
	if err := s.append(ctx, workers, fileName(leadsName, s.config.Format), leads); err != nil {
		return err
	}
	for i := range s.extras {
		some, err := s.extras[i].rows(rows, before)
		if err != nil {
			return err
		}
		if err := s.append(ctx, workers, s.extras[i].name, some); err != nil {
			return err
		}
	}
	return nil
}

// prepare checks the columns of the first leads against the configuration, and those of
// later ones against the first.
func (s *Sink) prepare(rows column.Table) error {
	if s.schema.names != nil {
		if err := s.schema.check(rows); err != nil {
			return fmt.Errorf("leads: %w", err)
		}
		return nil
	}
	s.schema = schemaOf(rows)
	if problems := s.config.Check(expression.Words{Kind: s.schema.kind, Names: s.schema.names}); len(problems) > 0 {
		return problems
	}
	for i := range s.config.Also {
		e, err := newExtra(&s.config.Also[i], s.schema)
		if err != nil {
			return err
		}
		s.extras = append(s.extras, e)
	}
	return nil
}

// selected returns the columns asked for, with run_id last if it is not among them.
func selected(rows column.Table, names []config.Text) column.Table {
	out := column.NewTable(rows.Rows())
	for _, name := range names {
		out = out.With(name.Value, rows.Column(name.Value))
	}
	if !out.Has(runIDColumn) {
		out = out.With(runIDColumn, rows.Column(runIDColumn))
	}
	return out
}

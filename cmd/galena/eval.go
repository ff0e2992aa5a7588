package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/internal/term"
)

func newEval(p *process) *cobra.Command {
	var past pastFlags
	var truth string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "eval --truth FILE",
		Short:   "Measure the leads of the last run against labels",
		GroupID: "understand",
		Long: `Eval compares the crosswalk of the last run with labels. The labels are a CSV
file with a header: the first column is the id of a record, the second the entity
that the record describes. If an id may be in several sources, a column
source_system says which source is meant.

Pairwise figures count pairs of records. Precision is the share of the pairs in
one lead that are in one entity; recall is the share of the pairs in one entity
that are in one lead. B-cubed figures are means over records, so that one large
cluster does not decide alone. A record in no lead counts as a lead of its own.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if truth == "" {
				return usagef("eval needs --truth FILE")
			}
			run, err := past.open(cmd.Context(), p)
			if err != nil {
				return err
			}
			labels, err := readLabels(truth)
			if err != nil {
				return err
			}
			e, err := run.evaluate(cmd.Context(), labels)
			if err != nil {
				return err
			}
			if e.Missing == e.Records {
				return usagef("no record that %s labels is in the run in %s: it must be CSV, of the ids of records first and what they describe second", truth, run.at.name)
			}
			if asJSON {
				return writeJSON(p.stdout, e)
			}
			return writeEvaluation(p.stdout, e)
		},
	}
	past.add(cmd)
	cmd.Flags().StringVar(&truth, "truth", "", "CSV file of labels: record id, entity")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// label says which entity a record describes.
type label struct{ source, id, entity string }

// readLabels reads a file of labels and skips records without an entity.
func readLabels(path string) ([]label, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, codedError{fmt.Errorf("reading the truth: %w", err), exitUsage}
	}
	defer f.Close()
	in := bufio.NewReader(f)
	if mark, _ := in.Peek(3); string(mark) == "\xEF\xBB\xBF" {
		in.Discard(3) //nolint:errcheck // they have been seen
	}
	cells := csv.NewReader(in)
	cells.FieldsPerRecord, cells.LazyQuotes, cells.ReuseRecord = -1, true, true
	head, _ := in.Peek(in.Size())
	cells.Comma = dedupe.DelimiterOf(head)
	header, err := cells.Read()
	if err != nil || len(header) < 2 {
		return nil, usagef("the truth in %s needs a header and at least two columns: record id, entity", path)
	}
	source := slices.Index(header, "source_system")
	if source >= 0 && source < 2 {
		return nil, usagef("the truth in %s must have the record id first and the entity second; source_system stands behind them", path)
	}
	var out []label
	for {
		row, err := cells.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the truth: %s: %w", path, err)
		}
		if len(row) < 2 || row[1] == "" {
			continue
		}
		l := label{id: strings.Clone(row[0]), entity: strings.Clone(row[1])}
		if source >= 0 && source < len(row) {
			l.source = strings.Clone(row[source])
		}
		out = append(out, l)
	}
}

// evaluate finds the leads of labelled records. A label without a source counts
// once for each lead that has a record with its id.
func (r *pastRun) evaluate(ctx context.Context, labels []label) (dedupe.Evaluation, error) {
	type key struct{ source, id string }
	leads := make(map[key][]string, len(labels))
	for _, l := range labels {
		leads[key{l.source, l.id}] = nil
	}
	add := func(k key, lead string) {
		if known, wanted := leads[k]; wanted && !slices.Contains(known, lead) {
			leads[k] = append(known, strings.Clone(lead))
		}
	}
	err := r.each(ctx, "crosswalk", []string{"source_system", "source_record_id", "lead_id"}, func(in rows, i int) {
		lead, source, id := in.cell("lead_id", i), in.cell("source_system", i), in.cell("source_record_id", i)
		add(key{"", id}, lead)
		add(key{source, id}, lead)
	})
	var found, entities []string
	for _, l := range labels {
		in := leads[key{l.source, l.id}]
		if in == nil {
			in = []string{""}
		}
		for _, lead := range in {
			found, entities = append(found, lead), append(entities, l.entity)
		}
	}
	return dedupe.Evaluate(found, entities), err
}

func writeEvaluation(w io.Writer, e dedupe.Evaluation) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tprecision\trecall\tF1\t")
	for _, line := range []struct {
		name string
		dedupe.Agreement
	}{{"pairwise", e.Pairwise}, {"b-cubed", e.BCubed}} {
		fmt.Fprintf(table, "%s\t%.4f\t%.4f\t%.4f\t\n", line.name, line.Precision, line.Recall, line.F1)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s labelled records of %s entities are in %s leads", term.Count(e.Records), term.Count(e.Entities), term.Count(e.Leads))
	if e.Missing > 0 {
		_, err = fmt.Fprintf(w, "; not in the run, and each counted as a lead of its own: %s", term.Count(e.Missing))
	}
	fmt.Fprintln(w)
	return err
}

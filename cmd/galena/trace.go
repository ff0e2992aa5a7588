package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

func newTrace(p *process) *cobra.Command {
	var past pastFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "trace FILE:LINE",
		Short:   "Tell what became of a row of the input",
		GroupID: "understand",
		Long: `Trace tells what became of a row in the last run: whether it was refused and why,
was suppressed or erased, or which record and lead it became, and which columns
of the lead have its values. LINE is the line on which the row begins; in a
Parquet file it is the number of the row. Trace prints no values.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("trace needs one place, FILE:LINE, such as dumps/crm.csv:17")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := past.open(cmd.Context(), p)
			if err != nil {
				return err
			}
			t, err := (&why{process: p, cmd: cmd, run: run}).trace(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return p.print(t, asJSON)
		},
	}
	past.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// traced is what became of a row.
type traced struct {
	RunID   string `json:"run_id"`
	File    string `json:"file"`
	Line    int64  `json:"line"`
	Outcome string `json:"outcome"` // rejected, suppressed, erased, survivor, merged
	// Of a rejected row.
	Stage   string `json:"stage,omitempty"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Of a suppressed one.
	List string `json:"list,omitempty"`
	// Of a record of a lead.
	Record  string   `json:"record,omitempty"`
	Lead    string   `json:"lead_id,omitempty"`
	Columns []string `json:"columns,omitempty"` // columns of the lead whose values come from this record
	Notes   []string `json:"notes,omitempty"`
}

// trace looks the row up in the tables of the run.
func (w *why) trace(ctx context.Context, place string) (*traced, error) {
	at := strings.LastIndexByte(place, ':')
	line, err := strconv.ParseInt(place[at+1:], 10, 64)
	if at < 1 || err != nil || line < 1 {
		return nil, usagef("%q is no place; write FILE:LINE, such as dumps/crm.csv:17", place)
	}
	t := &traced{RunID: w.run.RunID, File: w.run.inputNamed(place[:at]), Line: line}
	for _, look := range []func(context.Context, *traced) error{w.traceReject, w.traceWithheld, w.traceRecord} {
		if err := look(ctx, t); err != nil || t.Outcome != "" {
			return t, err
		}
	}
	for _, in := range w.run.Inputs {
		if in.Path == t.File {
			return nil, usagef("no row of %s begins on line %d; a row of several lines is known by its first", t.File, line)
		}
	}
	var paths []string
	for _, in := range w.run.Inputs {
		paths = append(paths, in.Path)
	}
	if i := slices.IndexFunc(paths, func(path string) bool { return filepath.Base(path) == t.File }); i >= 0 {
		return nil, usagef("%s is no file of the run in %s; did you mean %s?", t.File, w.run.at.name, paths[i])
	}
	return nil, usagef("%s is no file of the run in %s%s", t.File, w.run.at.name, didYouMean("", t.File, paths))
}

// inputNamed returns the path that run.json has for an input, if path is another name
// of it; else path.
func (r *pastRun) inputNamed(path string) string {
	full, err := filepath.Abs(path)
	for _, in := range r.Inputs {
		if other, otherErr := filepath.Abs(in.Path); err == nil && otherErr == nil && full == other {
			return in.Path
		}
	}
	return path
}

// isAt reports whether row i of a table is about the traced place.
func (t *traced) isAt(in rows, i int) bool {
	return in.cell("line", i) == strconv.FormatInt(t.Line, 10) && in.cell("file", i) == t.File
}

func (w *why) traceReject(ctx context.Context, t *traced) error {
	return w.run.each(ctx, "rejects", []string{"file", "line", "stage", "field", "code", "message"}, func(in rows, i int) {
		if t.isAt(in, i) {
			t.Outcome, t.Stage, t.Field = "rejected", in.cell("stage", i), in.cell("field", i)
			t.Code, t.Message = in.cell("code", i), in.cell("message", i)
		}
	})
}

func (w *why) traceWithheld(ctx context.Context, t *traced) error {
	return w.run.each(ctx, "withheld", nil, func(in rows, i int) {
		if t.isAt(in, i) {
			t.Outcome, t.List = in.cell("why", i), in.cell("list", i)
		}
	})
}

func (w *why) traceRecord(ctx context.Context, t *traced) error {
	columns := []string{"file", "line", "source_system", "source_record_id", "lead_id", "survivor"}
	err := w.run.each(ctx, "crosswalk", columns, func(in rows, i int) {
		if t.isAt(in, i) {
			t.Record, t.Lead = in.cell("source_system", i)+":"+in.cell("source_record_id", i), in.cell("lead_id", i)
			t.Outcome = "merged"
			if in.cell("survivor", i) == "true" {
				t.Outcome = "survivor"
			}
		}
	})
	if err != nil || t.Lead == "" {
		return err
	}
	answer, err := w.lead(ctx, t.Lead)
	if err != nil {
		return err
	}
	t.Notes = answer.Notes
	for _, value := range answer.Values {
		if value.From.File == t.File && value.From.Line == t.Line {
			t.Columns = append(t.Columns, value.Column)
		}
	}
	return nil
}

// write implements answer.
func (t *traced) write(to io.Writer) error {
	w := &screen{to: to}
	w.printf("%s:%d in run %s: ", t.File, t.Line, t.RunID)
	switch t.Outcome {
	case "rejected":
		w.printf("refused by %s\n  %s", t.Stage, t.Code)
		if t.Field != "" {
			w.printf(" in %s", t.Field)
		}
		w.printf(": %s\n", t.Message)
	case "suppressed":
		w.printf("kept out of the output by the list %s (process: never)\n", t.List)
	case "erased":
		w.printf("left out: the person asked to be forgotten\n")
	default:
		w.printf("record %s of lead %s", plain(t.Record), t.Lead)
		if t.Outcome == "survivor" {
			w.printf(", which is based on it\n")
		} else {
			w.printf(", merged into another record\n")
		}
		w.notes(t.Notes)
		if len(t.Columns) > 0 {
			w.printf("  its values are in: %s\n", strings.Join(t.Columns, ", "))
		}
		w.printf("  galena why %s tells the rest\n", t.Lead)
	}
	return w.err
}

package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"galena/dedupe"
	"galena/internal/contact"
)

// member is a row of the crosswalk: a record and the lead it belongs to.
type member struct {
	dedupe.Record
	Lead        string  `json:"lead_id"`
	Probability float64 `json:"match_probability"` // of the record's strongest join
	Survivor    bool    `json:"survivor"`          // the lead is based on this record
}

func (m member) name() string { return m.Source + ":" + m.ID }

// current returns the arguments with each lead id that was merged away replaced by
// the id of the lead it was merged into.
func (r *pastRun) current(ctx context.Context, args []string) ([]string, error) {
	args = slices.Clone(args)
	err := r.each(ctx, dedupe.TableRedirects, []string{"retired_id", "lead_id"}, func(in rows, i int) {
		if at := slices.Index(args, in.cell("retired_id", i)); at >= 0 {
			args[at] = in.cell("lead_id", i)
		}
	})
	return args, err
}

// leadsByEmail returns the arguments with e-mail addresses replaced by the leads that
// have them. If several leads have an address, the error names them.
func (r *pastRun) leadsByEmail(ctx context.Context, args []string) ([]string, error) {
	args = slices.Clone(args)
	for i, arg := range args {
		email, problem := contact.ParseEmail(arg)
		if problem != "" {
			continue
		}
		var leads []string
		err := r.each(ctx, "leads", []string{"lead_id", "email", "emails_other"}, func(in rows, row int) {
			listed := append(strings.Split(in.cell("emails_other", row), contact.ListSeparator), in.cell("email", row))
			if slices.ContainsFunc(listed, func(address string) bool { return strings.EqualFold(address, email.Address) }) {
				leads = append(leads, in.cell("lead_id", row))
			}
		})
		switch {
		case err != nil:
			return nil, err
		case len(leads) > 1:
			return nil, usagef("several leads have the address of argument %d: %s", i+1, strings.Join(leads, ", "))
		case len(leads) == 1:
			args[i] = leads[0]
		}
	}
	return args, nil
}

// members returns the rows of the crosswalk for which wanted is true.
func (r *pastRun) members(ctx context.Context, wanted func(source, id, lead string) bool) ([]member, error) {
	var out []member
	columns := []string{"source_system", "source_record_id", "file", "line", "lead_id", "match_probability", "survivor"}
	err := r.each(ctx, "crosswalk", columns, func(in rows, i int) {
		source, id, lead := in.cell("source_system", i), in.cell("source_record_id", i), in.cell("lead_id", i)
		if !wanted(source, id, lead) {
			return
		}
		m := member{Record: dedupe.Record{Source: source, ID: id}, Lead: lead, Survivor: in.cell("survivor", i) == "true"}
		m.File = in.cell("file", i)
		m.Line, _ = strconv.ParseInt(in.cell("line", i), 10, 64)
		m.Probability, _ = strconv.ParseFloat(in.cell("match_probability", i), 64)
		out = append(out, m)
	})
	return out, err
}

package enrich

import (
	"fmt"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/expression"
	"galena/internal/pipeline"
)

// jobs returns the leads to ask the provider about, in order. If requests need a column that is
// missing, it returns none, and adds a note to the batch on how many leads it would have asked about.
func (p *providerStep) jobs(b *pipeline.Batch, votes ballots) ([]job, config.Problems) {
	rows := b.Rows
	eligible, problems := p.eligible(rows)
	needs, missing := map[string]*column.Text{}, ""
	for _, name := range p.template.columns {
		if values := rows.Column(name); values != nil {
			needs[name] = column.AsText(values)
		} else if lacks := p.lacks(name, rows.Names()); lacks != nil {
			problems = append(problems, lacks...)
		} else if missing == "" {
			missing = name
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	// An answer fetched in this run is dated as_of.
	mayWin := wins(p.OnConflict, func(int) int64 { return p.asOf.UnixMicro() }, b.Keys.Changed)
	var jobs []job
	unasked := int64(0)
	for row := range rows.Rows() {
		if !eligible(row) {
			continue
		}
		wanted, any := p.wanted(rows, row, votes, mayWin)
		if !any {
			continue
		}
		if missing != "" {
			unasked++
			continue
		}
		if slices.ContainsFunc(p.template.columns, func(name string) bool { return cell(needs[name], row) == "" }) {
			continue
		}
		jobs = append(jobs, job{row: row, wanted: wanted, request: p.template.of(func(name string) string { return cell(needs[name], row) })})
	}
	if unasked > 0 {
		b.Notes = append(b.Notes, pipeline.Note{Stage: stageName, Field: missing, Code: codeColumn, Count: unasked})
	}
	return jobs, nil
}

// lacks returns the mistake of a request that needs a column which no lead has. It is none if
// contacts may have that column.
func (p *providerStep) lacks(name string, known []string) config.Problems {
	if mayBe(name) {
		return nil
	}
	for _, text := range []config.Text{p.URL, p.Body} {
		if at := strings.Index(text.Value, "{"+name+"}"); at >= 0 {
			problem := text.Unknown(at, "column", name, known)
			problem.Message = fmt.Sprintf("the provider %s asks by {%s}, and there is no column %q", p.Name, name, name)
			return config.Problems{problem}
		}
	}
	return nil
}

// mayBe reports whether leads that lack a column here may have it elsewhere: one that contacts
// commonly have, or that is derived.
func mayBe(name string) bool {
	_, canonical := contact.ColumnByName(name)
	return canonical || contact.IsDerived(name)
}

// eligible returns which leads the provider may be told about at all.
func (p *providerStep) eligible(rows column.Table) (func(row int) bool, config.Problems) {
	refused := refusals(rows)
	var where *expression.Mask
	if p.Where.Value != "" {
		program, err := expression.CompileText(p.Where, expression.Words{Names: rows.Names(), Kind: func(name string) (column.Kind, bool) {
			if values := rows.Column(name); values != nil {
				return column.KindOf(values), true
			}
			return column.KindText, false
		}})
		if err != nil {
			return nil, config.Problems{err.(config.Problem)}
		}
		mask := program.Where(rows)
		where = &mask
	}
	tiers := rows.Text("tier")
	return func(row int) bool {
		return !refused(row) && (where == nil || where.IsTrue(row)) && (len(p.Tiers) == 0 || slices.Contains(p.Tiers, cell(tiers, row)))
	}, nil
}

// wanted returns which fields to ask for: those that the lead lacks, or whose value may give
// way as mayWin says, as long as the provider's answer can still fill them or count as a vote.
func (p *providerStep) wanted(rows column.Table, row int, votes ballots, mayWin func(row int) bool) (wanted []bool, any bool) {
	wanted = make([]bool, len(p.Take))
	for i, entry := range p.Take {
		given := rows.Column(entry.Key)
		gives := unlessFixed(entry.Key, mayWin)
		wanted[i] = (given == nil || !says(given, row) || gives != nil && gives(row)) &&
			votes.isOpen(place{entry.Key, row}, p.budget.quorum(entry.Key), p.left[i])
		any = any || wanted[i]
	}
	return wanted, any
}

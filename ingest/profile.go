package ingest

import (
	"cmp"
	"context"
	"slices"

	"galena/ingest/delimited"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/memo"
	"galena/internal/pipeline"
)

// Profile describes a file and each of its columns as they are in the file.
type Profile struct {
	Path     string             `json:"path"`
	Source   string             `json:"source_system"`
	Format   Format             `json:"format"`
	Dialect  *delimited.Dialect `json:"dialect,omitempty"`
	Size     int64              `json:"size"` // bytes on disk
	Rows     int64              `json:"rows"` // refused ones included
	Rejected int64              `json:"rejected"`
	Rejects  []Trouble          `json:"rejects,omitempty"` // by code
	Notes    []Trouble          `json:"notes,omitempty"`   // on rows that were repaired, by code
	Implied  []Implied          `json:"implied,omitempty"`
	Warnings []string           `json:"warnings,omitempty"`
	Columns  []ColumnProfile    `json:"columns"`
}

// ColumnProfile describes a column. Only Values holds contents of cells.
type ColumnProfile struct {
	Column
	Suggestions []Suggestion `json:"suggestions,omitempty"` // for a column that nobody mapped
	Kind        string       `json:"kind"`                  // what its name means, else what its values look like
	Filled      int64        `json:"filled"`                // rows with a value; words for null do not count
	Fill        float64      `json:"fill"`                  // share of the rows that were not refused
	Distinct    int64        `json:"distinct"`
	Exact       bool         `json:"distinct_exact"` // else Distinct is within about 1 %
	Shortest    int          `json:"shortest"`       // characters
	Longest     int          `json:"longest"`
	Patterns    []Frequent   `json:"patterns"`         // the five most frequent; see patternOf
	Values      []Frequent   `json:"values,omitempty"` // the five most frequent, if asked for
	Problems    []Trouble    `json:"problems,omitempty"`
}

// Frequent is a text and the number of rows with it.
type Frequent struct {
	Text  string `json:"text"`
	Count int64  `json:"count"`
}

// Trouble counts one kind of irregularity, by its stable code.
type Trouble struct {
	Code      string `json:"code"`
	Count     int64  `json:"count"`
	FirstLine int64  `json:"first_line"`
}

// Profile reads the files, as Unmapped does, and describes each. The result contains values
// of cells only if withValues is set.
func (s *Source) Profile(ctx context.Context, workers pipeline.Workers, withValues bool) ([]Profile, error) {
	profilers := make([]*profiler, len(s.inputs))
	for i, in := range s.inputs {
		profilers[i] = newProfiler(in.file.Country, in.summary.Mapping, in.options.Vocabulary, withValues)
	}
	for b, err := range s.Unmapped(ctx, workers) {
		if err != nil {
			return nil, err
		}
		if err := profilers[b.Origin.File.Index].add(ctx, workers, b); err != nil {
			return nil, err
		}
	}
	profiles := make([]Profile, len(s.inputs))
	for i, file := range s.Files() {
		profiles[i] = profilers[i].profile(file)
	}
	return profiles, nil
}

// profiler gathers the profile of a file, one batch at a time.
type profiler struct {
	vocabulary     Vocabulary
	withValues     bool
	home           string // country of numbers without a country code
	country        string // header of the column of countries
	countryCode    *memo.Memo[string]
	columns        []*columnProfiler
	byHeader       map[string]*columnProfiler
	rejects, notes troubles
	rows           int64 // not refused
}

func newProfiler(home string, m Mapping, v Vocabulary, withValues bool) *profiler {
	p := &profiler{
		home: home, vocabulary: v, withValues: withValues, byHeader: map[string]*columnProfiler{},
		rejects: troubles{}, notes: troubles{},
		countryCode: memo.New(func(country string) string { code, _ := contact.CountryCode(country); return code }),
	}
	for _, c := range m.Columns {
		p.addColumn(c)
		if c.Name == "country" && p.country == "" {
			p.country = c.Header
		}
	}
	return p
}

func (p *profiler) addColumn(c Column) *columnProfiler {
	made := newColumnProfiler(c, p.withValues)
	p.columns, p.byHeader[c.Header] = append(p.columns, made), made
	return made
}

// add takes the rows of a batch, and processes the columns in parallel.
func (p *profiler) add(ctx context.Context, workers pipeline.Workers, b pipeline.Batch) error {
	for _, r := range b.Rejects {
		p.rejects.add(r.Code, 1, r.Line)
	}
	for _, n := range b.Notes {
		p.notes.add(n.Code, n.Count, n.FirstLine)
	}
	p.rows += int64(b.Rows.Rows())
	names := b.Rows.Names()
	of := make([]*columnProfiler, len(names))
	for i, header := range names {
		if of[i] = p.byHeader[header]; of[i] == nil {
			of[i] = p.addColumn(Column{Header: header, Name: header, Why: WhyOwn})
		}
	}
	countries := p.countries(b.Rows)
	return workers.Each(ctx, len(names), func(_ context.Context, i int) error {
		of[i].add(b.Rows.At(i), b.Origin.Lines, countries)
		return nil
	})
}

// countries returns the country code of each row, or nil if the file has no countries.
func (p *profiler) countries(rows column.Table) []string {
	values := rows.Column(p.country)
	named := p.country != "" && values != nil
	if !named && p.home == "" {
		return nil
	}
	codes := make([]string, rows.Rows())
	for i := range codes {
		codes[i] = p.home
	}
	if named {
		text := column.AsText(values)
		for i := range codes {
			if code := p.countryCode.Get(text.Value(i)); code != "" {
				codes[i] = code
			}
		}
	}
	return codes
}

func (p *profiler) profile(file File) Profile {
	out := Profile{
		Path: file.Path, Source: file.Source, Format: file.Format, Dialect: file.Dialect, Size: file.Size,
		Rows: file.Rows, Rejected: file.Rejected, Rejects: p.rejects.sorted(), Notes: p.notes.sorted(),
		Implied: file.Mapping.Implied, Warnings: file.Mapping.Warnings,
	}
	for _, c := range p.columns {
		described := c.profile(p.rows)
		if !c.column.Canonical() {
			described.Suggestions = p.vocabulary.SuggestFor(c.column.Header, file.Mapping)
		}
		out.Columns = append(out.Columns, described)
	}
	return out
}

// troubles counts irregularities by code.
type troubles map[string]Trouble

func (t troubles) add(code string, count, line int64) {
	old, ok := t[code]
	if ok {
		line = min(line, old.FirstLine)
	}
	t[code] = Trouble{code, old.Count + count, line}
}

// sorted returns the troubles, most frequent first.
func (t troubles) sorted() []Trouble {
	var out []Trouble
	for _, trouble := range t {
		out = append(out, trouble)
	}
	slices.SortFunc(out, func(a, b Trouble) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
	})
	return out
}

package ingest

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"galena/internal/column"
)

// columnProfiler gathers the profile of a column.
type columnProfiler struct {
	column   Column
	typed    string // kind of a column that is typed in the file
	filled   int64
	shortest int
	longest  int
	distinct distinct
	patterns frequencies
	values   frequencies // nil unless values may be shown
	guess    guess
	checks   checks
	buffer   []byte
}

func newColumnProfiler(c Column, withValues bool) *columnProfiler {
	p := &columnProfiler{column: c, distinct: newDistinct(), patterns: frequencies{}, checks: newChecks(c)}
	if withValues {
		p.values = frequencies{}
	}
	return p
}

// add takes the values of a batch. countries holds the country code of each row, or is nil.
func (p *columnProfiler) add(values column.Array, lines []int64, countries []string) {
	if kind := column.KindOf(values); kind != column.KindText {
		p.typed = kind.String()
	}
	text := column.AsText(values)
	for i := range text.Len() {
		if text.ValueLen(i) == 0 {
			continue
		}
		country := ""
		if countries != nil {
			country = countries[i]
		}
		p.value(text.Value(i), lines[i], country)
	}
}

// value takes one value. It does not keep the string, which is in the buffer of the batch.
func (p *columnProfiler) value(cell string, line int64, country string) {
	value := cell
	if untidy(cell) {
		if value = trim(cell); len(value) != len(cell) {
			p.checks.problems.add("white_space", 1, line)
		}
		if value == "" || isNullWord(value) {
			p.checks.problems.add("null_word", 1, line)
			return
		}
	}
	length := utf8.RuneCountInString(value)
	if p.filled++; p.filled == 1 {
		p.shortest = length
	}
	p.shortest, p.longest = min(p.shortest, length), max(p.longest, length)
	p.distinct.add(value)
	p.buffer = appendPattern(p.buffer[:0], value)
	p.patterns.add(p.buffer)
	if p.values != nil {
		p.values.add(append(p.buffer[:0], value...))
	}
	p.guess.add(value)
	p.checks.check(value, line, country)
}

// topShown is how many of the most frequent texts a profile shows.
const topShown = 5

func (p *columnProfiler) profile(rows int64) ColumnProfile {
	p.checks.finish()
	out := ColumnProfile{
		Column: p.column, Filled: p.filled, Shortest: p.shortest, Longest: p.longest,
		Patterns: p.patterns.top(topShown), Values: p.values.top(topShown), Problems: p.checks.problems.sorted(),
	}
	if rows > 0 {
		out.Fill = float64(p.filled) / float64(rows)
	}
	out.Distinct, out.Exact = p.distinct.count()
	out.Distinct = min(out.Distinct, p.filled)
	switch {
	case p.column.Canonical():
		out.Kind = string(p.column.kind)
	case p.typed != "":
		out.Kind = p.typed
	default:
		out.Kind = p.guess.kind(p.filled, out.Distinct)
	}
	return out
}

// frequencies counts texts. When it is full it learns no new ones: frequent texts have
// occurred by then.
type frequencies map[string]*int64

const maxFrequencies = 20_000

func (f frequencies) add(text []byte) {
	if count, ok := f[string(text)]; ok {
		*count++
	} else if len(f) < maxFrequencies {
		count := int64(1)
		f[string(text)] = &count
	}
}

// top returns the n most frequent texts; equally frequent ones are sorted by their bytes.
func (f frequencies) top(n int) []Frequent {
	var all []Frequent
	for text, count := range f {
		all = append(all, Frequent{text, *count})
	}
	slices.SortFunc(all, func(a, b Frequent) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	return all[:min(n, len(all))]
}

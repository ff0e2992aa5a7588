package ingest

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// isFooter reports whether a cell begins like the lines below a report: who made it, when,
// and whose it is.
func isFooter(label string) bool {
	if len(label) < len("printed by x") {
		return false
	}
	folded := strings.ToLower(strings.TrimSpace(label))
	return slices.ContainsFunc(footerWords(), func(word string) bool {
		rest, ok := strings.CutPrefix(folded, word)
		return ok && (rest == "" || strings.IndexByte(" :.-,", rest[0]) >= 0)
	})
}

func emptyBeside(cells []*column.Text, row int) bool {
	return !slices.ContainsFunc(cells, func(text *column.Text) bool { return text.ValueLen(row) > 0 })
}

// codeFooter is the code of the note on lines below a report.
const codeFooter = "row_footer"

// withoutFooters removes what surrounds the footers that shape has found in a file: the
// title in the row above the first of them, and the rows below it. Only rows with a single
// cell are removed, which may be a name but cannot reach anybody. Batches must come in
// order. Each is held back until the next one is there, so that what is removed does not
// depend on where batches end.
func (s *shaper) withoutFooters(batches pipeline.Stream) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		var held *pipeline.Batch
		below := int64(0) // the line of the first footer
		for b, err := range batches {
			if err != nil {
				if held == nil || yield(*held, nil) {
					yield(b, err)
				}
				return
			}
			if below == 0 {
				below = footerLine(b)
				title := &b
				if held != nil && (b.Rows.Rows() == 0 || b.Origin.Lines[0] > below) {
					title = held
				}
				if below > 0 {
					s.dropTitle(title, below)
				}
			}
			if below > 0 {
				s.dropLone(&b, func(line int64) bool { return line > below })
			}
			if held != nil && !yield(*held, nil) {
				return
			}
			held = &b
		}
		if held != nil {
			yield(*held, nil)
		}
	}
}

// footerLine returns the line of the first footer in a batch, or 0.
func footerLine(b pipeline.Batch) int64 {
	i := slices.IndexFunc(b.Notes, func(n pipeline.Note) bool { return n.Code == codeFooter })
	if i < 0 {
		return 0
	}
	return b.Notes[i].FirstLine
}

// dropTitle removes the last row above a line, if it has a single cell.
func (s *shaper) dropTitle(b *pipeline.Batch, below int64) {
	above, _ := slices.BinarySearch(b.Origin.Lines, below)
	if above > 0 {
		title := b.Origin.Lines[above-1]
		s.dropLone(b, func(line int64) bool { return line == title })
	}
}

// dropLone removes the rows with a single cell on lines for which at holds.
func (s *shaper) dropLone(b *pipeline.Batch, at func(line int64) bool) {
	var kept []column.Ref
	var lines []int64
	first := int64(0)
	for row, line := range b.Origin.Lines {
		if at(line) && s.isLone(b.Rows, row) {
			if first == 0 {
				first = line
			}
			continue
		}
		kept, lines = append(kept, column.Ref{Row: uint32(row)}), append(lines, line)
	}
	dropped := int64(len(b.Origin.Lines) - len(lines))
	if dropped == 0 {
		return
	}
	b.Rows, b.Origin.Lines = column.TakeRows([]column.Table{b.Rows}, kept), lines
	b.Read -= dropped
	b.Notes = append(b.Notes, pipeline.Note{Stage: stage, File: b.Origin.File.Path, Code: codeFooter, Count: dropped, FirstLine: first})
}

// isLone reports whether a row has only one value, besides those given to every row, and
// one by which nobody can be reached.
func (s *shaper) isLone(rows column.Table, row int) bool {
	filled := 0
	for i, name := range rows.Names() {
		text, ok := rows.At(i).(*column.Text)
		if ok && text.ValueLen(row) == 0 || s.gives(name) {
			continue
		}
		if filled++; !ok || filled > 1 || mayReach(text.Value(row)) {
			return false
		}
	}
	return true
}

// gives reports whether a column may get values from elsewhere than the cells of the row.
func (s *shaper) gives(name string) bool {
	_, given := s.file.Defaults[name]
	return given || name == recordID || slices.ContainsFunc(s.mapping.Implied, func(implied Implied) bool { return implied.Name == name })
}

// mayReach reports whether a value may be an address or a number.
func mayReach(value string) bool {
	digits := 0
	for i := range len(value) {
		if value[i] == '@' {
			return true
		}
		if value[i] >= '0' && value[i] <= '9' {
			digits++
		}
	}
	return digits > 4
}

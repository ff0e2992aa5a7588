package ingest

import (
	"slices"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// withoutBlank removes rows that hold no record: rows without a value, such as the lines of
// bare delimiters that spreadsheets leave below a table, lines of totals and of who made a
// report, and repeated headers. Like blank lines, they are skipped. read are the rows
// before they were shaped; the same rows are removed from both.
func (s *shaper) withoutBlank(b pipeline.Batch, read, shaped column.Table) (_ pipeline.Batch, _, _ column.Table) {
	blank := blankRows(shaped)
	if len(blank) > 0 {
		b.Notes = append(b.Notes, pipeline.Note{Code: "row_blank", Count: int64(len(blank)), FirstLine: b.Origin.Lines[blank[0]]})
	}
	if s.withID { // the rows are contacts
		totals, footers := rowsBelow(read, s.columnOf)
		if len(totals) > 0 {
			b.Notes = append(b.Notes, pipeline.Note{Code: "row_total", Count: int64(len(totals)), FirstLine: b.Origin.Lines[totals[0]]})
		}
		if len(footers) > 0 {
			b.Notes = append(b.Notes, pipeline.Note{Code: codeFooter, Count: int64(len(footers)), FirstLine: b.Origin.Lines[footers[0]]})
		}
		labels := s.labelRows(read, b.Origin.Lines)
		if len(labels) > 0 {
			b.Notes = append(b.Notes, pipeline.Note{Code: "row_label", Count: int64(len(labels)), FirstLine: b.Origin.Lines[labels[0]]})
		}
		blank = slices.Sorted(slices.Values(slices.Concat(blank, totals, footers, labels)))
	}
	if len(blank) == 0 {
		return b, read, shaped
	}
	b.Read -= int64(len(blank))
	var kept []column.Ref
	var lines []int64
	for row, line := range b.Origin.Lines {
		if len(blank) > 0 && blank[0] == row {
			blank = blank[1:]
			continue
		}
		kept, lines = append(kept, column.Ref{Row: uint32(row)}), append(lines, line)
	}
	b.Origin.Lines = lines
	return b, column.TakeRows([]column.Table{read}, kept), column.TakeRows([]column.Table{shaped}, kept)
}

// blankRows returns the rows in which every column is null or an empty string.
func blankRows(rows column.Table) []int {
	var blank []int
	for i := range rows.Names() {
		empty := emptyIn(rows.At(i))
		if i == 0 {
			for row := range rows.Rows() {
				if empty(row) {
					blank = append(blank, row)
				}
			}
		} else {
			blank = slices.DeleteFunc(blank, func(row int) bool { return !empty(row) })
		}
		if len(blank) == 0 { // so it is with the first column of most tables
			return nil
		}
	}
	return blank
}

func emptyIn(values column.Array) func(row int) bool {
	if text, ok := values.(*column.Text); ok {
		return func(row int) bool { return text.IsNull(row) || text.ValueLen(row) == 0 }
	}
	return values.IsNull
}

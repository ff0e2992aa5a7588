package ingest

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// lastLabelLine is the last line of a file that may be a second row of headers.
const lastLabelLine = 10

// labelRows returns the rows that repeat, in other words or another language, what the
// columns mean: at least two cells are headers of the known columns that they are in, and
// no known column has any other value there. The labels of Qualtrics are such a row, and so
// is the row of question ids below them. lines are the lines that the rows begin on.
func (s *shaper) labelRows(read column.Table, lines []int64) (rows []int) {
	for row, line := range lines {
		if line > lastLabelLine {
			break
		}
		if s.isLabelRow(read, row) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (s *shaper) isLabelRow(read column.Table, row int) bool {
	labels, ids, filled := 0, 0, 0
	for i, header := range read.Names() {
		text, ok := read.At(i).(*column.Text)
		if !ok {
			return false
		}
		cell := text.Value(row)
		if cell == "" {
			continue
		}
		filled++
		if strings.HasPrefix(cell, `{"ImportId":`) {
			ids++
		}
		c := s.columnOf(header)
		if !c.Canonical() {
			continue
		}
		switch meaning, known := s.headerIn(cell); {
		case !known:
			labels = -len(read.Names()) // the cell is a value
		case meaning == c.Name:
			labels++
		}
	}
	return labels >= 2 || filled >= 2 && ids == filled
}

// headerIn returns the column that a cell would be the header of.
func (s *shaper) headerIn(cell string) (meaning string, known bool) {
	if strings.ContainsAny(cell, "@0123456789") || contact.NameKey(cell) == "" {
		return "", false
	}
	e, known := s.lookup(cell)
	return e.column, known
}

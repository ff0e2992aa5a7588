// Package columntest writes tables as literals and reads them, for tests:
//
//	email           | first_name
//	ada@example.com | Ada
//	∅               | Grace
package columntest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
)

// Null is a null in a literal; an empty cell is an empty string.
const Null = "∅"

// Table reads a literal: a line of names, then a line of cells per row, separated by
// bars. All columns are text.
func Table(literal string) column.Table {
	var names []string
	var rows [][]string
	for line := range strings.Lines(literal) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := strings.Split(line, "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		if names == nil {
			names = cells
		} else {
			rows = append(rows, cells)
		}
	}
	return New(names, rows)
}

// New returns a table of text with the given rows.
func New(names []string, rows [][]string) column.Table {
	t := column.NewTable(len(rows))
	for i, name := range names {
		var values column.TextBuilder
		for _, cells := range rows {
			if cells[i] == Null {
				values.AppendNull()
			} else {
				values.Append(cells[i])
			}
		}
		t = t.With(name, values.Finish())
	}
	return t
}

// Show writes the named columns of a table, or all, as a literal.
func Show(t column.Table, names ...string) string {
	if len(names) == 0 {
		names = t.Names()
	}
	var out strings.Builder
	out.WriteString(strings.Join(names, " | ") + "\n")
	for row := range t.Rows() {
		out.WriteString(strings.Join(Cells(t, row, names), " | ") + "\n")
	}
	return out.String()
}

// Cells returns the named cells of a row as Show writes them.
func Cells(t column.Table, row int, names []string) []string {
	cells := make([]string, len(names))
	for i, name := range names {
		switch values := t.Column(name); {
		case values == nil:
			cells[i] = "no column"
		case values.IsNull(row):
			cells[i] = Null
		default:
			cells[i] = string(column.AppendValue(nil, values, row))
		}
	}
	return cells
}

// Same compares a table with a literal, whose first line names the columns to compare.
func Same(t testing.TB, got column.Table, literal string) {
	t.Helper()
	want := Table(literal)
	if diff := cmp.Diff(Show(want), Show(got, want.Names()...)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package report

import (
	"slices"
	"strconv"
)

// bar is a count and its name. In a chart of width 100 it also has a start and a width.
type bar struct {
	Label string
	Count int64
	Text  string // what stands beside it, if not the count
	Note  string // what stands below its name
	X     float64
	Width float64
}

// share returns a part in percent, rounded to one decimal, so that every machine writes
// the same.
func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part*1000/whole) / 10
}

func percent(part, whole int64) string {
	return strconv.FormatFloat(share(part, whole), 'f', 1, 64) + "%"
}

// words returns the counts of some names, without names that do not occur.
func words(counts map[string]int64, names ...string) (out []bar) {
	for _, name := range names {
		if n := counts[name]; n > 0 {
			out = append(out, bar{Label: name, Count: n})
		}
	}
	return out
}

// stacked lays bars end to end, 100 wide in all.
func stacked(bars []bar) []bar {
	var whole, before int64
	for _, b := range bars {
		whole += b.Count
	}
	for i := range bars {
		b := &bars[i]
		b.X = share(before, whole)
		before += b.Count
		b.Width, b.Text = share(before, whole)-b.X, percent(b.Count, whole)
	}
	return bars
}

// scaled makes the longest bar 100 wide.
func scaled(bars []bar) []bar {
	longest := int64(0)
	for _, b := range bars {
		longest = max(longest, b.Count)
	}
	for i := range bars {
		bars[i].Width = share(bars[i].Count, longest)
	}
	return bars
}

// gradeRow is a letter of fit, with its leads by digit of engagement.
type gradeRow struct {
	Letter string
	Cells  []gradeCell
}

// gradeCell is a grade; Heat is from 0 to 100.
type gradeCell struct {
	Grade string
	Count int64
	Heat  float64
}

// gradeRows returns the grades as a grid, or nothing if fit or engagement is unknown for
// all leads.
func gradeRows(counts map[string]int64) (out []gradeRow) {
	most, some := int64(0), false
	for grade, n := range counts {
		most, some = max(most, n), some || len(grade) == 2
	}
	if !some {
		return nil
	}
	for _, letter := range []string{"A", "B", "C", "D", ""} {
		row, sum := gradeRow{Letter: letter}, int64(0)
		for _, digit := range []string{"1", "2", "3", "4", ""} {
			n := counts[letter+digit]
			sum += n
			row.Cells = append(row.Cells, gradeCell{letter + digit, n, share(n, most)})
		}
		if letter != "" || sum > 0 {
			out = append(out, row)
		}
	}
	return withoutEmptyColumn(out)
}

// withoutEmptyColumn drops the cells of unknown engagement if they hold no leads.
func withoutEmptyColumn(rows []gradeRow) []gradeRow {
	last := len(rows[0].Cells) - 1
	if slices.ContainsFunc(rows, func(r gradeRow) bool { return r.Cells[last].Count > 0 }) {
		return rows
	}
	for i := range rows {
		rows[i].Cells = rows[i].Cells[:last]
	}
	return rows
}

// sizes returns the number of leads by number of records: 1, 2 ... and many.
func sizes(counts map[string]int64) []bar {
	var names []string
	for n := 1; n < manyRecords; n++ {
		names = append(names, strconv.Itoa(n))
	}
	return scaled(words(counts, append(names, recordsWord(manyRecords))...))
}

package dedupe

import (
	"iter"
	"strings"
	"time"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/memo"
	"galena/internal/pipeline"
)

// days returns, for each file, a function that brings the dates of a column into
// one form, YYYY-MM-DD, so that 02/28/1990 and 1990-02-28 are one day. Which of two
// numbers is the month is said by the config, else by the other dates in the file's
// column. A year of two digits is read as spreadsheets do. A date that may be two
// days stays as it is, folded, and so does a value with digits that is no day.
// Words are dropped, as are days that people write where they know none.
func (s *store) days(name string) func(*pipeline.File) func(string) string {
	readers := map[*pipeline.File]func(string) string{}
	return func(file *pipeline.File) func(string) string {
		if readers[file] == nil {
			order := s.dates
			if order == contact.OrderUnknown {
				order = contact.OrderOf(s.cells(name, file))
			}
			fold := folding()
			readers[file] = memo.New(func(cell string) string {
				micros, _, problem := contact.ParseTime(cell, order)
				if short, ok := contact.ParseShortYear(cell, order); ok && problem != "" {
					micros, problem = short, ""
				}
				if problem != "" {
					return withDigits(fold(cell))
				}
				return realDay(time.UnixMicro(micros).UTC().Format(time.DateOnly))
			}).Get
		}
		return readers[file]
	}
}

// cells yields the values of a file's column that are not empty.
func (s *store) cells(name string, file *pipeline.File) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, t := range s.tables {
			values := t.Column(name)
			if values == nil || s.origins[i].File != file {
				continue
			}
			text := column.AsText(values)
			for row := range text.Len() {
				if value := text.Value(row); !text.IsNull(row) && strings.TrimSpace(value) != "" && !yield(value) {
					return
				}
			}
		}
	}
}

// withDigits drops words, such as "unknown", where a date belongs.
func withDigits(cell string) string {
	if strings.ContainsAny(cell, "0123456789") {
		return cell
	}
	return ""
}

// realDay drops the days that systems and people write where they know none.
func realDay(day string) string {
	switch day {
	case "0001-01-01", "1111-11-11", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-12-31":
		return ""
	}
	return day
}

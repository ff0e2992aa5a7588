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
// one form, YYYY-MM-DD, so that 02/28/1990 and 1990-02-28 are one day. Which of
// two numbers is the month the config says, else the other dates of the file's
// column; a date that may be two days stays as it is, folded, and so does what is
// no day.
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
				if problem != "" {
					return fold(cell)
				}
				return time.UnixMicro(micros).UTC().Format(time.DateOnly)
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

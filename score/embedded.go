package score

import (
	"iter"
	"strings"
)

// tableLines yields the cells of the lines of an embedded table, without the
// comments.
func tableLines(table string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

package contact

import (
	"iter"
	"strings"
)

// dataLines yields the lines of an embedded table, without the comments (#) and
// the empty lines.
func dataLines(table string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}

// wordSet reads a table of one word a line.
func wordSet(table string) map[string]bool {
	set := make(map[string]bool)
	for line := range dataLines(table) {
		set[line] = true
	}
	return set
}

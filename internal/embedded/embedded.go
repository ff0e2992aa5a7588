// Package embedded reads the tables that are compiled into the program: text with one
// entry per line, cells separated by tabs, and comments after #.
package embedded

import (
	"iter"
	"strings"
)

// Lines yields the lines of a table without comments and empty lines.
func Lines(table string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimRight(line, "\r\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// Rows yields the cells of those lines.
func Rows(table string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range Lines(table) {
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

// Set returns the lines of a table as a set.
func Set(table string) map[string]bool {
	set := map[string]bool{}
	for line := range Lines(table) {
		set[line] = true
	}
	return set
}

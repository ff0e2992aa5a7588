package delimited

import (
	"slices"
	"strings"
)

// groupsColumns reports whether a record is above the one that names the columns and names
// groups of them, as merged cells do ("Contact | | Address | |"). It has gaps, and the
// record below fills more cells, all with different words, including the cells above
// numbers, dates or addresses.
func groupsColumns(groups sampled, below []sampled, width int) bool {
	if len(below) < 2 || len(groups.cells) != width || len(below[0].cells) != width || typedCells(groups.cells) > 0 {
		return false
	}
	titles := below[0]
	if filled(groups.cells) >= filled(titles.cells) || filled(titles.cells) < 2 || typedCells(titles.cells) > 0 {
		return false
	}
	names, values := titleVotes(titles, below[1:], width)
	return names >= fewestNamed && values == 0
}

// fewestNamed is how many columns of numbers, dates or addresses must have a word for a
// title. A row about a person may have a few words there, where a value is not known.
const fewestNamed = 2

// groupSeparator is put between the name of a group and that of a column.
const groupSeparator = ": "

// grouped returns the titles of columns with the titles of their groups in front. A group
// reaches up to the next one, or up to a column without a title of its own: that column's
// two cells are merged, and it has only the group title above it.
func grouped(groups, titles []string) []string {
	out := slices.Clone(titles)
	group := ""
	for i, title := range titles {
		own := strings.TrimSpace(groups[i])
		if own != "" {
			group = own
		}
		switch {
		case title == "":
			out[i], group = own, ""
		case group != "":
			out[i] = group + groupSeparator + title
		}
	}
	return out
}

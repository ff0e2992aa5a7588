package delimited

import (
	"bytes"
	"fmt"
	"strings"
)

// headerRows is how many records the header is detected by.
const headerRows = 200

// sampled is a record of the sample.
type sampled struct {
	cells []string
	start int   // position in the sample
	line  int64 // line it begins on, from 0
	end   int
	lines int64
}

// sampleRecords reads the first records of the sample. It leaves out a last one that may be
// cut off.
func (s *syntax) sampleRecords(sample []byte, whole bool) []sampled {
	r, inner := recordReader{syntax: *s}, recordReader{syntax: *s}
	var records []sampled
	var line int64
	for at := 0; at < len(sample) && len(records) < headerRows; {
		rest := sample[at:]
		text, complete := s.physicalLine(rest)
		if len(trimBreak(text)) == 0 || s.comment != 0 && text[0] == s.comment || at == 0 && separatorTold(text) != 0 {
			at, line = at+len(text), line+1
			continue
		}
		cells, length, fault := r.read(rest, strict)
		if !whole && len(records) > 0 && (!complete || fault == sound && length == len(rest)) {
			break
		}
		if fault != sound {
			if cells, length, fault = r.read(text, lenient); fault != sound {
				cells, length, _ = r.read(text, literal)
			}
		}
		if len(cells) == 1 && cells[0].quoted {
			if wrapped, _, fault := inner.read(cells[0].text, strict); fault == sound {
				cells = wrapped
			}
		}
		lines := max(s.lines(rest[:length]), 1)
		records = append(records, sampled{texts(cells), at, line, at + length, lines})
		at, line = at+length, line+lines
	}
	return records
}

func texts(cells []cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = string(c.text)
	}
	return out
}

// usualWidth returns the number of cells that most records have. On a tie the width that
// occurs first wins, but any other wins over 1. Lines that may be comments do not count.
func usualWidth(records []sampled) int {
	counts := map[int]int{}
	for _, r := range records {
		if !strings.HasPrefix(r.cells[0], "#") {
			counts[len(r.cells)]++
		}
	}
	width := 1
	for _, r := range records {
		if w := len(r.cells); counts[w] > counts[width] || width == 1 && counts[w] == counts[1] {
			width = w
		}
	}
	return width
}

// commentIn returns '#' if lines of the sample begin with it and none of them looks like a
// row of the table, whose header may begin with #id.
func commentIn(records []sampled, width int) byte {
	seen := false
	for _, r := range records {
		if !strings.HasPrefix(r.cells[0], "#") {
			continue
		}
		if len(r.cells) == width && !strings.HasPrefix(r.cells[0], "# ") {
			return 0
		}
		seen = true
	}
	if seen && width > 1 {
		return '#'
	}
	return 0
}

// firstOfTable returns the index of the first record below the preamble: the first of the
// usual width that does not have just one filled cell, as a title above a table does.
func firstOfTable(records []sampled, width int) int {
	for i, r := range records {
		if len(r.cells) == width && (width < 3 || filled(r.cells) > 1) {
			return i
		}
	}
	return 0
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// headerAt returns the index of the record that names the columns, and whether there is
// one. Without one, it returns the index of the first row.
func headerAt(records []sampled, width int) (index int, ok bool) {
	first := firstOfTable(records, width)
	if namesColumns(records[first], records[first+1:], width) {
		return first, true
	}
	if first > 0 {
		above := records[first-1].cells
		if d := len(above) - width; filled(above) > 1 && -1 <= d && d <= 1 && typedCells(above) == 0 {
			return first - 1, true
		}
	}
	return first, false
}

// namesColumns compares a record with those below. Where a column holds numbers, dates or
// addresses, a name is something else.
func namesColumns(first sampled, rows []sampled, width int) bool {
	if len(rows) == 0 {
		return 2*typedCells(first.cells) < max(len(first.cells), 1)
	}
	names, values := titleVotes(first, rows, width)
	return names >= values
}

// titleVotes counts the columns of numbers, dates and addresses for which the record has a
// name, and those for which it has a value of that kind.
func titleVotes(first sampled, rows []sampled, width int) (names, values int) {
	for i, title := range first.cells {
		typed, other, years := 0, 0, 0
		for _, r := range rows {
			if len(r.cells) != width || r.cells[i] == "" {
				continue
			}
			if isYear(r.cells[i]) {
				years++
			}
			if isTyped(r.cells[i]) {
				typed++
			} else {
				other++
			}
		}
		switch {
		case typed == 0 || other*4 > typed:
		case isYear(title) && 2*years < typed:
			names++
		case isTyped(title):
			values++
		case title != "":
			names++
		}
	}
	return names, values
}

// isYear reports whether a value may be a year; columns may have years as names.
func isYear(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") && isTyped(s)
}

func typedCells(cells []string) int {
	n := 0
	for _, c := range cells {
		if isTyped(c) {
			n++
		}
	}
	return n
}

// isTyped reports whether a value is a number, a date, an e-mail address or a URL, none of
// which is the name of a column.
func isTyped(s string) bool {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "://") {
		return true
	}
	if at := strings.IndexByte(s, '@'); at > 0 && strings.IndexByte(s[at:], '.') > 1 {
		return true
	}
	digits := 0
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case strings.ContainsRune("+-.,:/ ()$€£%TZeE", r):
		default:
			return false
		}
	}
	return digits > 0
}

// fitTitles makes the header as wide as the rows: empty titles without values in the rows
// are dropped, and missing titles are empty.
func fitTitles(titles []string, width int, rows []sampled) []string {
	if extra := len(titles) - width; extra > 0 {
		kept := make([]string, 0, len(titles))
		for _, t := range titles {
			if t != "" {
				kept = append(kept, t)
			}
		}
		if len(kept) == width {
			return kept
		}
		return titles
	}
	for _, r := range rows {
		for i := len(titles); i < len(r.cells) && len(r.cells) == width; i++ {
			if r.cells[i] != "" {
				return append(titles, make([]string, width-len(titles))...)
			}
		}
	}
	return titles
}

// uniqueNames names the columns: empty titles by their position, repeated ones by a number.
func uniqueNames(titles []string) []string {
	names := make([]string, len(titles))
	taken := make(map[string]bool, len(titles))
	for _, t := range titles {
		taken[t] = true
	}
	used := make(map[string]bool, len(titles))
	for i, t := range titles {
		name := t
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		for n := 2; used[name] || name != t && taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", strings.TrimSuffix(t, "_"), n)
			if t == "" {
				name = fmt.Sprintf("column_%d_%d", i+1, n)
			}
		}
		used[name] = true
		names[i] = name
	}
	return names
}

// lineEnd returns the name of the sample's line endings.
func lineEnd(sample []byte, carriage bool) string {
	feeds, pairs := bytes.Count(sample, []byte{'\n'}), bytes.Count(sample, []byte("\r\n"))
	switch {
	case carriage && feeds == 0:
		return "cr"
	case carriage, pairs > 0 && pairs < feeds:
		return "mixed"
	case pairs > 0:
		return "crlf"
	}
	return "lf"
}

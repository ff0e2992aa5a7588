package delimited

import "bytes"

// window is how far ahead the end of a damaged record is looked for.
const window = 16 << 10

// irregular reads what the fast path does not: blank lines and comments, rows with too few
// or too many fields, quotes where none may be, and the byte order marks of files that were
// joined, which it drops. It returns where the record ends, or -1 if
// that is not known without the next block.
func (z *blockParser) irregular(at int) (end int) {
	if behind, marked := bytes.CutPrefix(z.b.text[at:], []byte(utf8Mark)); marked && len(behind) > 0 {
		at += len(utf8Mark)
	}
	rest := z.b.text[at:]
	line, whole := z.physicalLine(rest)
	if !whole && !z.b.last {
		return -1
	}
	switch {
	case z.comment != 0 && rest[0] == z.comment:
		z.p.note("line_comment", z.line)
		z.line++
		return at + len(line)
	case len(z.names) > 1 && len(trimBreak(line)) == 0:
		z.p.note("line_blank", z.line)
		z.line++
		return at + len(line)
	}
	cells, length, fault := z.records.read(rest, strict)
	if fault == open && !z.b.last && len(rest)-length <= quotedLimit {
		return -1
	}
	if fault != sound || len(cells) != len(z.names) && length > len(line) {
		if !z.b.last && len(rest) < window {
			return -1
		}
		whole := length
		var how reading
		if cells, length, how = z.repair(rest, line); length > 0 {
			if how != blanks {
				z.p.note("quote_mended", z.line)
			}
		} else if fault != sound || z.holdsRow(rest[len(line):whole]) {
			z.refuseLine(line, fault)
			z.line++
			return at + len(line)
		} else {
			cells, length, _ = z.records.read(rest, strict)
		}
	}
	z.settle(cells, rest[:length])
	z.line += max(z.lines(rest[:length]), 1)
	return at + length
}

// holdsRow reports whether one of the lines is a row by itself. The quotes around the lines
// were then not meant to make them one value.
func (z *blockParser) holdsRow(lines []byte) bool {
	for len(lines) > 0 {
		line, _ := z.physicalLine(lines)
		cells, length, fault := z.inner.read(line, strict)
		if fault == sound && length == len(line) && len(cells) == len(z.names) {
			return true
		}
		lines = lines[len(line):]
	}
	return false
}

// refuseLine refuses the line on which quotes went wrong.
func (z *blockParser) refuseLine(line []byte, f fault) {
	switch {
	case z.b.end.elsewhere:
		z.refuseElsewhere(line)
	case f == crowded:
		z.refuse("row_long", "the row has more fields than a table can have", line)
	case f == open:
		z.refuse("quote_unterminated", "a quote is opened and never closed", line)
	default:
		z.refuse("quote_stray", "quotes stand where none may, and the row has not as many fields as there are columns", line)
	}
}

// attempts are the ways to read a record with bad quotes, the most trusted first. Those
// that look only at the line come early, so that a stray quote does not swallow the lines
// after it.
var attempts = [...]struct {
	how  reading
	line bool
}{{blanks, false}, {lenient, true}, {bare, true}, {literal, true}, {joined, true}, {literal, false}, {lenient, false}}

// repair reads a record with bad quotes in the ways it may have been meant, and takes the
// first that gives as many cells as there are columns. A length of 0 means that none does.
func (z *blockParser) repair(rest, line []byte) (cells []cell, length int, how reading) {
	near := rest[:min(len(rest), window)]
	atEnd := z.b.last && len(near) == len(rest)
	for _, a := range attempts {
		text := near
		if a.line {
			text = line
		}
		cells, length, fault := z.records.read(text, a.how)
		if fault == sound && len(cells) == len(z.names) && (a.line || atEnd || length < len(near)) {
			return cells, length, a.how
		}
	}
	return nil, 0, strict
}

// settle turns a record with sound quotes into a row or a reject.
func (z *blockParser) settle(cells []cell, raw []byte) {
	if bytes.IndexByte(raw, 0) >= 0 {
		z.refuse("nul_byte", "the row holds a NUL byte", raw)
		return
	}
	if len(cells) == 1 && cells[0].quoted && len(z.names) > 1 {
		cells = z.unwrap(cells)
	}
	if alike, all := z.titlesIn(cells); all {
		z.b.end.elsewhere = false
		z.refuse("header_repeated", "the header stands here again", raw)
		return
	} else if alike {
		z.b.end.elsewhere = true
	}
	if z.b.end.elsewhere {
		z.refuseElsewhere(raw)
		return
	}
	var code string
	switch {
	case len(cells) < len(z.names):
		if cells, code = z.widen(cells, raw); cells == nil {
			z.refuse("row_short", "the row has fewer fields than there are columns, and they do not fit the first ones", raw)
			return
		}
	case len(cells) > len(z.names):
		if cells, code = z.narrow(cells); cells == nil {
			z.refuse("row_long", "the row has more fields than there are columns", raw)
			return
		}
	}
	if code != "" {
		z.p.note(code, z.line)
	}
	z.append(cells)
}

func (z *blockParser) refuseElsewhere(raw []byte) {
	z.refuse("second_table", "the row belongs to a second table with another header", raw)
}

// append makes the cells a row, with nulls for missing ones.
func (z *blockParser) append(cells []cell) {
	for i := range z.p.columns {
		switch {
		case i >= len(cells) || len(cells[i].text) == 0 && !cells[i].quoted:
			z.p.columns[i].addNull()
		default:
			z.p.columns[i].addValue(cells[i].text)
		}
	}
	z.keep()
}

// unwrap splits a row that is quoted as a whole, if the result has the right number of
// cells.
func (z *blockParser) unwrap(cells []cell) []cell {
	for _, how := range [...]reading{strict, lenient} {
		inner, length, fault := z.inner.read(cells[0].text, how)
		if fault == sound && length == len(cells[0].text) && len(inner) == len(z.names) {
			return inner
		}
	}
	return cells
}

// titlesIn reports whether the cells repeat the whole header, or are similar enough to be
// the header of another table.
func (z *blockParser) titlesIn(cells []cell) (alike, all bool) {
	if len(z.titles) < 2 || len(cells) < 2 {
		return false, false
	}
	same := 0
	for i := range min(len(cells), len(z.titles)) {
		if len(cells[i].text) > 0 && string(cells[i].text) == z.titles[i] {
			same++
		}
	}
	if len(cells) == len(z.titles) && same == z.named && same > 1 {
		return false, true
	}
	return same >= 3 && 2*same >= len(z.titles), false
}

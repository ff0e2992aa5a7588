package delimited

import "bytes"

// syntax is what the parser needs to know of a dialect. 0 means that there is no quote,
// escape or comment; a delimiter of 0 splits nothing. The escape is also 0 if quotes are
// only escaped by doubling.
type syntax struct {
	delimiter, quote, escape, comment byte

	carriage  bool // a lone CR ends a line too
	skipSpace bool // blanks after a delimiter are not part of the value
}

// cell is a field as read: its value, and whether it was quoted.
type cell struct {
	text   []byte
	quoted bool
}

// reading says how to read a quote where RFC 4180 allows none.
type reading uint8

const (
	// strict: it is a fault.
	strict reading = iota
	// blanks: as strict, but blanks may follow the closing quote.
	blanks
	// lenient: as blanks, but a quote ends its field only before a delimiter or the end of
	// the line; any other quote within quotes is part of the value.
	lenient
	// bare: as lenient, and doubled quotes are not one quote either.
	bare
	// literal: a field that is not closed properly was not quoted; its quotes are part of
	// the value.
	literal
	// joined: text between the closing quote and the delimiter is part of the value (as
	// Python's csv reads it).
	joined
)

// fault is the reason why a record could not be read.
type fault uint8

const (
	sound   fault = iota
	stray         // text after a closing quote
	open          // the text ends within quotes
	crowded       // more fields than a table can have
)

const (
	// cellLimit is the upper limit on fields of a record, and so on the memory that a line
	// of delimiters takes.
	cellLimit = 1 << 16
	// quotedLimit is the upper limit on bytes of a quoted value: a quote that is not closed
	// within it did not open a value.
	quotedLimit = 16 << 20
	// strayLimit is the upper limit on stray quotes of a value, and so on the time that a
	// file full of them takes.
	strayLimit = 64
)

// recordReader reads single records, with any reading of bad quotes. It is the slow path,
// used for sniffing and for records that the fast path gives up on.
type recordReader struct {
	syntax
	cells []cell
}

// read reads the record at the beginning of text. A record ends with its line or with the
// text. The cells are valid until the next call.
func (r *recordReader) read(text []byte, how reading) (cells []cell, length int, f fault) {
	r.cells = r.cells[:0]
	at := 0
	for {
		if r.skipSpace {
			for at < len(text) && text[at] == ' ' {
				at++
			}
		}
		var c cell
		end := -1
		if r.quote != 0 && at < len(text) && text[at] == r.quote {
			c, end, f = r.quoted(text, at, how)
			if f != sound && how != literal {
				return r.cells, at, f
			}
			if f != sound {
				end = -1
			}
		}
		if end < 0 {
			end = r.fieldEnd(text, at)
			c = cell{text: text[at:end]}
		}
		if len(r.cells) == cellLimit {
			return r.cells, at, crowded
		}
		r.cells = append(r.cells, c)
		if end == len(text) {
			return r.cells, end, sound
		}
		if text[end] != r.delimiter {
			return r.cells, end + r.lineBreak(text[end:]), sound
		}
		at = end + 1
	}
}

// fieldEnd returns where the unquoted field at the given position ends.
func (r *syntax) fieldEnd(text []byte, at int) int {
	for ; at < len(text); at++ {
		switch b := text[at]; {
		case b == r.delimiter, b == '\n':
			return at
		case b == '\r' && r.lineBreak(text[at:]) > 0:
			return at
		}
	}
	return at
}

// lineBreak returns the length of the line break that text begins with.
func (r *syntax) lineBreak(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '\n':
		return 1
	case text[0] != '\r':
		return 0
	case len(text) > 1 && text[1] == '\n':
		return 2
	case r.carriage, len(text) == 1:
		return 1
	}
	return 0
}

// ends reports whether a field may end before text.
func (r *syntax) ends(text []byte) bool {
	return len(text) == 0 || text[0] == r.delimiter || r.lineBreak(text) > 0
}

// escaped reports whether the quote at the given position follows an odd number of escapes,
// counted back to from.
func (r *syntax) escaped(text []byte, from, at int) bool {
	if r.escape == 0 {
		return false
	}
	n := 0
	for at-1-n >= from && text[at-1-n] == r.escape {
		n++
	}
	return n&1 == 1
}

// unescape removes, in place, the escapes before quotes and escapes.
func (r *syntax) unescape(value []byte) []byte {
	kept := value[:0]
	for i := 0; i < len(value); i++ {
		if value[i] == r.escape && i+1 < len(value) && (value[i+1] == r.quote || value[i+1] == r.escape) {
			i++
		}
		kept = append(kept, value[i])
	}
	return kept
}

// quoted reads the quoted field that opens at the given position, and returns where it
// ends.
func (r *recordReader) quoted(text []byte, at int, how reading) (c cell, end int, f fault) {
	c.quoted = true
	at++
	var built []byte
	from, scanned, strays := at, at, 0
	take := func(to int) {
		if built == nil {
			built = make([]byte, 0, 2*(to-from)+16)
		}
		built = append(built, text[from:to]...)
	}
	text = text[:min(len(text), at+quotedLimit)]
	for {
		i := bytes.IndexByte(text[scanned:], r.quote)
		if i < 0 {
			return c, 0, open
		}
		i += scanned
		scanned = i + 1
		if r.escaped(text, at, i) {
			continue
		}
		rest := text[i+1:]
		trimmed := bytes.TrimLeft(rest, " \t")
		if r.delimiter == '\t' || r.delimiter == ' ' || how != lenient && how != blanks {
			trimmed = rest
		}
		switch {
		case r.ends(trimmed):
		case len(rest) > 0 && rest[0] == r.quote && how != bare:
			take(i + 1)
			from, scanned = i+2, i+2
			continue
		case (how == lenient || how == bare) && strays < strayLimit:
			strays++
			continue
		case how == joined:
			take(i)
			end = r.fieldEnd(text, i+1)
			c.text = append(built, text[i+1:end]...)
			return c, end, sound
		default:
			return c, 0, stray
		}
		if c.text = text[from:i]; built != nil {
			c.text = append(built, text[from:i]...)
		}
		if r.escape != 0 && bytes.IndexByte(c.text, r.escape) >= 0 {
			c.text = r.unescape(bytes.Clone(c.text))
		}
		return c, i + 1 + len(rest) - len(trimmed), sound
	}
}

// physicalLine returns the line that text begins with, including its line break, and
// whether text contains that break.
func (r *syntax) physicalLine(text []byte) (line []byte, whole bool) {
	var i int
	if r.carriage {
		if i = bytes.IndexAny(text, "\r\n"); i >= 0 {
			i += r.lineBreak(text[i:]) - 1
		}
	} else {
		i = bytes.IndexByte(text, '\n')
	}
	if i < 0 {
		return text, false
	}
	return text[:i+1], true
}

// lines counts the line breaks of text.
func (r *syntax) lines(text []byte) int64 {
	n := bytes.Count(text, []byte{'\n'})
	if r.carriage {
		n += bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte("\r\n"))
	}
	return int64(n)
}

// trimBreak returns the line without its break.
func trimBreak(line []byte) []byte { return bytes.TrimRight(line, "\r\n") }

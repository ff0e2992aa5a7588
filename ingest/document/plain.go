package document

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// plainRecord reads a line with one object without lists and escapes, as most lines of
// NDJSON are, twice as fast as the decoder does. It is strict: for any other line it keeps
// nothing and returns false, and the decoder judges the line. The values are substrings of
// the line.
func (r *recordReader) plainRecord(line []byte) bool {
	at := skipSpace(line, 0)
	if at < len(line) && line[at] == '{' {
		at = r.plainMembers(r.root, line, at+1, 0)
		if at >= 0 && skipSpace(line, at) == len(line) {
			return true
		}
	}
	r.drop()
	return false
}

// plainDepth is the deepest nesting of a plain record.
const plainDepth = 64

// plainMembers reads the members of an object, starting after its brace. It returns the
// position after the closing brace, or -1.
func (r *recordReader) plainMembers(parent *field, line []byte, at, depth int) int {
	at = skipSpace(line, at)
	if at < len(line) && line[at] == '}' {
		return at + 1
	}
	for next := 0; depth < plainDepth; next++ {
		at = skipSpace(line, at)
		var child *field
		if next < len(parent.children) && bytes.HasPrefix(line[at:], parent.children[next].quoted) {
			child = parent.children[next]
			at += len(child.quoted)
		} else {
			end := plainString(line, at)
			if end < 0 {
				return -1
			}
			child, next = r.child(parent, line[at:end], next)
			at = end
		}
		r.mangled = r.mangled || child.mangled
		if at = skipSpace(line, at); at >= len(line) || line[at] != ':' {
			return -1
		}
		if at = r.plainValue(child, line, skipSpace(line, at+1), depth); at < 0 {
			return -1
		}
		if at = skipSpace(line, at); at >= len(line) {
			return -1
		}
		switch line[at] {
		case '}':
			return at + 1
		case ',':
			at++
		default:
			return -1
		}
	}
	return -1
}

// plainValue reads the value of a member and returns the position after it, or -1.
func (r *recordReader) plainValue(f *field, line []byte, at, depth int) (end int) {
	if at >= len(line) {
		return -1
	}
	from, to := at, 0
	switch c := line[at]; {
	case c == '{':
		return r.plainMembers(f, line, at+1, depth+1)
	case c == '"':
		if end = plainString(line, at); end < 0 {
			return -1
		}
		from, to = at+1, end-1
	case c == 't':
		end = literal(line, at, "true")
	case c == 'f':
		end = literal(line, at, "false")
	case c == 'n':
		end = literal(line, at, "null")
	default:
		end = number(line, at)
	}
	if end < 0 {
		return -1
	}
	if f.column < 0 {
		if f.column = r.columnOf(f.path); f.column < 0 {
			return end
		}
	}
	switch {
	case line[at] == 'n':
		r.setNull(f.column)
	case line[at] == '"':
		r.set(f.column, from, to)
	default:
		r.set(f.column, at, end)
	}
	return end
}

// plainString returns the position after the string at the given position. It returns -1 if
// there is none, or if it has escapes, control characters or bytes that are not UTF-8.
func plainString(line []byte, at int) int {
	if at >= len(line) || line[at] != '"' {
		return -1
	}
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i, ascii := at+1, true
	for ; i+8 <= len(line); i += 8 {
		// Stop at a word that has, or may have, a special byte: a quote, a backslash, one
		// below space (Hacker's Delight, 6-1) or one that is not ASCII.
		w := binary.LittleEndian.Uint64(line[i:])
		quote, escape := w^(ones*'"'), w^(ones*'\\')
		if special := ((quote-ones)&^quote | (escape-ones)&^escape | (w - ones*' ') | w) & highs; special != 0 {
			i += bits.TrailingZeros64(special) >> 3 // the first one found is certainly special
			break
		}
	}
	for ; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			if !ascii && !utf8.Valid(line[at+1:i]) {
				return -1
			}
			return i + 1
		case c == '\\' || c < ' ':
			return -1
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return -1
}

func literal(line []byte, at int, word string) int {
	if len(line)-at < len(word) || string(line[at:at+len(word)]) != word {
		return -1
	}
	return at + len(word)
}

// number returns the position after the number at the given position (RFC 8259, section 6),
// or -1.
func number(line []byte, at int) int {
	digits := func() bool {
		from := at
		for at < len(line) && line[at] >= '0' && line[at] <= '9' {
			at++
		}
		return at > from
	}
	is := func(a, b byte) bool { return at < len(line) && (line[at] == a || line[at] == b) }
	if is('-', '-') {
		at++
	}
	if is('0', '0') {
		at++
	} else if !digits() {
		return -1
	}
	if is('.', '.') {
		if at++; !digits() {
			return -1
		}
	}
	if is('e', 'E') {
		if at++; is('+', '-') {
			at++
		}
		if !digits() {
			return -1
		}
	}
	return at
}

func skipSpace(line []byte, at int) int {
	for at < len(line) && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
		at++
	}
	return at
}

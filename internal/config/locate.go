package config

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// locate returns the position of a byte of the value: exact for plain, quoted and literal
// scalars, and for folded ones as far as their lines can be told apart.
func (t Text) locate(offset int) Position {
	at := t.At
	if at.source == nil {
		return at
	}
	offset = min(max(offset, 0), len(t.Value))
	c := &cursor{source: at.source, line: at.Line, runes: []rune(at.source.line(at.Line)), column: at.Column - 1}
	c.skipProperties()
	switch style := c.peek(); style {
	case '\'', '"':
		c.column++
		c.follow(t.Value[:offset], style)
	case '|', '>':
		c.nextLine()
		c.indent = c.blockIndent(t.Value)
		c.column = min(c.indent, leadingBlanks(c.runes))
		c.follow(t.Value[:offset], style)
	default:
		c.follow(t.Value[:offset], 0)
	}
	at.Line, at.Column = c.line, c.column+1
	return at
}

// cursor is a place in the source that follows a value through it.
type cursor struct {
	source *source
	line   int
	runes  []rune // of the line
	column int    // from 0
	indent int    // of a block scalar
}

// peek returns the character under the cursor, 0 at the end of the line.
func (c *cursor) peek() rune {
	if c.column >= len(c.runes) {
		return 0
	}
	return c.runes[c.column]
}

func (c *cursor) nextLine() {
	c.line++
	c.runes = []rune(c.source.line(c.line))
	c.column = 0
}

// skipProperties skips the tag and the anchor that may precede a value.
func (c *cursor) skipProperties() {
	for c.peek() == '!' || c.peek() == '&' {
		for c.peek() != 0 && !unicode.IsSpace(c.peek()) {
			c.column++
		}
		for c.peek() == ' ' || c.peek() == '\t' {
			c.column++
		}
	}
}

// blockIndent returns the indentation of a block scalar: the blanks that its first line
// of text has in the source beyond those in the value.
func (c *cursor) blockIndent(value string) int {
	text := func(line string) bool { return strings.TrimSpace(line) != "" }
	for line := range strings.Lines(value) {
		if !text(line) {
			continue
		}
		for n := c.line; n <= len(c.source.lines); n++ {
			if written := c.source.line(n); text(written) {
				return max(leadingBlanks([]rune(written))-leadingBlanks([]rune(line)), 0)
			}
		}
	}
	return leadingBlanks(c.runes)
}

// follow moves over the source text that stands for value. style is the character that
// opens the scalar, 0 for a plain one.
func (c *cursor) follow(value string, style rune) {
	isBlock := style == '|' || style == '>'
	broken := isBlock // the previous character was a line break of the source
	for value != "" {
		r, size := utf8.DecodeRuneInString(value)
		if c.atLineEnd(style) && unicode.IsSpace(r) && c.line < len(c.source.lines) {
			c.nextLine()
			if r == '\n' && style != '|' && !broken && strings.TrimSpace(string(c.runes)) == "" {
				c.nextLine() // lines are folded: one break is a space, two are one break
			}
			c.column = leadingBlanks(c.runes)
			if isBlock {
				c.column = min(c.indent, c.column)
			}
			value, broken = value[size:], true
			continue
		}
		broken = false
		if style == '"' && c.peek() == '\\' {
			c.skipEscape()
		} else if style == '\'' && r == '\'' {
			c.column += 2
		} else {
			c.column++
		}
		value = value[size:]
	}
	if style == '"' && c.peek() == '\\' && c.column == len(c.runes)-1 {
		c.nextLine()
		c.column = leadingBlanks(c.runes)
	}
}

// atLineEnd reports whether the rest of the line adds nothing to the value. Flow scalars
// lose the blanks at the end of a line, block scalars keep them.
func (c *cursor) atLineEnd(style rune) bool {
	if c.column >= len(c.runes) {
		return true
	}
	return style != '|' && style != '>' && strings.TrimSpace(string(c.runes[c.column:])) == ""
}

// skipEscape skips an escape of a double-quoted scalar. A backslash at the end of a line
// stands for no character, so skipEscape also skips what follows it on the next line.
func (c *cursor) skipEscape() {
	if c.column == len(c.runes)-1 && c.line < len(c.source.lines) {
		c.nextLine()
		c.column = leadingBlanks(c.runes) + 1
		return
	}
	c.column++
	switch c.peek() {
	case 'x':
		c.column += 3
	case 'u':
		c.column += 5
	case 'U':
		c.column += 9
	default:
		c.column++
	}
}

func leadingBlanks(runes []rune) int {
	for i, r := range runes {
		if r != ' ' && r != '\t' {
			return i
		}
	}
	return len(runes)
}

package document

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// lineCounter is a reader that remembers the starts of lines that have been read but not
// passed yet.
type lineCounter struct {
	reader io.Reader
	read   int64   // bytes read so far
	passed int64   // line feeds before all remaining starts
	last   int64   // start of the last line passed
	starts []int64 // starts of lines, in order
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.reader.Read(p)
	for at := 0; ; {
		i := bytes.IndexByte(p[at:n], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		c.starts = append(c.starts, c.read+int64(at))
	}
	c.read += int64(n)
	return n, err
}

// position returns the line and column, from 1, of an offset. Offsets must be asked for in
// ascending order.
func (c *lineCounter) position(offset int64) (line, column int64) {
	n := 0
	for n < len(c.starts) && c.starts[n] <= offset {
		c.last = c.starts[n]
		n++
	}
	c.passed += int64(n)
	c.starts = c.starts[n:]
	return c.passed + 1, offset - c.last + 1
}

// lineAt returns the line on which the next value begins, after the white space and comma
// that follow the offset.
func (c *lineCounter) lineAt(offset int64, d *jsontext.Decoder) int64 {
	unread := d.UnreadBuffer()
	line, _ := c.position(offset + int64(len(unread)-len(bytes.TrimLeft(unread, " \t\r\n,"))))
	return line
}

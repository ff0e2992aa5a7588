package delimited

import (
	"bytes"
	"unicode/utf8"

	"galena/internal/pipeline"
)

// position is the state of the sequential parse between two blocks, except for the offset.
// A guess about a block is right only if it assumes the same state.
type position struct {
	elsewhere bool // in the rows of a second table, below another header
}

// layout is what a record must look like.
type layout struct {
	syntax
	names     []string // of the columns, unique
	titles    []string // the names as in the file; nil without a header
	named     int      // how many titles are not empty
	batchRows int
	shapes    shapes
}

// part is the rows of one batch. Lines count from the beginning of the block, from 0.
type part struct {
	columns []text
	lines   []int64
	rejects []pipeline.Reject
	notes   pipeline.Notes
	read    int64
}

// block is a stretch of the file with the result of parsing it.
type block struct {
	text  []byte
	last  bool // the last block of the file
	start position

	parts []part
	end   position
	ended int   // where the last whole record ends
	lines int64 // line breaks before ended
}

// blockParser parses blocks, one at a time.
type blockParser struct {
	*layout
	records recordReader
	inner   recordReader // for rows that are quoted as a whole
	places  []uint32
	aligned []cell
	widths  []int // bytes per row of each column, from earlier blocks

	b    *block
	p    *part
	line int64 // of the current record
}

// parse parses b.text as if a record began at its start.
func (z *blockParser) parse(b *block) {
	b.parts, b.end, b.ended, b.lines = nil, b.start, 0, 0
	z.b, z.line = b, 0
	z.records.syntax, z.inner.syntax = z.syntax, z.syntax
	breaks := byte('\n')
	if z.carriage {
		breaks = '\r'
	}
	z.places = index(b.text, z.delimiter, z.quoteOrBreak(), breaks, z.places)
	nul := bytes.IndexByte(b.text, 0) >= 0
	z.begin()
	for at, next := 0, 0; at < len(b.text); {
		if len(z.p.lines) >= z.batchRows {
			z.begin()
		}
		end, after := -1, next
		if !b.end.elsewhere && !z.carriage {
			end, after = z.record(at, next)
		}
		if end > 0 && nul && bytes.IndexByte(b.text[at:end], 0) >= 0 {
			z.unkeep()
			end = -1
		}
		if end > 0 {
			next = after
		} else {
			z.rollBack()
			if end = z.irregular(at); end < 0 {
				break // the record does not end in this block
			}
			for next < len(z.places) && int(z.places[next]) < end {
				next++
			}
		}
		at = end
		b.ended, b.lines = at, z.line
	}
	z.learn()
	if !utf8.Valid(b.text) {
		for i := range b.parts {
			mend(&b.parts[i])
		}
	}
}

func (z *blockParser) quoteOrBreak() byte {
	if z.quote == 0 {
		return '\n'
	}
	return z.quote
}

// begin starts a part.
func (z *blockParser) begin() {
	rows := min(z.batchRows, len(z.b.text)/max(z.rowBytes(), 2)+16)
	columns := make([]text, len(z.names))
	for i := range columns {
		bytes := 0
		if z.widths != nil {
			bytes = rows*z.widths[i]/256 + 64
		}
		columns[i] = newText(rows, bytes)
	}
	z.b.parts = append(z.b.parts, part{columns: columns, lines: make([]int64, 0, rows)})
	z.p = &z.b.parts[len(z.b.parts)-1]
}

func (z *blockParser) rowBytes() int {
	total := 0
	for _, w := range z.widths {
		total += w
	}
	return total/256 + len(z.names)
}

// learn remembers how wide the columns are, in 1/256 byte and with some spare room, so that
// the next part need not grow. It does not affect the results.
func (z *blockParser) learn() {
	if len(z.p.lines) < 64 {
		return
	}
	if z.widths == nil {
		z.widths = make([]int, len(z.names))
	}
	for i := range z.widths {
		width := len(z.p.columns[i].data) * 256 / len(z.p.lines)
		z.widths[i] = width + width/8
	}
}

func (z *blockParser) rollBack() {
	for i := range z.p.columns {
		z.p.columns[i].cut(len(z.p.lines))
	}
}

// unkeep removes the row that was kept last.
func (z *blockParser) unkeep() {
	last := len(z.p.lines) - 1
	z.line = z.p.lines[last]
	z.p.lines = z.p.lines[:last]
	z.p.read--
}

// keep accepts the row just appended.
func (z *blockParser) keep() {
	z.p.lines = append(z.p.lines, z.line)
	z.p.read++
}

// note counts a row that was kept although it was irregular.
func (p *part) note(code string, line int64) {
	p.notes.Add(pipeline.Note{Stage: stage, Code: code, Count: 1, FirstLine: line})
}

// stage is the stage that rows are refused in.
const stage = "ingest"

// refuse makes the record a reject.
func (z *blockParser) refuse(code, message string, raw []byte) {
	z.p.rejects = append(z.p.rejects, pipeline.Reject{Stage: stage, Line: z.line, Code: code, Message: message, Raw: pipeline.Raw(trimBreak(raw))})
	z.p.read++
}

package delimited

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/pipeline"
)

const (
	// blockSize is how much of the file is parsed at a time. It is independent of the
	// number of workers, so that batches are too.
	blockSize = 4 << 20
	// lineLimit is the longest line that is held in memory.
	lineLimit = 256 << 20
)

// Batches reads the rest of the file. It can be called once. Blocks are parsed in parallel
// from where a record probably begins; a block that does not begin where the one before it
// ended is parsed again from there. So the rows are those of a sequential parse, whatever
// the number of workers.
func (r *Reader) Batches(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		var (
			pending []byte
			state   position
			line    = r.firstLine
		)
		parse := func(b *block) {
			z := r.parsers.Get().(*blockParser)
			z.parse(b)
			r.parsers.Put(z)
		}
		parsed := pipeline.Ordered(ctx, workers, r.blocks(), func(_ context.Context, b *block) (*block, error) {
			parse(b)
			return b, nil
		})
		for b, err := range parsed {
			if err != nil {
				yield(pipeline.Batch{}, err)
				return
			}
			text := b.text
			if len(pending) > 0 || b.start != state {
				b = &block{text: slices.Concat(pending, text), last: b.last, start: state}
				parse(b)
			}
			for i := range b.parts {
				p := &b.parts[i]
				if (p.read > 0 || len(p.notes) > 0) && !yield(r.batch(p, line), nil) {
					return
				}
			}
			pending, state = bytes.Clone(b.text[b.ended:]), b.end
			line += b.lines
			r.buffers.Put(&text)
			if len(pending) > lineLimit {
				yield(pipeline.Batch{}, fmt.Errorf("line %d: a row of more than %d MiB; take it out, or say how the file is written (delimiter, quote)", line, lineLimit>>20))
				return
			}
		}
	}
}

// batch turns a part into a batch, which takes over its memory. line is the line that the
// block begins on.
func (r *Reader) batch(p *part, line int64) pipeline.Batch {
	b := pipeline.Batch{Read: p.read, Rejects: p.rejects, Notes: p.notes, Rows: column.NewTable(len(p.lines))}
	for i, name := range r.names {
		b.Rows = b.Rows.With(name, p.columns[i].array())
	}
	for i := range p.lines {
		p.lines[i] += line
	}
	b.Origin.Lines = p.lines
	for i := range b.Rejects {
		b.Rejects[i].Line += line
	}
	for i := range b.Notes {
		b.Notes[i].FirstLine += line
	}
	slices.SortFunc(b.Notes, func(a, c pipeline.Note) int { return strings.Compare(a.Code, c.Code) })
	return b
}

// blocks cuts the file where records probably begin.
func (r *Reader) blocks() iter.Seq2[*block, error] {
	return func(yield func(*block, error) bool) {
		var (
			carry []byte
			cut   int64 // bytes of the text that are already cut off
		)
		judge := recordReader{syntax: r.syntax}
		for {
			text := r.buffer(max(r.blockSize, len(carry)+len(carry)/2+1))
			n := copy(text, carry)
			m, err := io.ReadFull(r.body, text[n:])
			text = text[:n+m]
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				if len(text) > 0 {
					yield(&block{text: text, last: true}, nil)
				}
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("reading: %w", err))
				return
			}
			end := r.cut(text, &judge)
			if carry = text[end:]; len(carry) > lineLimit {
				yield(nil, fmt.Errorf("the line that begins at byte %d is longer than %d MiB; take it out, or say how the file is written (delimiter, quote)", cut+int64(end), lineLimit>>20))
				return
			}
			cut += int64(end)
			if end > 0 && !yield(&block{text: text[:end]}, nil) {
				return
			}
		}
	}
}

// buffer returns a buffer of the given size, reusing that of a finished block if possible.
func (r *Reader) buffer(size int) []byte {
	if used, ok := r.buffers.Get().(*[]byte); ok && cap(*used) >= size {
		return (*used)[:size]
	}
	return make([]byte, size)
}

// cut returns where to end a block: after the last line break that a record with the right
// number of fields follows, hence hardly ever after one within a quoted value; 0 if there
// is no line break.
func (r *Reader) cut(text []byte, judge *recordReader) int {
	const tries = 64
	last, end := 0, len(text)-1 // the byte after a CR must be known
	for range tries {
		at := r.lastBreak(text[:end])
		if at == 0 {
			break
		}
		if r.carriage && text[at] == '\n' && text[at-1] == '\r' {
			end = at - 1
			continue
		}
		if last == 0 {
			last = at
		}
		cells, length, fault := judge.read(text[at:], strict)
		if fault == sound && at+length < len(text) && len(cells) == len(r.names) {
			return at
		}
		end = at - 1
	}
	return last
}

// lastBreak returns the position after the last line break of text, or 0.
func (r *Reader) lastBreak(text []byte) int {
	if r.carriage {
		return bytes.LastIndexAny(text, "\r\n") + 1
	}
	return bytes.LastIndexByte(text, '\n') + 1
}

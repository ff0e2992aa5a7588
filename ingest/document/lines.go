package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"galena/internal/pipeline"
)

const (
	// blockSize is how much of a file of lines is parsed at a time. It does not
	// depend on the workers, so that batches do not either.
	blockSize = 2 << 20
	// lineLimit bounds a line: more is not held in memory.
	lineLimit = 256 << 20
)

// block is whole lines of the file.
type block struct {
	text []byte
	line int64 // on which it begins, from 1
}

// lines reads records one a line, block by block.
func (r *Reader) lines(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	readers := sync.Pool{New: func() any { return newRecordReader(r.header) }}
	parse := func(_ context.Context, b block) ([]pipeline.Batch, error) {
		records := readers.Get().(*recordReader)
		defer readers.Put(records)
		batches := records.block(b, r.batchRows)
		records.forget(r.header)
		return batches, nil
	}
	return func(yield func(pipeline.Batch, error) bool) {
		for batches, err := range pipeline.Ordered(ctx, workers, r.blocks(), parse) {
			if err != nil {
				yield(pipeline.Batch{}, err)
				return
			}
			for _, b := range batches {
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}

// blocks cuts the file behind line feeds.
func (r *Reader) blocks() iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		var carry []byte
		line := r.firstLine
		for {
			text := make([]byte, max(r.blockSize, 2*len(carry)))
			n := copy(text, carry)
			m, err := io.ReadFull(r.body, text[n:])
			text = text[:n+m]
			last := err == io.EOF || err == io.ErrUnexpectedEOF
			if err != nil && !last {
				yield(block{}, fmt.Errorf("reading: %w", err))
				return
			}
			end := len(text)
			if !last {
				end = bytes.LastIndexByte(text, '\n') + 1
			}
			if carry = text[end:]; len(carry) > lineLimit {
				yield(block{}, fmt.Errorf("line %d: a line of more than %d MiB", line, lineLimit>>20))
				return
			}
			if end > 0 && !yield(block{text[:end:end], line}, nil) || last {
				return
			}
			line += int64(bytes.Count(text[:end], []byte{'\n'}))
		}
	}
}

// block reads the records of a block.
func (r *recordReader) block(b block, batchRows int) (batches []pipeline.Batch) {
	flush := func() {
		if !r.isEmpty() {
			batches = append(batches, r.batch())
		}
	}
	for text, line := b.text, b.line; len(text) > 0; {
		refused := len(r.rejects)
		used, lines := r.run(text, line, batchRows)
		text, line = text[used:], line+lines
		if len(r.rejects) == refused || r.rows() >= batchRows {
			flush()
		}
	}
	flush()
	return batches
}

// run reads lines until a batch is full, one is broken, or the text ends. It
// returns how much of the text and how many line feeds it used up.
func (r *recordReader) run(text []byte, first int64, batchRows int) (used int, lines int64) {
	r.decoder.Reset(bytes.NewBuffer(text), decoderOptions()...)
	for end := 0; used < len(text) && r.rows() < batchRows; used = end {
		end = len(text)
		if i := bytes.IndexByte(text[used:], '\n'); i >= 0 {
			end = used + i + 1
		}
		line := first + lines
		lines++
		fault := r.line(text[used:end], int64(used), int64(end), line)
		if fault >= 0 {
			r.refuse(line, "json_syntax", fmt.Sprintf("the line is no JSON object from column %d on", fault+1), bytes.TrimRight(text[used:end], "\r\n"))
			return end, lines
		}
	}
	return used, lines
}

// line reads the records of the line, mostly one; it stands at [from,to) of
// what the decoder reads. It returns the place in the line where it is no
// longer JSON, or -1.
func (r *recordReader) line(line []byte, from, to, number int64) (fault int64) {
	for rest := line; len(bytes.TrimSpace(rest)) > 0; {
		isObject := r.decoder.PeekKind() == '{'
		err := r.record()
		at := r.decoder.InputOffset()
		if err != nil {
			r.drop()
			return min(max(offsetOf(err, at)-from, 0), int64(len(line)))
		}
		if !isObject && !r.isValues() {
			r.drop()
			return int64(len(line) - len(rest))
		}
		if at > to { // it goes on in the next line
			r.drop()
			return int64(len(line))
		}
		r.keep(number)
		rest = line[at-from:]
	}
	return -1
}

// offsetOf returns where an error of the decoder stands.
func offsetOf(err error, otherwise int64) int64 {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return e.ByteOffset
	}
	return otherwise
}

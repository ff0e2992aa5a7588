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
	// blockSize is how much of a file of lines is parsed at a time. The first blocks are
	// smaller, for the sake of small files. It is independent of the number of workers, so
	// that batches are too.
	blockSize      = 2 << 20
	firstBlockSize = 64 << 10
	// lineLimit is the longest line that is held in memory.
	lineLimit = 256 << 20
)

// block is a run of whole lines of the file.
type block struct {
	text []byte
	line int64 // line it begins on, from 1
}

// lines reads one record per line, block by block.
func (r *Reader) lines(ctx context.Context, workers pipeline.Workers) pipeline.Stream {
	readers := sync.Pool{New: func() any { return newRecordReader(r.header) }}
	var texts sync.Pool // of finished blocks, reused since batches hold copies
	parse := func(_ context.Context, b block) ([]pipeline.Batch, error) {
		records := readers.Get().(*recordReader)
		defer readers.Put(records)
		batches := records.block(b, r.batchRows)
		texts.Put(&b.text)
		records.forget(r.header)
		return batches, nil
	}
	return func(yield func(pipeline.Batch, error) bool) {
		for batches, err := range pipeline.Ordered(ctx, workers, r.blocks(&texts), parse) {
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

// blocks cuts the file after line feeds. It reuses the texts of finished blocks.
func (r *Reader) blocks(texts *sync.Pool) iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		var carry []byte
		line := r.firstLine
		for size := firstBlockSize; ; size = min(2*size, blockSize) {
			text := textOf(texts, max(size, 2*len(carry)))
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
			carry = append(carry[:0], text[end:]...) // once yielded, the text belongs to the block
			if len(carry) > lineLimit {
				yield(block{}, fmt.Errorf("line %d: a line of more than %d MiB; take it out, or if the file is no NDJSON say format: json", line, lineLimit>>20))
				return
			}
			lines := int64(bytes.Count(text[:end], []byte{'\n'}))
			if end > 0 && !yield(block{text[:end], line}, nil) || last {
				return
			}
			line += lines
		}
	}
}

// textOf returns memory for a block of that size.
func textOf(texts *sync.Pool, size int) []byte {
	if used, ok := texts.Get().(*[]byte); ok && cap(*used) >= size {
		return (*used)[:size]
	}
	return make([]byte, size)
}

// block reads the records of a block.
func (r *recordReader) block(b block, batchRows int) (batches []pipeline.Batch) {
	line := b.line
	for text := b.text; len(text) > 0; line++ {
		text = r.line(text, line)
		if r.rows() >= batchRows {
			batches = append(batches, r.batch())
		}
	}
	if !r.isEmpty() {
		batches = append(batches, r.batch())
	}
	return batches
}

// line reads the records on the first line of the text, usually one, and returns the text
// after it.
func (r *recordReader) line(text []byte, number int64) (rest []byte) {
	line := text
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		line, rest = text[:i], text[i+1:]
	}
	if r.plainRecord(line) {
		r.keep(number, line)
		return rest
	}
	r.buffer = *bytes.NewBuffer(line)
	r.decoder.Reset(&r.buffer, decoderOptions...)
	for at := int64(0); len(bytes.TrimSpace(line[at:])) > 0; {
		isObject := r.decoder.PeekKind() == '{'
		fault := at
		err := r.record()
		at = r.decoder.InputOffset()
		if err != nil {
			fault = min(offsetOf(err, at), int64(len(line)))
		}
		if err != nil || !isObject && !r.isValues() {
			r.drop()
			message := fmt.Sprintf("the line is no JSON object from column %d on", fault+1)
			r.refuse(number, "json_syntax", message, bytes.TrimRight(line, "\r"))
			break
		}
		r.keep(number, r.text)
	}
	return rest
}

// offsetOf returns the offset of an error of the decoder.
func offsetOf(err error, otherwise int64) int64 {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return e.ByteOffset
	}
	return otherwise
}

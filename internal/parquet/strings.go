package parquet

import (
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"

	"galena/internal/column"
)

// stringReader reads a flat column of strings. Pages that are plain or refer to a
// dictionary, as nearly all are, it decodes straight into the column: arrow-go would
// make a slice of each value and of each dictionary entry, which costs three times as
// much, garbage collection included. Pages in other encodings it leaves to arrow-go.
type stringReader struct {
	leaf  int
	chunk readChunk
	left  int64 // values, including nulls, that the footer promises and that are still to come

	page       stringPage
	dictionary stringDictionary
	others     *source[parquet.ByteArray] // for the rest of the column chunk once a page is in another encoding; nil until then
	builder    stringBuilder
}

func (r *stringReader) open(chunks func(leaf int) (readChunk, error)) (err error) {
	if r.chunk, err = chunks(r.leaf); err != nil {
		return err
	}
	r.left, r.page, r.others = r.chunk.values, stringPage{present: r.page.present, numbers: r.page.numbers}, nil
	r.dictionary.forget()
	return nil
}

func (r *stringReader) take(rows int) error {
	r.builder.begin()
	return r.pass(rows, &r.builder)
}

func (r *stringReader) skip(rows int) error { return r.pass(rows, nil) }

func (r *stringReader) finish() column.Array { return r.builder.finish() }

// pass reads rows into a builder; nil skips them.
func (r *stringReader) pass(rows int, into *stringBuilder) error {
	for rows > 0 {
		n, err := r.some(rows, into)
		if err != nil {
			return err
		}
		rows -= n
		r.left -= int64(n)
	}
	return nil
}

// some reads at least one row and at most limit, or fails.
func (r *stringReader) some(limit int, into *stringBuilder) (rows int, err error) {
	for r.others == nil && r.page.left == 0 {
		if err := r.turn(); err != nil {
			return 0, err
		}
	}
	if r.others == nil {
		return r.page.read(limit, into, &r.dictionary)
	}
	rows, values, err := r.others.next(limit)
	if err != nil || into == nil {
		return rows, err
	}
	return rows, into.add(values, r.others.defs[:min(rows, len(r.others.defs))], r.others.maxDef)
}

// turn goes to the next page.
func (r *stringReader) turn() error {
	if r.left == 0 {
		return errFewValues
	}
	if !r.chunk.pages.Next() {
		if err := r.chunk.pages.Err(); err != nil {
			return err
		}
		return shortBy(r.left)
	}
	switch page := r.chunk.pages.Page().(type) {
	case *file.DictionaryPage:
		return r.dictionary.read(page)
	case file.DataPage:
		ours, err := r.page.open(page, r.chunk.column.MaxDefinitionLevel())
		if err == nil && !ours {
			r.others = new(source[parquet.ByteArray])
			err = r.others.open(r.chunk.reader(&resumedPages{checkedPages: r.chunk.pages}), r.left)
		}
		return err
	}
	return nil
}

func (r *stringReader) close() error {
	if r.left != 0 {
		return longBy(r.left)
	}
	return r.chunk.pages.Close()
}

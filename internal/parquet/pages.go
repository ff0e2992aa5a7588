package parquet

import (
	"fmt"
	"sync"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// readChunk is a column of a row group.
type readChunk struct {
	column  *schema.Column
	pages   *checkedPages
	values  int64 // including nulls
	buffers *sync.Pool
}

// chunkOf opens a column of a row group.
func (r *Reader) chunkOf(group, leaf int) (readChunk, error) {
	rows := r.file.RowGroup(group)
	meta, err := rows.MetaData().ColumnChunk(leaf)
	if err != nil {
		return readChunk{}, err
	}
	pages, err := rows.GetColumnPageReader(leaf)
	if err != nil {
		return readChunk{}, err
	}
	return readChunk{
		column: r.file.MetaData().Schema.Column(leaf), pages: &checkedPages{PageReader: pages, left: meta.NumValues()},
		values: meta.NumValues(), buffers: r.file.BufferPool(),
	}, nil
}

// reader returns arrow-go's decoder for the chunk's pages.
func (c readChunk) reader(pages file.PageReader) file.ColumnChunkReader {
	// NewColumnReader is deprecated, but there is no other way to look at a page before
	// its decoder allocates memory for it.
	//lint:ignore SA1019 see above
	return file.NewColumnReader(c.column, pages, memory.DefaultAllocator, c.buffers)
}

// checkedPages refuses pages that claim more values than they can hold, and skips empty
// ones, at which arrow-go would stop.
type checkedPages struct {
	file.PageReader
	left int64 // values that the footer promises and that are still to come
	err  error
}

// Next implements file.PageReader.
func (p *checkedPages) Next() bool {
	for p.err == nil && p.PageReader.Next() {
		page := p.Page()
		count := int64(page.NumValues())
		if page, ok := page.(*file.DictionaryPage); ok {
			p.err = checkDictionary(page)
			return p.err == nil
		}
		switch {
		case count == 0:
			continue
		case count > p.left:
			p.err = fmt.Errorf("its pages hold more values than the footer says")
		case count > maxPageValues:
			p.err = fmt.Errorf("a page claims to hold %d values", count)
		}
		p.left -= count
		return p.err == nil
	}
	return false
}

// Err implements file.PageReader.
func (p *checkedPages) Err() error {
	if p.err != nil {
		return p.err
	}
	return p.PageReader.Err()
}

// GetDictionaryPage implements file.PageReader.
func (p *checkedPages) GetDictionaryPage() (*file.DictionaryPage, error) {
	page, err := p.PageReader.GetDictionaryPage()
	if err == nil && page != nil {
		err = checkDictionary(page)
	}
	return page, err
}

func checkDictionary(page *file.DictionaryPage) error {
	if count := int64(page.NumValues()); count > int64(len(page.Data())) {
		return fmt.Errorf("a dictionary claims to hold %d values in %d bytes", count, len(page.Data()))
	}
	return nil
}

// resumedPages are the pages from the current one on.
type resumedPages struct {
	*checkedPages
	begun bool
}

// Next implements file.PageReader.
func (p *resumedPages) Next() bool {
	if !p.begun {
		p.begun = true
		return true
	}
	return p.checkedPages.Next()
}

package parquet

import (
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// columnChunk is a column of a row group being written. Its pages are compressed when
// they are added, and written when the row group ends.
type columnChunk struct {
	about      *metadata.ColumnChunkMetaDataBuilder
	pager      file.PageWriter
	dictionary bool // it begins with a dictionary page
	rows       int  // in the pages so far
	nulls      int
	bounds     bounds
}

// addDictionary adds the page of the distinct values, in PLAIN encoding.
func (c *columnChunk) addDictionary(plain []byte, values int) error {
	c.dictionary = true
	_, err := c.pager.WriteDictionaryPage(file.NewDictionaryPage(memory.NewBufferBytes(plain), int32(values), parquet.Encodings.Plain))
	return err
}

// add adds a data page of compressed definition levels and values, which were size
// bytes before.
func (c *columnChunk) add(compressed []byte, size, rows, nulls int, b bounds) error {
	encoding := parquet.Encodings.Plain
	if c.dictionary {
		encoding = parquet.Encodings.RLEDict
	}
	page := file.NewDataPageV1WithConfig(memory.NewBufferBytes(compressed), parquet.Encodings.RLE, parquet.Encodings.RLE, file.DataPageConfig{
		Num: int32(rows), Encoding: encoding, UncompressedSize: int32(size),
		Stats: c.statistics(rows, nulls, b), FirstRowIndex: int64(c.rows),
	})
	defer page.Release()
	c.rows, c.nulls = c.rows+rows, c.nulls+nulls
	c.bounds.join(b)
	_, err := c.pager.WriteDataPage(page)
	return err
}

// close writes the pages.
func (c *columnChunk) close() error {
	if c.rows > 0 {
		c.about.SetStats(c.statistics(c.rows, c.nulls, c.bounds))
	}
	return c.pager.Close(c.dictionary, false)
}

// maxBound is the longest value that is stored as a bound.
const maxBound = 4096

// statistics returns what readers need to skip a page or a chunk.
func (c *columnChunk) statistics(rows, nulls int, b bounds) metadata.EncodedStatistics {
	s := metadata.EncodedStatistics{
		HasNullCount: true, NullCount: int64(nulls), AllNullValue: nulls == rows,
		Signed: c.about.Descr().SortOrder() == schema.SortSIGNED,
	}
	if b.found {
		s.SetMin(b.low).SetMax(b.high)
	}
	s.ApplyStatSizeLimits(maxBound)
	return s
}

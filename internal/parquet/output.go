package parquet

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// magic begins and ends a file.
const magic = "PAR1"

// output writes the frame of a file: row groups, page indexes, footer. It does not know
// what is in a page.
type output struct {
	to         io.Writer
	at         int64 // bytes written
	properties *parquet.WriterProperties
	schema     *schema.Schema
	footer     *metadata.FileMetaDataBuilder
	index      *metadata.PageIndexBuilder
	groups     int
}

// newOutput begins a file of the given columns.
func newOutput(to io.Writer, root *schema.GroupNode) (*output, error) {
	o := &output{to: to, schema: schema.NewSchema(root)}
	o.properties = parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithDictionaryDefault(false))
	o.footer = metadata.NewFileMetadataBuilder(o.schema, o.properties, metadata.NewKeyValueMetadata())
	o.index = &metadata.PageIndexBuilder{Schema: o.schema}
	_, err := io.WriteString(o, magic)
	return o, err
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	o.at += int64(n)
	return n, err
}

// Tell returns the position in the file.
func (o *output) Tell() int64 { return o.at }

// begin begins a row group. It returns the group, for end, and a chunk for each column;
// the chunks may be filled in any order and on any goroutine.
func (o *output) begin() (*metadata.RowGroupMetaDataBuilder, []*columnChunk, error) {
	if o.groups > math.MaxInt16 {
		return nil, nil, fmt.Errorf("a file has at most %d row groups", math.MaxInt16+1)
	}
	if err := o.index.AppendRowGroup(); err != nil {
		return nil, nil, err
	}
	group := o.footer.AppendRowGroup()
	chunks := make([]*columnChunk, o.schema.NumColumns())
	for i := range chunks {
		about := group.NextColumnChunk()
		pager, err := file.NewPageWriter(o, compress.Codecs.Zstd, 0, about, int16(o.groups), int16(i), memory.DefaultAllocator, true, nil, nil)
		if err != nil {
			return nil, nil, err
		}
		ranges, err := o.index.GetColumnIndexBuilder(i)
		if err != nil {
			return nil, nil, err
		}
		offsets, err := o.index.GetOffsetIndexBuilder(i)
		if err != nil {
			return nil, nil, err
		}
		pager.SetIndexBuilders(ranges, offsets)
		chunks[i] = &columnChunk{about: about, pager: pager}
	}
	return group, chunks, nil
}

// end writes the chunks of a row group.
func (o *output) end(group *metadata.RowGroupMetaDataBuilder, chunks []*columnChunk, rows int) error {
	for _, c := range chunks {
		if err := c.close(); err != nil {
			return err
		}
	}
	group.SetNumRows(rows)
	err := group.Finish(o.at, int16(o.groups))
	o.groups++
	return err
}

// close ends the file. It does not close the underlying io.Writer.
func (o *output) close() error {
	var location metadata.PageIndexLocation
	o.index.Finish()
	if err := o.index.WriteTo(o, &location); err != nil {
		return err
	}
	if err := o.footer.SetPageIndexLocation(location); err != nil {
		return err
	}
	footer, err := o.footer.Finish()
	if err != nil {
		return err
	}
	size, err := footer.WriteTo(o, nil)
	if err != nil {
		return err
	}
	_, err = o.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(size)), magic...))
	return err
}

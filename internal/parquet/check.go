package parquet

import (
	"errors"
	"fmt"
	"math"

	"galena/internal/column"
)

// checkChunks checks what the footer says of every column of every row group against
// the file's size and the number of rows, before anything relies on it. It counts the
// rows, and returns the size that no page may exceed.
func (r *Reader) checkChunks(size int64) (largest int64, err error) {
	const (
		usualPage   = 16 << 20  // writers may misstate the sizes of small chunks a little
		largestPage = 256 << 20 // a few KiB can claim gigabytes
	)
	largest = usualPage
	meta := r.file.MetaData()
	for g := range meta.NumRowGroups() {
		group := meta.RowGroup(g)
		rows := group.NumRows()
		if rows < 0 || rows > math.MaxInt64-r.rows {
			return 0, fmt.Errorf("row group %d claims to have %d rows", g+1, rows)
		}
		r.rows += rows
		if group.NumColumns() != meta.Schema.NumColumns() {
			return 0, fmt.Errorf("row group %d has %d columns instead of %d", g+1, group.NumColumns(), meta.Schema.NumColumns())
		}
		for c := range group.NumColumns() {
			uncompressed, err := r.checkChunk(g, c, rows, size)
			if err != nil {
				return 0, fmt.Errorf("column %q of row group %d: %w", meta.Schema.Column(c).Path(), g+1, err)
			}
			largest = max(largest, min(uncompressed, largestPage))
		}
	}
	// Some writers left the sum at 0.
	if total := meta.GetNumRows(); total != r.rows && total != 0 {
		return 0, fmt.Errorf("the footer says %d rows, its row groups have %d", total, r.rows)
	}
	return largest, nil
}

func (r *Reader) checkChunk(group, leaf int, rows, size int64) (uncompressed int64, err error) {
	raw := r.file.MetaData().RowGroups[group].Columns[leaf]
	if raw.MetaData == nil {
		return 0, errors.New("the footer says nothing about it")
	}
	if raw.FilePath != nil && *raw.FilePath != "" {
		return 0, errors.New("it stands in another file")
	}
	// Without these offsets arrow-go does not read the page index, which we do not need
	// and which may be damaged.
	raw.ColumnIndexOffset, raw.ColumnIndexLength, raw.OffsetIndexOffset, raw.OffsetIndexLength = nil, nil, nil, nil
	chunk, err := r.file.MetaData().RowGroup(group).ColumnChunk(leaf)
	if err != nil {
		return 0, err
	}
	start, length := chunk.DataPageOffset(), chunk.TotalCompressedSize()
	if at := chunk.DictionaryPageOffset(); chunk.HasDictionaryPage() && at > 0 {
		start = min(start, at)
	}
	descriptor := r.file.MetaData().Schema.Column(leaf)
	switch {
	case start < 0 || length < 0 || start > size || length > size-start:
		return 0, fmt.Errorf("it claims the %d bytes from %d on of a file of %d bytes", length, start, size)
	case descriptor.MaxRepetitionLevel() == 0 && chunk.NumValues() != rows,
		chunk.NumValues() < rows:
		return 0, fmt.Errorf("it claims to have %d values for %d rows", chunk.NumValues(), rows)
	case chunk.Type() != descriptor.PhysicalType():
		return 0, fmt.Errorf("it is stored as %s, the schema says %s", chunk.Type(), descriptor.PhysicalType())
	}
	return chunk.TotalUncompressedSize(), nil
}

// settleKinds chooses the kind of every flat column. It reads the columns that may
// hold a value that their kind cannot represent.
func (r *Reader) settleKinds() error {
	for i := range r.fields {
		f := &r.fields[i]
		if f.node != nil {
			continue
		}
		var mayOverflow bool
		if f.Kind, mayOverflow = f.leaf.kindOf(); !mayOverflow {
			continue
		}
		fits, err := r.fits(*f)
		if err != nil {
			return err
		}
		if !fits {
			f.Kind = column.KindText
		}
	}
	return nil
}

// fits reports whether the kind of a column can hold all of its values.
func (r *Reader) fits(f readField) (bool, error) {
	reader := f.leaf.checker()
	for g := range r.file.NumRowGroups() {
		left := r.file.MetaData().RowGroup(g).NumRows()
		for first := true; left > 0; first = false {
			rows := int(min(left, 16*stepRows))
			left -= int64(rows)
			if _, err := r.read(reader, f.Name, part{group: g, rows: rows, first: first, last: left == 0}); err != nil {
				return false, err
			}
			if !reader.fits() {
				return false, nil
			}
		}
	}
	return true, nil
}

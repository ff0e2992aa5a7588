package export

import (
	"bytes"
	"context"
	"io"
	"iter"
	"math"
	"strconv"
	"sync"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// csvRows is the number of rows that one worker formats at a time.
const csvRows = 4096

// csvEncoder writes tables as CSV (RFC 4180, but lines end in LF): a header, then the rows.
// Cells are quoted only where necessary. A null is an empty cell and an empty string is "".
// In a table of one column both are "", since most readers skip empty lines.
type csvEncoder struct {
	to      io.Writer
	buffers sync.Pool // of *[]byte
}

// newCSVEncoder returns an encoder and writes the header.
func newCSVEncoder(to io.Writer, names []string) (*csvEncoder, error) {
	var line []byte
	for i, name := range names {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendText(line, name, false)
	}
	_, err := to.Write(append(line, '\n'))
	return &csvEncoder{to: to, buffers: sync.Pool{New: func() any { return new([]byte) }}}, err
}

// write implements encoder. All workers format chunks of rows, which are written in order
// as they are finished.
func (e *csvEncoder) write(ctx context.Context, workers pipeline.Workers, rows column.Table) error {
	rows = rows.Decoded()
	format := func(_ context.Context, start int) (*[]byte, error) {
		buffer := e.buffers.Get().(*[]byte)
		*buffer = appendRows((*buffer)[:0], rows, start, min(start+csvRows, rows.Rows()))
		return buffer, nil
	}
	for buffer, err := range pipeline.Ordered(ctx, workers, starts(rows.Rows(), csvRows), format) {
		if err != nil {
			return err
		}
		if _, err := e.to.Write(*buffer); err != nil {
			return err
		}
		e.buffers.Put(buffer)
	}
	return nil
}

// close implements encoder.
func (e *csvEncoder) close(context.Context, pipeline.Workers) error { return nil }

// starts yields 0, step, 2·step, ... below n.
func starts(n, step int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := 0; i < n; i += step {
			if !yield(i, nil) {
				return
			}
		}
	}
}

// cells is a column being formatted.
type cells struct {
	values  column.Array
	text    *column.Text // set if the column is text
	nulls   bool         // there may be nulls
	isPlain bool         // no value in the chunk has a character that needs quotes
}

// appendRows appends the rows in [start, end) as lines.
func appendRows(dst []byte, rows column.Table, start, end int) []byte {
	columns := make([]cells, len(rows.Names()))
	for i := range columns {
		values := rows.At(i)
		columns[i] = cells{values: values, nulls: values.NullN() > 0}
		if text, ok := values.(*column.Text); ok {
			columns[i].text = text
			columns[i].isPlain = isPlain(bytesBetween(text, start, end))
		}
	}
	for row := start; row < end; row++ {
		for i := range columns {
			if i > 0 {
				dst = append(dst, ',')
			}
			c := &columns[i]
			switch {
			case c.nulls && c.values.IsNull(row):
				if len(columns) == 1 {
					dst = append(dst, `""`...)
				}
			case c.text != nil:
				dst = appendText(dst, c.text.Value(row), c.isPlain)
			default:
				dst = appendValue(dst, c.values, row)
			}
		}
		dst = append(dst, '\n')
	}
	return dst
}

// bytesBetween returns the bytes of the values in [start, end), which are contiguous.
func bytesBetween(text *column.Text, start, end int) []byte {
	if start == end {
		return nil
	}
	offsets := text.ValueOffsets()
	return text.ValueBytes()[offsets[start]-offsets[0] : offsets[end]-offsets[0]]
}

// isPlain reports whether no cell in text needs quotes. Four passes of IndexByte over a
// whole column cost less than a look at each byte of each cell.
func isPlain(text []byte) bool {
	for _, c := range []byte("\",\n\r") {
		if bytes.IndexByte(text, c) >= 0 {
			return false
		}
	}
	return true
}

// appendText appends a cell of text, guarded against spreadsheets. plain says that the text
// is known to need no quotes.
func appendText(dst []byte, text string, plain bool) []byte {
	if text == "" {
		return append(dst, `""`...)
	}
	guard := ""
	if guardStart[text[0]] && isFormula(text) {
		guard = "'"
	}
	if plain || !needsQuotes(text) {
		return append(append(dst, guard...), text...)
	}
	return column.AppendQuoted(dst, guard, text)
}

// quoteMarks marks the bytes that make quotes necessary.
var quoteMarks = [256]bool{'"': true, ',': true, '\n': true, '\r': true}

func needsQuotes(text string) bool {
	for i := range len(text) {
		if quoteMarks[text[i]] {
			return true
		}
	}
	return false
}

// appendValue appends a cell that is neither text nor null. It writes what
// column.AppendValue does, except that numbers between 1e-6 and 1e21 have no exponent (as
// in JSON), since people read them.
func appendValue(dst []byte, values column.Array, row int) []byte {
	switch values := values.(type) {
	case *column.Float:
		value := values.Value(row)
		if size := math.Abs(value); size == 0 || size >= 1e-6 && size < 1e21 {
			return strconv.AppendFloat(dst, value, 'f', -1, 64)
		}
	case *column.Date:
		if day := int64(values.Value(row)); isFourDigitYear(day) {
			return appendDay(dst, day)
		}
	case *column.Time:
		micros := int64(values.Value(row))
		if day, _ := dayOf(micros); isFourDigitYear(day) {
			return appendInstant(dst, micros)
		}
	}
	return column.AppendValue(dst, values, row)
}

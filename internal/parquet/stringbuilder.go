package parquet

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/parquet"

	"galena/internal/column"
)

// stringBuilder makes a column of values declared to be text. It copies the bytes of a
// batch unseen and checks all of them at once for UTF-8.
type stringBuilder struct {
	data  []byte
	ends  []int32 // of the values, after a leading 0; a null ends where the value before it does
	there presence
	// unsure means that some of the values may not be UTF-8.
	unsure bool

	before int // bytes of the previous batch
	// lends means that a batch is valid only until the next begins, which reuses its
	// memory.
	lends bool
}

// Up to these lengths, a copy always takes this many bytes, whatever follows the value.
const (
	shortCopy = 32
	longCopy  = 2 * shortCopy
)

var (
	errCutValue = errors.New("a page ends within a value")
	errNoValue  = errors.New("a page points behind the end of its dictionary")
)

// begin must be called before the first value of a batch.
func (b *stringBuilder) begin() {
	if len(b.ends) == 0 {
		b.ends = append(b.ends, 0)
	}
}

// plain appends count values, each of which follows its length, and returns the bytes
// after them. toCome is how many values of the page are left.
func (b *stringBuilder) plain(values []byte, count, toCome int) (rest []byte, err error) {
	b.unsure = true
	if toCome > 0 { // values of one page are of similar length
		b.data = slices.Grow(b.data, min(len(values), len(values)/toCome*count+longCopy))
	}
	data, ends, at := b.data, slices.Grow(b.ends, count), 0
	for range count {
		if len(values)-at < 4 {
			return nil, errCutValue
		}
		length := int64(binary.LittleEndian.Uint32(values[at:]))
		at += 4
		if length > int64(len(values)-at) {
			return nil, errCutValue
		}
		filled := len(data)
		switch room := min(len(values)-at, cap(data)-filled); {
		case length <= shortCopy && room >= shortCopy:
			column.Copy32((*[shortCopy]byte)(data[filled:filled+shortCopy]), (*[shortCopy]byte)(values[at:]))
			data = data[:filled+int(length)]
		case length <= longCopy && room >= longCopy: // host names, addresses, links
			to, from := data[filled:filled+longCopy], values[at:at+longCopy]
			column.Copy32((*[shortCopy]byte)(to), (*[shortCopy]byte)(from))
			column.Copy32((*[shortCopy]byte)(to[shortCopy:]), (*[shortCopy]byte)(from[shortCopy:]))
			data = data[:filled+int(length)]
		default:
			data = append(data, values[at:at+int(length)]...)
		}
		at += int(length)
		ends = append(ends, int32(len(data)))
	}
	b.data, b.ends = data, ends
	return values[at:], b.check()
}

// gather appends values of a dictionary.
func (b *stringBuilder) gather(from *stringDictionary, indexes []uint32) error {
	b.unsure = b.unsure || from.unsure
	data, ends, starts := b.data, slices.Grow(b.ends, len(indexes)), from.starts
	for _, index := range indexes {
		if int64(index)+1 >= int64(len(starts)) {
			return errNoValue
		}
		start, end := starts[index], starts[index+1]
		filled, length := len(data), int(end-start)
		switch {
		case length <= shortCopy && cap(data)-filled >= shortCopy:
			column.Copy32((*[shortCopy]byte)(data[filled:filled+shortCopy]), (*[shortCopy]byte)(from.data[start:]))
			data = data[:filled+length]
		case length > math.MaxInt32-filled:
			return column.ErrTooMuchText
		default:
			data = append(data, from.data[start:end]...)
		}
		ends = append(ends, int32(len(data)))
	}
	b.data, b.ends = data, ends
	return b.check()
}

// repeat appends one value of a dictionary several times.
func (b *stringBuilder) repeat(from *stringDictionary, index uint32, count int) error {
	if int64(index)+1 >= int64(len(from.starts)) {
		return errNoValue
	}
	b.unsure = b.unsure || from.unsure
	value := from.data[from.starts[index]:from.starts[index+1]]
	if int64(len(b.data))+int64(len(value))*int64(count) > math.MaxInt32 {
		return column.ErrTooMuchText
	}
	b.data, b.ends = slices.Grow(b.data, len(value)*count), slices.Grow(b.ends, count)
	for range count {
		b.data = append(b.data, value...)
		b.ends = append(b.ends, int32(len(b.data)))
	}
	return nil
}

// check fails if a Text's offsets cannot count the bytes.
func (b *stringBuilder) check() error {
	if len(b.data) > math.MaxInt32 {
		return column.ErrTooMuchText
	}
	return nil
}

// nulls appends rows without a value.
func (b *stringBuilder) nulls(count int) {
	end := b.ends[len(b.ends)-1]
	b.ends = slices.Grow(b.ends, count)
	for range count {
		b.ends = append(b.ends, end)
	}
}

// spread moves the last values apart, so that each stands in a row whose level is most;
// the other rows are null.
func (b *stringBuilder) spread(levels []uint32, most uint32, values int) {
	from := len(b.ends) - 1
	b.nulls(len(levels) - values)
	for row, to := len(levels)-1, len(b.ends)-1; from < to; row, to = row-1, to-1 {
		b.ends[to] = b.ends[from]
		if levels[row] == most {
			from--
		}
	}
}

// add implements sink, for values that arrow-go has decoded.
func (b *stringBuilder) add(values []parquet.ByteArray, defs []int16, maxDef int16) error {
	b.begin()
	b.unsure = true
	eachRow(values, defs, maxDef, func(v parquet.ByteArray) {
		b.data = append(b.data, v...)
		b.ends = append(b.ends, int32(len(b.data)))
		b.there.add(1, true)
	}, func() {
		b.nulls(1)
		b.there.add(1, false)
	})
	return b.check()
}

// finish implements sink.
func (b *stringBuilder) finish() column.Array {
	b.begin()
	bitmap, nulls := b.there.finish()
	out := column.NewText(b.data, b.ends, bitmap, nulls)
	sound := !b.unsure || allUTF8(b.data, b.ends)
	if b.lends && sound {
		*b = stringBuilder{data: b.data[:0], ends: b.ends[:0], lends: true}
		return out
	}
	// The next batch is about as large. After a short one, which ends a row group, it is
	// as large as the one before that.
	room := max(len(b.data), b.before)*9/8 + shortCopy
	*b = stringBuilder{data: make([]byte, 0, room), ends: make([]int32, 0, cap(b.ends)), before: len(b.data), lends: b.lends}
	if sound {
		return out
	}
	return repaired(out)
}

// repaired replaces values that are not UTF-8 by hexadecimal digits, as for byte
// strings that are not declared to be text.
func repaired(text *column.Text) *column.Text {
	b := column.NewTextBuilder(text.Len(), 2*len(text.ValueBytes()))
	for i := range text.Len() {
		if value := text.Value(i); text.IsNull(i) || utf8.ValidString(value) {
			b.AppendFrom(text, i)
		} else {
			b.AppendBytes(hex.AppendEncode(nil, []byte(value)))
		}
	}
	return b.Finish()
}

// allUTF8 reports whether every value is UTF-8: all of them together are, and none
// begins within a character.
func allUTF8[N int32 | uint32](data []byte, starts []N) bool {
	if isASCII(data) {
		return true
	}
	if !utf8.Valid(data) {
		return false
	}
	for _, at := range starts {
		if int(at) < len(data) && !utf8.RuneStart(data[at]) {
			return false
		}
	}
	return true
}

func isASCII(data []byte) bool {
	const high = 0x8080808080808080
	for len(data) >= 32 {
		block := (*[32]byte)(data)
		if (binary.LittleEndian.Uint64(block[:])|binary.LittleEndian.Uint64(block[8:])|
			binary.LittleEndian.Uint64(block[16:])|binary.LittleEndian.Uint64(block[24:]))&high != 0 {
			return false
		}
		data = data[32:]
	}
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

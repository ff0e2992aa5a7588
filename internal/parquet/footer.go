package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// readFooter reads a file's footer, and walks it to check that no list or string in it
// claims to be longer than the footer itself: the Thrift library would allocate
// whatever a damaged length says.
func readFooter(r io.ReaderAt, size int64) ([]byte, error) {
	const tail = 8 // the footer's length and the magic bytes
	if size < tail+4 {
		return nil, fmt.Errorf("it has %d bytes, too few for a parquet file", size)
	}
	var end [tail]byte
	if _, err := r.ReadAt(end[:], size-tail); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch string(end[4:]) {
	case "PAR1":
	case "PARE":
		return nil, errors.New("it is encrypted, and there is no way to give a key")
	default:
		return nil, errors.New("it does not end as a parquet file does; it is cut short or of another format")
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if length > size-tail-4 {
		return nil, fmt.Errorf("its footer claims %d of the file's %d bytes", length, size)
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, size-tail-length); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	w := thriftWalk{rest: footer}
	w.structure(footerStruct, 0)
	if w.broken {
		return nil, errors.New("its footer is damaged")
	}
	return footer, nil
}

// thriftWalk skips over values in Thrift's compact protocol, see
// thrift/doc/specs/thrift-compact-protocol.md.
type thriftWalk struct {
	rest   []byte
	broken bool
}

// The types of the compact protocol. A boolean takes one byte in a list and none in a
// field.
const (
	thriftTrue = iota + 1
	thriftFalse
	thriftByte
	thriftI16
	thriftI32
	thriftI64
	thriftDouble
	thriftBinary
	thriftList
	thriftSet
	thriftMap
	thriftStruct
	thriftUUID
)

// role is what a structure of the footer is, as far as the walk needs it. The field
// numbers are those of parquet.thrift.
type role uint8

const (
	otherStruct role = iota
	footerStruct
	schemaElement // FileMetaData.schema
	logicalType   // SchemaElement.logicalType, a union
)

// of returns the role of a structure's field.
func (r role) of(field int64) role {
	switch {
	case r == footerStruct && field == 2:
		return schemaElement
	case r == schemaElement && field == 10:
		return logicalType
	}
	return otherStruct
}

const maxThriftDepth = 64 // Parquet's deepest structure has 10

func (w *thriftWalk) take(n uint64) []byte {
	if w.broken || n > uint64(len(w.rest)) {
		w.broken, w.rest = true, nil
		return nil
	}
	out := w.rest[:n]
	w.rest = w.rest[n:]
	return out
}

func (w *thriftWalk) byte() byte {
	if b := w.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (w *thriftWalk) varint() uint64 {
	v, n := binary.Uvarint(w.rest)
	if n <= 0 {
		w.broken = true
		return 0
	}
	w.take(uint64(n))
	return v
}

func (w *thriftWalk) structure(is role, depth int) {
	field := int64(0)
	for !w.broken {
		at := w.rest
		head := w.byte()
		if head == 0 {
			return
		}
		if delta := int64(head >> 4); delta != 0 {
			field += delta
		} else {
			n := w.varint()
			field = int64(n>>1) ^ -int64(n&1)
		}
		if is == logicalType {
			replaceUnknown(at[:len(at)-len(w.rest)], field)
		}
		if kind := head & 15; kind != thriftTrue && kind != thriftFalse {
			w.value(kind, is.of(field), depth+1)
		}
	}
}

// replaceUnknown turns the head of a logical type that is newer than arrow-go, and on
// which arrow-go would panic, into that of the null type, which says nothing about the
// values. Format 2.12 ends with number 18.
func replaceUnknown(head []byte, number int64) {
	const nullType, lastType = 11, 18
	if number >= 1 && number <= lastType && number != 9 {
		return
	}
	if len(head) == 1 {
		head[0] = nullType<<4 | head[0]&15
		return
	}
	head[1] = nullType << 1 // zigzag
	for i := 2; i < len(head); i++ {
		head[i-1] |= 0x80
		head[i] = 0
	}
}

func (w *thriftWalk) value(kind byte, is role, depth int) {
	if depth > maxThriftDepth {
		w.broken = true
		return
	}
	switch kind {
	case thriftTrue, thriftFalse, thriftByte:
		w.take(1)
	case thriftI16, thriftI32, thriftI64:
		w.varint()
	case thriftDouble:
		w.take(8)
	case thriftBinary:
		w.take(w.varint())
	case thriftList, thriftSet:
		head := w.byte()
		count := uint64(head >> 4)
		if count == 15 {
			count = w.varint()
		}
		w.repeat(count, is, depth, head&15)
	case thriftMap:
		if count := w.varint(); count > 0 {
			kinds := w.byte()
			w.repeat(count, otherStruct, depth, kinds>>4, kinds&15)
		}
	case thriftStruct:
		w.structure(is, depth)
	case thriftUUID:
		w.take(16)
	default:
		w.broken = true
	}
}

// repeat skips over count elements, each of which takes at least a byte.
func (w *thriftWalk) repeat(count uint64, is role, depth int, kinds ...byte) {
	if count > uint64(len(w.rest)) {
		w.broken = true
		return
	}
	for range count {
		for _, kind := range kinds {
			w.value(kind, is, depth+1)
		}
		if w.broken {
			return
		}
	}
}

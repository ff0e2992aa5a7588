package parquet

import (
	"errors"

	"github.com/apache/arrow-go/v18/parquet"

	"galena/internal/column"
)

// nested reads a column that repeats, as JSON.
type nested struct {
	root    *node
	leaves  []leafStream
	builder column.TextBuilder
	buffer  []byte
}

func nestedReader(root *node) columnReader {
	r := &nested{root: root, leaves: make([]leafStream, root.last)}
	root.eachLeaf(func(n *node) { r.leaves[n.first] = n.leaf.stream() })
	return r
}

func (r *nested) open(chunks func(int) (readChunk, error)) error {
	for _, l := range r.leaves {
		if err := l.open(chunks); err != nil {
			return err
		}
	}
	return nil
}

func (r *nested) close() error {
	for _, l := range r.leaves {
		if err := l.close(); err != nil {
			return err
		}
	}
	return nil
}

var errLevels = errors.New("its repetition and definition levels do not fit together")

func (r *nested) take(rows int) error {
	for range rows {
		if err := r.next(); err != nil {
			return err
		}
		if string(r.buffer) == "null" {
			r.builder.AppendNull()
			continue
		}
		r.builder.AppendBytes(r.buffer)
	}
	return nil
}

func (r *nested) skip(rows int) error {
	for range rows {
		if err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

func (r *nested) finish() column.Array { return r.builder.Finish() }

// next puts the next row into the buffer.
func (r *nested) next() (err error) {
	for _, l := range r.leaves {
		if rep, _, err := l.peek(); err != nil {
			return err
		} else if rep != 0 {
			return errLevels
		}
	}
	r.buffer, err = r.append(r.buffer[:0], r.root)
	return err
}

// append appends the next value of a node and consumes its entries: at least one from
// each leaf below the node.
func (r *nested) append(dst []byte, n *node) ([]byte, error) {
	if n.shape == shapeLeaf {
		return r.leaves[n.first].take(dst)
	}
	_, def, err := r.leaves[n.first].peek()
	if err != nil {
		return nil, err
	}
	switch {
	case def < n.def:
		return r.absent(dst, n, "null")
	case n.shape == shapeGroup:
		return r.appendGroup(dst, n)
	case n.shape == shapeMap && def == n.def:
		return r.absent(dst, n, "{}")
	case def == n.def:
		return r.absent(dst, n, "[]")
	}
	begin, end := byte('['), byte(']')
	if n.shape == shapeMap {
		begin, end = '{', '}'
	}
	dst = append(dst, begin)
	for {
		if n.shape == shapeMap {
			dst, err = r.appendEntry(dst, n)
		} else {
			dst, err = r.append(dst, n.children[0])
		}
		if err != nil {
			return nil, err
		}
		// At the end of the row group, next returns the level of a new row.
		if rep, err := r.leaves[n.first].next(); err != nil {
			return nil, err
		} else if rep != n.rep {
			return append(dst, end), nil
		}
		dst = append(dst, ',')
	}
}

func (r *nested) appendGroup(dst []byte, n *node) (_ []byte, err error) {
	dst = append(dst, '{')
	for i, child := range n.children {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, []byte(n.names[i])), ':')
		if dst, err = r.append(dst, child); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// appendEntry appends a map entry: the key, which JSON requires in quotes, and its
// value.
func (r *nested) appendEntry(dst []byte, n *node) (_ []byte, err error) {
	start := len(dst)
	if dst, err = r.append(dst, n.children[0]); err != nil {
		return nil, err
	}
	if dst[start] != '"' {
		dst = append(appendQuoted(dst[:start], append([]byte(nil), dst[start:]...)), ':')
	} else {
		dst = append(dst, ':')
	}
	return r.append(dst, n.children[1])
}

// absent consumes the one entry that each leaf below n has for an absent value.
func (r *nested) absent(dst []byte, n *node, text string) ([]byte, error) {
	for _, l := range r.leaves[n.first:n.last] {
		if err := l.skip(); err != nil {
			return nil, err
		}
	}
	return append(dst, text...), nil
}

// leafStream yields the entries of a leaf one by one.
type leafStream interface {
	open(chunks func(leaf int) (readChunk, error)) error
	close() error
	// peek returns the levels of the next entry, which must be there.
	peek() (rep, def int16, err error)
	// next returns the repetition level of the next entry, or 0 at the end.
	next() (rep int16, err error)
	// take appends the value of the next entry as JSON and consumes it.
	take(dst []byte) ([]byte, error)
	// skip consumes the next entry.
	skip() error
}

// stream is a leafStream over values of the physical type T.
type stream[T physical] struct {
	leaf   int
	json   func([]byte, T) []byte
	source source[T]
	levels int // number of decoded levels
	at     int // the next level to consume
	values []T // decoded values not yet consumed
}

func (l leaf) stream() leafStream {
	switch l.physical {
	case parquet.Types.Boolean:
		return &stream[bool]{leaf: l.index, json: truths().json}
	case parquet.Types.Int32:
		return &stream[int32]{leaf: l.index, json: scalarOfInt32(l.logical).json}
	case parquet.Types.Int64:
		return &stream[int64]{leaf: l.index, json: scalarOfInt64(l.logical).json}
	case parquet.Types.Int96:
		return &stream[parquet.Int96]{leaf: l.index, json: oldInstants().json}
	case parquet.Types.Float:
		return &stream[float32]{leaf: l.index, json: floats(widen).json}
	case parquet.Types.Double:
		return &stream[float64]{leaf: l.index, json: floats(func(v float64) float64 { return v }).json}
	case parquet.Types.FixedLenByteArray:
		if l.isHalf() {
			return &stream[parquet.FixedLenByteArray]{leaf: l.index, json: floats(widenHalf).json}
		}
		return &stream[parquet.FixedLenByteArray]{leaf: l.index, json: scalarOfBytes[parquet.FixedLenByteArray](l.logical).json}
	}
	return &stream[parquet.ByteArray]{leaf: l.index, json: scalarOfBytes[parquet.ByteArray](l.logical).json}
}

func (s *stream[T]) open(chunks func(int) (readChunk, error)) error {
	chunk, err := chunks(s.leaf)
	if err != nil {
		return err
	}
	s.levels, s.at, s.values = 0, 0, nil
	return s.source.open(chunk.reader(chunk.pages), chunk.values)
}

func (s *stream[T]) close() error {
	if s.at != s.levels {
		return errLevels
	}
	return s.source.close()
}

// fill decodes more entries if none is in hand and some are left.
func (s *stream[T]) fill() (err error) {
	if s.at == s.levels && s.source.left > 0 {
		s.at = 0
		s.levels, s.values, err = s.source.next(stepRows)
	}
	return err
}

func (s *stream[T]) peek() (rep, def int16, err error) {
	if err := s.fill(); err != nil {
		return 0, 0, err
	}
	if s.at == s.levels {
		return 0, 0, errLevels
	}
	return s.source.rep(s.at), s.source.def(s.at), nil
}

func (s *stream[T]) next() (rep int16, err error) {
	if err := s.fill(); err != nil || s.at == s.levels {
		return 0, err
	}
	return s.source.rep(s.at), nil
}

func (s *stream[T]) take(dst []byte) ([]byte, error) {
	_, def, err := s.peek()
	if err != nil {
		return nil, err
	}
	s.at++
	if def != s.source.maxDef {
		return append(dst, "null"...), nil
	}
	dst = s.json(dst, s.values[0])
	s.values = s.values[1:]
	return dst, nil
}

func (s *stream[T]) skip() error {
	_, def, err := s.peek()
	if err != nil {
		return err
	}
	if def == s.source.maxDef {
		return errLevels
	}
	s.at++
	return nil
}

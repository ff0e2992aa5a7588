package ingest

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
)

// identify128 returns the ids of the rows: those of the column or, where it has none, a
// hash of the row's cells as read. So the same row has the same id in every file and every
// run.
func identify128(read column.Table, ids *column.Text) *column.Text {
	if ids != nil && ids.NullN() == 0 && !hasEmpty(ids) {
		return ids
	}
	b := column.NewTextBuilder(read.Rows(), 32*read.Rows())
	h := newRowHasher(read)
	var text [32]byte
	for i := range read.Rows() {
		if ids != nil && ids.Value(i) != "" {
			b.Append(ids.Value(i))
			continue
		}
		sum := h.row(i)
		hex.Encode(text[:], sum[:])
		b.AppendBytes(text[:])
	}
	return b.Finish()
}

func hasEmpty(a *column.Text) bool {
	for i := range a.Len() {
		if a.ValueLen(i) == 0 {
			return true
		}
	}
	return false
}

// rowHasher hashes rows: 128-bit XXH3 over name, length and value of each cell that is not
// null, in the order of the names. So the order of the columns does not matter, nor do
// columns without values.
type rowHasher struct {
	columns []column.Array
	names   []uint64
	buffer  []byte
}

func newRowHasher(t column.Table) *rowHasher {
	order := make([]int, len(t.Names()))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(t.Names()[a], t.Names()[b]) })
	h := &rowHasher{}
	for _, i := range order {
		h.columns = append(h.columns, t.At(i))
		h.names = append(h.names, xxh3.HashString(t.Names()[i]))
	}
	return h
}

func (h *rowHasher) row(i int) [16]byte {
	h.buffer = h.buffer[:0]
	for c, values := range h.columns {
		if values.IsNull(i) {
			continue
		}
		h.buffer = binary.LittleEndian.AppendUint64(h.buffer, h.names[c])
		at := len(h.buffer)
		h.buffer = binary.LittleEndian.AppendUint32(h.buffer, 0)
		h.buffer = column.AppendValue(h.buffer, values, i)
		binary.LittleEndian.PutUint32(h.buffer[at:], uint32(len(h.buffer)-at-4))
	}
	return xxh3.Hash128(h.buffer).Bytes()
}

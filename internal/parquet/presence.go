package parquet

import (
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// presence records which rows of a column have a value. It takes no memory until a row
// has none.
type presence struct {
	rows, nulls int
	bits        []byte
}

// add adds rows that all have a value, or all have none.
func (p *presence) add(rows int, there bool) {
	if !there {
		p.begin()
		p.nulls += rows
	}
	if p.bits != nil {
		p.grow(rows)
		bitutil.SetBitsTo(p.bits, int64(p.rows), int64(rows), there)
	}
	p.rows += rows
}

// addLevels adds rows that have a value if their definition level is most. values is
// the number of those.
func (p *presence) addLevels(levels []uint32, most uint32, values int) {
	if values == len(levels) || values == 0 {
		p.add(len(levels), values > 0)
		return
	}
	p.begin()
	p.grow(len(levels))
	p.nulls += len(levels) - values
	for _, level := range levels {
		if level == most {
			p.bits[p.rows>>3] |= 1 << (p.rows & 7)
		}
		p.rows++
	}
}

func (p *presence) begin() {
	if p.bits == nil {
		p.bits = make([]byte, bitutil.BytesForBits(int64(p.rows)), bitutil.BytesForBits(int64(p.rows))+2048)
		bitutil.SetBitsTo(p.bits, 0, int64(p.rows), true)
	}
}

func (p *presence) grow(rows int) {
	missing := int(bitutil.BytesForBits(int64(p.rows+rows))) - len(p.bits)
	p.bits = append(p.bits, make([]byte, max(missing, 0))...)
}

// finish returns Arrow's bitmap, or nil if all rows have a value.
func (p *presence) finish() (bitmap *memory.Buffer, nulls int) {
	if p.nulls == 0 {
		return nil, 0
	}
	return memory.NewBufferBytes(p.bits), p.nulls
}

package dedupe

import (
	"context"
	bitset "math/bits"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// presence notes which columns of each record say something, one bit per column.
// Asking the columns themselves at every comparison of two records would cost more
// than all other work of making leads.
type presence struct {
	store  *store
	starts []int          // the first record of each table
	bits   map[string]int // by name of the column
	marks  [][]uint64     // for each 64 columns, by record
}

// newPresence returns a presence in which no column says anything yet.
func newPresence(s *store) *presence {
	p := &presence{store: s, bits: map[string]int{}, marks: make([][]uint64, (len(s.names)+63)/64), starts: []int{0}}
	for i, t := range s.tables {
		p.starts = append(p.starts, p.starts[i]+t.Rows())
	}
	for i, name := range s.names {
		p.bits[name] = i
	}
	for i := range p.marks {
		p.marks[i] = make([]uint64, s.records())
	}
	return p
}

// look looks at all tables.
func (p *presence) look(ctx context.Context, workers pipeline.Workers) error {
	return workers.Each(ctx, len(p.store.tables), func(_ context.Context, i int) error {
		p.lookAt(i)
		return nil
	})
}

// lookAt looks at the records of one table.
func (p *presence) lookAt(table int) {
	t := p.store.tables[table]
	for i, name := range t.Names() {
		bit := p.bits[name]
		column.MarkFilled(p.marks[bit/64][p.starts[table]:p.starts[table+1]], 1<<(bit%64), t.At(i))
	}
}

// columnSet is a set of columns of a presence.
type columnSet []struct {
	marks []uint64 // by record
	bits  uint64
}

// set returns the columns of some fields.
func (p *presence) set(fields []*field) (set columnSet) {
	chosen := make([]uint64, len(p.marks))
	for _, f := range fields {
		bit := p.bits[f.name]
		chosen[bit/64] |= 1 << (bit % 64)
	}
	for i, bits := range chosen {
		if bits != 0 {
			set = append(set, struct {
				marks []uint64
				bits  uint64
			}{p.marks[i], bits})
		}
	}
	return set
}

// any reports whether a record has a value in one of the columns.
func (s columnSet) any(r uint32) bool {
	for i := range s {
		if s[i].marks[r]&s[i].bits != 0 {
			return true
		}
	}
	return false
}

// count returns the number of columns in which a record has a value.
func (s columnSet) count(r uint32) (n int) {
	for i := range s {
		n += bitset.OnesCount64(s[i].marks[r] & s[i].bits)
	}
	return n
}

package column

import "errors"

// Nowhere is the place of a row in a table that does not have it.
const Nowhere = ^uint32(0)

// Changes turn one table into another: rows that are added, removed or replaced. The
// other rows keep their order.
type Changes struct {
	// Rows are the added and replaced rows as they are afterwards, and the removed rows as
	// they were before.
	Rows Table
	// Before and After are the places of each of Rows in the two tables, Nowhere in one
	// that does not have it. Both are ascending.
	Before, After []uint32
}

// errForeignChanges means that the changes belong to another table.
var errForeignChanges = errors.New("its changes are not those of its rows")

// On returns the table after the changes. A column that one side lacks is null
// there.
func (c Changes) On(before Table) (Table, error) {
	refs, err := c.Apply(Rows(0, before.Rows()), 1)
	if err != nil {
		return Table{}, err
	}
	return TakeRows([]Table{before, c.Rows}, refs), nil
}

// Rows returns the refs of all rows of the table with that number.
func Rows(table uint32, count int) []Ref {
	refs := make([]Ref, count)
	for i := range refs {
		refs[i] = Ref{table, uint32(i)}
	}
	return refs
}

// TakeRows returns rows of several tables, in the order of the refs. A column that
// one of the tables lacks is null there.
func TakeRows(tables []Table, refs []Ref) Table {
	out := NewTable(len(refs))
	for _, table := range tables {
		for _, name := range table.Names() {
			if out.Has(name) {
				continue
			}
			arrays := make([]Array, len(tables))
			for i, t := range tables {
				arrays[i] = t.Column(name)
			}
			out = out.With(name, Take(arrays, refs))
		}
	}
	return out
}

// Apply turns the refs of all rows of a table into those of the changed table. Refs to
// the rows of c.Rows carry the given table number. It returns an error if the changes
// belong to another table.
func (c Changes) Apply(refs []Ref, table uint32) ([]Ref, error) {
	var gone []uint32
	come := 0
	for i := range c.Before {
		if c.Before[i] != Nowhere {
			gone = append(gone, c.Before[i])
		}
		if c.After[i] != Nowhere {
			come++
		}
	}
	total := len(refs) - len(gone) + come
	out := make([]Ref, 0, max(total, 0))
	row := 0
	stay := func(until int) { // appends unchanged rows until out has that many
		for len(out) < until && row < len(refs) {
			if len(gone) > 0 && int(gone[0]) == row {
				gone = gone[1:]
			} else {
				out = append(out, refs[row])
			}
			row++
		}
	}
	for i, after := range c.After {
		if after == Nowhere {
			continue
		}
		if stay(int(after)); len(out) != int(after) {
			return nil, errForeignChanges
		}
		out = append(out, Ref{table, uint32(i)})
	}
	stay(len(out) + len(refs))
	if len(out) != total || len(gone) > 0 {
		return nil, errForeignChanges
	}
	return out, nil
}

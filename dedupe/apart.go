package dedupe

import (
	"fmt"
	"slices"

	"galena/internal/column"
)

// TableApart is the table of what people told galena unmerge.
const TableApart = "kept_apart"

// Apart is a person's order to keep records apart: records of one side may be one
// lead, records of two sides never are.
type Apart struct {
	Number int64 // the number by which it can be taken back
	Day    column.Days
	Sides  [][]RecordName
}

// ReadApart reads TableApart, which may have no rows and columns.
func ReadApart(rows column.Table) ([]Apart, error) {
	if rows.Rows() == 0 {
		return nil, nil
	}
	names, err := textColumns(rows, "source_system", "source_record_id")
	numbers, isNumber := rows.Column("number").(*column.Int)
	sides, isSide := rows.Column("side").(*column.Int)
	days, isDate := rows.Column("decided_on").(*column.Date)
	if err == nil && !(isNumber && isSide && isDate) {
		err = fmt.Errorf("it lacks number, side or decided_on")
	}
	if err != nil {
		return nil, fmt.Errorf("the table %s: %w", TableApart, err)
	}
	var out []Apart
	side := int64(-1)
	for i := range rows.Rows() {
		if last := len(out) - 1; last < 0 || out[last].Number != numbers.Value(i) {
			out, side = append(out, Apart{Number: numbers.Value(i), Day: days.Value(i)}), -1
		}
		a := &out[len(out)-1]
		if sides.Value(i) != side {
			a.Sides, side = append(a.Sides, nil), sides.Value(i)
		}
		last := len(a.Sides) - 1
		a.Sides[last] = append(a.Sides[last], RecordName{names[0].Value(i), names[1].Value(i)})
	}
	return out, nil
}

// ApartTable makes the table that ReadApart reads.
func ApartTable(all []Apart) column.Table {
	numbers, sides := column.NewNumberBuilder[int64](0), column.NewNumberBuilder[int64](0)
	days := column.NewNumberBuilder[column.Days](0)
	var sources, ids column.TextBuilder
	for _, a := range all {
		for side, records := range a.Sides {
			for _, r := range records {
				numbers.Append(a.Number)
				sides.Append(int64(side + 1))
				days.Append(a.Day)
				sources.Append(r.Source)
				ids.Append(r.ID)
			}
		}
	}
	return column.NewTable(sources.Len()).
		With("number", numbers.Finish()).
		With("decided_on", days.Finish()).
		With("side", sides.Finish()).
		With("source_system", sources.Finish()).
		With("source_record_id", ids.Finish())
}

// apart returns the pairs of records that a person keeps apart, each once. Of
// records with equal source and id it takes the first: they are one lead anyway.
func (s *store) apart(all []Apart) [][2]uint32 {
	if len(all) == 0 {
		return nil
	}
	records := map[RecordName]uint32{}
	for _, a := range all {
		for _, name := range slices.Concat(a.Sides...) {
			records[name] = none
		}
	}
	s.locate(records)
	var pairs [][2]uint32
	for _, a := range all {
		for i, side := range a.Sides {
			for _, other := range a.Sides[i+1:] {
				pairs = append(pairs, product(records, side, other)...)
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(pairs)
}

// product pairs the records of two sides, skipping those that are not in the input.
func product(records map[RecordName]uint32, a, b []RecordName) (pairs [][2]uint32) {
	for _, x := range a {
		for _, y := range b {
			if r, q := records[x], records[y]; r != none && q != none && r != q {
				pairs = append(pairs, [2]uint32{min(r, q), max(r, q)})
			}
		}
	}
	return pairs
}

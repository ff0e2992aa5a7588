package dedupe

import (
	"fmt"
	"slices"
)

// Undo returns the sides into which taking a lead apart divides its records. For a
// lead that was merged away, these are its founding records and the other records
// of the lead that it went into. For any other lead, each record is a side of its
// own. It returns nil for an id that the history does not know.
func (h *History) Undo(id string) [][]RecordName {
	lead := h.number(id)
	if lead == none {
		return nil
	}
	into := resolve(h.target, lead)
	var founding, rest []RecordName
	var each [][]RecordName
	for row, of := range h.lead {
		switch {
		case of != into:
		case h.home[row] == lead:
			founding = append(founding, h.name(row))
		default:
			rest = append(rest, h.name(row))
		}
		if of == into {
			each = append(each, []RecordName{h.name(row)})
		}
	}
	if into == lead {
		return each
	}
	return sidesOf(founding, rest)
}

// Without returns the given records of one lead as one side, and the rest of the
// lead as the other. If a record is unknown or belongs to another lead than the
// first, the error says which one, by its place in the list.
func (h *History) Without(records []string) (sides [][]RecordName, err error) {
	leads := slices.Repeat([]uint32{none}, len(records))
	for row, of := range h.lead {
		if i := slices.Index(records, h.name(row).String()); i >= 0 {
			leads[i] = of
		}
	}
	lead := none
	for i, name := range records {
		switch of := leads[slices.Index(records, name)]; {
		case of == none:
			return nil, fmt.Errorf("argument %d is no lead and no record (SOURCE:RECORD_ID) that the state knows", i+1)
		case lead != none && of != lead:
			return nil, fmt.Errorf("argument %d is a record of another lead than the first; take records out of one lead at a time", i+1)
		default:
			lead = of
		}
	}
	var out, rest []RecordName
	for row, of := range h.lead {
		switch name := h.name(row); {
		case of != lead:
		case slices.Contains(records, name.String()):
			out = append(out, name)
		default:
			rest = append(rest, name)
		}
	}
	return sidesOf(out, rest), nil
}

// sidesOf returns the sides that have records.
func sidesOf(sides ...[]RecordName) [][]RecordName {
	return slices.DeleteFunc(sides, func(side []RecordName) bool { return len(side) == 0 })
}

// name returns the name of a record by its row.
func (h *History) name(row int) RecordName {
	return RecordName{h.records.Text("source_system").Value(row), h.records.Text("source_record_id").Value(row)}
}

// String returns the name as a person types it.
func (n RecordName) String() string { return n.Source + ":" + n.ID }

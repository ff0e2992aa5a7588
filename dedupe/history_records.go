package dedupe

import "slices"

// Undo returns what it means to undo a lead: of one that was merged away, its
// founding records on one side and the others of the lead that it went into on the
// other; of any other, each record on a side of its own. Nil for an id that the
// history does not know.
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

// Without returns some records of one lead on one side, and the rest of the lead
// on the other. It is false if they are not known, or of several leads.
func (h *History) Without(records []string) (sides [][]RecordName, ok bool) {
	lead, found := none, 0
	for row, of := range h.lead {
		if !slices.Contains(records, h.name(row).String()) {
			continue
		}
		if lead != none && of != lead {
			return nil, false
		}
		lead = of
		found++
	}
	if found < len(records) {
		return nil, false
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
	return sidesOf(out, rest), true
}

// sidesOf returns those sides that have records.
func sidesOf(sides ...[]RecordName) [][]RecordName {
	return slices.DeleteFunc(sides, func(side []RecordName) bool { return len(side) == 0 })
}

// name returns the name of a record by its row.
func (h *History) name(row int) RecordName {
	return RecordName{h.records.Text("source_system").Value(row), h.records.Text("source_record_id").Value(row)}
}

// String returns the name as a person types it.
func (n RecordName) String() string { return n.Source + ":" + n.ID }

package delimited

import "slices"

// margin is by how much, as a logarithm, one way to align a row must be more
// likely than the others: twenty times.
const margin = 3.0

// narrow makes a row with too many fields as long as there are columns. It
// leaves out empty fields only: those at the end, unless the values then look
// strange in their columns and leaving out others makes them fit.
func (z *blockParser) narrow(cells []cell) (fitting []cell, code string) {
	n := len(z.names)
	if trimmed := slices.IndexFunc(cells[n:], func(c cell) bool { return len(c.text) > 0 }) < 0; trimmed {
		_, strange := z.shapes.judge(cells[:n])
		if strange == 0 {
			return cells[:n], "row_extra_empty"
		}
	}
	if len(cells) != n+1 {
		if slices.IndexFunc(cells[n:], func(c cell) bool { return len(c.text) > 0 }) < 0 {
			return cells[:n], "row_extra_empty"
		}
		return nil, ""
	}
	best, second, choice := -1e18, -1e18, -1
	for i := range cells {
		if len(cells[i].text) > 0 || cells[i].quoted || i > 0 && len(cells[i-1].text) == 0 && !cells[i-1].quoted {
			continue
		}
		likely, _ := z.shapes.judge(z.without(cells, i))
		if likely > best {
			best, second, choice = likely, best, i
		} else {
			second = max(second, likely)
		}
	}
	if choice < 0 {
		return nil, ""
	}
	fitting = z.without(cells, choice)
	switch _, strange := z.shapes.judge(fitting); {
	case choice+1 == len(cells) && best > second:
		return fitting, "row_extra_empty"
	case strange == 0 && best-second >= margin:
		return fitting, "row_realigned"
	}
	return nil, ""
}

// without returns the cells less the i-th, in a buffer of the parser.
func (z *blockParser) without(cells []cell, i int) []cell {
	z.aligned = append(append(z.aligned[:0], cells[:i]...), cells[i+1:]...)
	return z.aligned
}

// widen makes a row with too few fields as long as there are columns: its last
// values are null. Only if values then look strange in their columns, another
// reading is tried: the row is written with another delimiter, or the one
// between two values of fixed forms is missing (24/03/201807:45). It must be
// the only one under which every value fits. A row that fits in no way is
// refused with an empty code.
func (z *blockParser) widen(cells []cell, raw []byte) (fitting []cell, code string) {
	_, strange := z.shapes.judge(cells)
	if strange == 0 {
		return cells, "row_short"
	}
	if other := z.otherwiseDelimited(raw); other != nil {
		return other, "row_realigned"
	}
	if len(cells) == len(z.names)-1 {
		if split := z.split(cells); split != nil {
			return split, "row_realigned"
		}
	}
	if strange > 1 {
		return nil, ""
	}
	return cells, "row_short"
}

// otherwiseDelimited reads a row with each of the other delimiters.
func (z *blockParser) otherwiseDelimited(raw []byte) []cell {
	if len(z.names) < 3 {
		return nil
	}
	for _, d := range delimiters {
		if d.character == z.delimiter {
			continue
		}
		z.inner.delimiter = d.character
		cells, length, fault := z.inner.read(raw, strict)
		z.inner.delimiter = z.delimiter
		if fault != sound || length != len(raw) || len(cells) != len(z.names) {
			continue
		}
		if _, strange := z.shapes.judge(cells); strange == 0 {
			return cells
		}
	}
	return nil
}

// split finds the one place where a value is two.
func (z *blockParser) split(cells []cell) []cell {
	var found []cell
	for i, c := range cells {
		if c.quoted || len(c.text) > 2*shapeRuns {
			continue
		}
		left, right := &z.shapes[i], &z.shapes[i+1]
		for at := 1; at < len(c.text); at++ {
			if !left.rigid(c.text[:at]) || !right.rigid(c.text[at:]) {
				continue
			}
			candidate := slices.Concat(cells[:i], []cell{{text: c.text[:at]}, {text: c.text[at:]}}, cells[i+1:])
			if _, strange := z.shapes.judge(candidate); strange > 0 {
				continue
			}
			if found != nil {
				return nil
			}
			found = candidate
		}
	}
	return found
}

// rigid reports whether nearly all values of the column look like this one.
func (c *columnShapes) rigid(value []byte) bool {
	return c.total >= shapeValues && c.share(value) >= 0.9
}

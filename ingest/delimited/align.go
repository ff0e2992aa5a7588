package delimited

import (
	"math"
	"slices"
)

// margin is by how much, as a natural logarithm, one way to align a row must be more likely
// than all others: twenty times.
const margin = 3.0

// narrow shortens a row with too many fields to the number of columns. It drops only empty
// fields: those at the end or, if values would then look strange in their columns, another
// one whose removal makes all of them fit. Or it joins a value that an unquoted delimiter
// has split. A nil row means that there is no way.
func (z *blockParser) narrow(cells []cell) (fitting []cell, code string) {
	n := len(z.names)
	_, strange := z.shapes.judge(cells[:n])
	trailing := !slices.ContainsFunc(cells[n:], func(c cell) bool { return len(c.text) > 0 })
	if strange == 0 {
		if trailing {
			return cells[:n], "row_extra_empty"
		}
	} else if len(cells) == n+1 {
		if fitting := z.omitOne(cells); fitting != nil {
			return fitting, "row_realigned"
		}
	}
	if fitting := z.rejoin(cells); fitting != nil {
		return fitting, "row_realigned"
	}
	return nil, ""
}

// rejoin joins cells that an unquoted delimiter has split ("Acme, Inc."), if it is clear
// which they are: exactly as many cells as there are too many begin with a space, and every
// other value then fits its column.
func (z *blockParser) rejoin(cells []cell) []cell {
	torn, joined := 0, make([]bool, len(cells))
	z.aligned = z.aligned[:0]
	for i, c := range cells {
		if i == 0 || c.quoted || cells[i-1].quoted || len(c.text) < 2 || c.text[0] != ' ' || c.text[1] == ' ' {
			z.aligned = append(z.aligned, c)
			continue
		}
		torn++
		at := len(z.aligned) - 1
		z.aligned[at].text = slices.Concat(z.aligned[at].text, []byte{z.delimiter}, c.text)
		joined[at] = true
	}
	if torn != len(cells)-len(z.names) {
		return nil
	}
	for i, c := range z.aligned {
		if shapes := &z.shapes[i]; shapes.rows < shapeRows || !joined[i] && shapes.share(c.text) < misfit {
			return nil
		}
	}
	return z.aligned
}

// omitOne drops the one empty field without which every value fits, if that is clearly more
// likely than dropping any other.
func (z *blockParser) omitOne(cells []cell) []cell {
	best, second, choice := math.Inf(-1), math.Inf(-1), -1
	isEmpty := func(c cell) bool { return len(c.text) == 0 && !c.quoted }
	for i, c := range cells {
		if !isEmpty(c) || i > 0 && isEmpty(cells[i-1]) {
			continue
		}
		likely, strange := z.shapes.judge(z.without(cells, i))
		if likely <= best {
			second = max(second, likely)
			continue
		}
		best, second, choice = likely, best, i
		if strange > 0 {
			choice = -1
		}
	}
	if choice < 0 || best-second < margin {
		return nil
	}
	return z.without(cells, choice)
}

// without returns the cells except the i-th, in a buffer of the parser.
func (z *blockParser) without(cells []cell, i int) []cell {
	z.aligned = append(append(z.aligned[:0], cells[:i]...), cells[i+1:]...)
	return z.aligned
}

// widen fills a row with too few fields up with nulls at its end. Only if values then look
// strange in their columns does it try another reading: the row uses another delimiter, or
// the one between two values of fixed form is missing (24/03/201807:45). That reading must
// be the only one under which every value fits. A row that fits in no way is refused with
// an empty code.
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

// split finds the only place where one value can be split into two.
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

// rigid reports whether nearly all values of the column have the shape of this one.
func (c *columnShapes) rigid(value []byte) bool {
	return c.total >= shapeValues && c.share(value) >= 0.9
}

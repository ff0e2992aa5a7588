package contact

import "iter"

// OrderOf returns the order in which the dates of a column stand, where some of
// them can be read one way only, and hardly any the other: 04/13/2024 says how
// to read 03/04/2024. Cells that are no dates of that kind say nothing.
func OrderOf(cells iter.Seq[string]) DateOrder {
	var dayFirst, monthFirst int
	for cell := range cells {
		cell = trimSpace(cell)
		if first, rest := leadingNumber(cell); !first.inOneOrTwo() || rest == "" || isDigit(rest[0]) {
			continue
		}
		if long, ok := withCentury(cell); ok {
			cell = long
		}
		_, _, day := parseThree(cell, OrderDMY)
		_, _, month := parseThree(cell, OrderMDY)
		switch {
		case day == "" && month != "":
			dayFirst++
		case day != "" && month == "":
			monthFirst++
		}
	}
	switch {
	case 100*dayFirst >= 97*(dayFirst+monthFirst) && dayFirst > 0:
		return OrderDMY
	case 100*monthFirst >= 97*(dayFirst+monthFirst) && monthFirst > 0:
		return OrderMDY
	}
	return OrderUnknown
}

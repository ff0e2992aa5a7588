package contact

import "iter"

// OrderOf returns the order of day and month in the dates of a column, if some of them can
// be read in one way only and hardly any contradict them: 04/13/2024 says how to read
// 03/04/2024. Other cells are ignored.
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

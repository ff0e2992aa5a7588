package match

import (
	"slices"
	"strings"
)

const (
	unit = iota + 1
	streetNear
	sameStreet
	streetDifferent
)

// compareStreets compares house number, street and unit apart: "12 oak st apt 4" and "12 oak st" differ in the unit
// only.
func compareStreets(s *scratch, a, b string) int {
	return s.compareAddresses(s.address(0, a), s.address(1, b))
}

func (s *scratch) compareAddresses(left, right address) int {
	words := left.street == right.street
	j := 1.0
	if !words {
		j = s.similarity(left.street, right.street)
		words = j >= 0.92 || min(len(left.street), len(right.street)) > 4 && s.distance(left.street, right.street) <= 1
	}
	number := left.number == right.number
	switch {
	case number && j == 1:
		return unit
	case number && (words || left.number != "" && sharesToken(s, left.street, right.street)):
		return streetNear
	case words && left.number != "" && right.number != "" && s.distance(left.number, right.number) == 1 && min(len(left.number), len(right.number)) > 1:
		return streetNear
	case words || number && left.number != "" && j >= 0.8:
		return sameStreet
	}
	return streetDifferent
}

type address struct{ number, street string }

var unitWords = []string{"apartment", "apt", "flat", "room", "suite", "ste", "unit"}

// address finds the house number, which is the first word with a digit, and the words of the street up to the unit.
func (s *scratch) address(side int, value string) address {
	var out address
	from, to := -1, len(value)
	for _, token := range s.split(side, value) {
		at := offset(value, token)
		if slices.Contains(unitWords, token) && from >= 0 {
			to = at
			break
		}
		digit := token[0] >= '0' && token[0] <= '9'
		switch {
		case digit && out.number == "":
			out.number = token
			if from >= 0 { // the number stands after the street
				to = at
			}
		case from < 0:
			from = at
		}
		if to < len(value) {
			break
		}
	}
	if from >= 0 && from < to {
		out.street = strings.TrimRight(value[from:to], " ,.#")
	}
	return out
}

func compareCities(s *scratch, a, b string) int {
	if s.similarity(a, b) >= 0.9 || min(len(a), len(b)) > 3 && s.distance(a, b) <= 1 || sharesToken(s, a, b) && min(len(a), len(b)) > 5 {
		return 1
	}
	return 2
}

func comparePostalCodes(s *scratch, a, b string) int {
	if d := len(a) - len(b); d < 2 && d > -2 && s.distance(a, b) == 1 {
		return 1
	}
	return 2
}

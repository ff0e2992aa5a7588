package match

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Candidate is a column that may take part in matching.
type Candidate struct {
	Name     string
	Kind     Kind  // from its mapping; 0 for an unmapped column
	Group    Group // from its mapping, e.g. Work for a job title
	Records  int
	Filled   int      // records with a value
	Distinct int      // distinct values among them
	Sample   []string // some hundred normalized values
}

// Choice says whether and how a candidate takes part.
type Choice struct {
	Candidate int // index into the candidates
	Kind      Kind
	Group     Group
	Used      bool
	Reason    string
}

// ChooseFields decides which columns take part where the user has not said. Every mapped column with a value
// takes part, even if all records hold the same value: in a small input that is evidence, in a large one it
// weighs nothing. An unmapped column takes part if it tells records apart. It does not if every record has a
// value of its own (a row number, a time of export), or if there are next to no values or only one.
func ChooseFields(candidates []Candidate) []Choice {
	choices := make([]Choice, len(candidates))
	used := 0
	for i, c := range candidates {
		choices[i] = choose(c)
		choices[i].Candidate = i
		if choices[i].Used && used == maxFields {
			choices[i].Used, choices[i].Reason = false, fmt.Sprintf("%d fields take part already", maxFields)
		}
		if choices[i].Used {
			used++
		}
	}
	return choices
}

func choose(c Candidate) Choice {
	no := func(reason string, args ...any) Choice { return Choice{Reason: fmt.Sprintf(reason, args...)} }
	fill := float64(c.Filled) / float64(max(c.Records, 1))
	perValue := float64(c.Filled) / float64(max(c.Distinct, 1))
	switch {
	case c.Distinct == 0:
		return no("no values")
	case c.Kind != 0:
		return Choice{Kind: c.Kind, Group: c.Group, Used: true, Reason: "mapped"}
	case c.Distinct == 1:
		return no("one value only")
	case fill < 0.1:
		return no("filled in %.1f %% of the records only", 100*fill)
	case c.Records >= 50 && perValue < 1.01:
		return no("every record has a value of its own")
	case math.Log2(float64(c.Distinct)) < 1.5:
		return no("%d values tell too little", c.Distinct)
	}
	kind := profile(c)
	switch {
	case numbered(c) && c.Distinct == c.Filled:
		return no("numbers records: each has one of its own")
	case numbered(c) && perValue < 2:
		kind = Serial
	}
	return Choice{Kind: kind, Group: c.Group, Used: true, Reason: fmt.Sprintf("not mapped; tells records apart, compared as %v", kind)}
}

// numbered reports whether the values are numbers handed out one after the other, such as customer numbers:
// four digits or more, the same letters before them, at least one in numberGap of the numbers between the least
// and the greatest, and no years. Neighbours in such a column have nothing in common.
func numbered(c Candidate) bool {
	least, greatest, years := uint64(math.MaxUint64), uint64(0), 0
	for _, v := range c.Sample {
		digits := strings.TrimLeft(v, letters)
		number, err := strconv.ParseUint(digits, 10, 64)
		if err != nil || len(digits) < 4 || v[:len(v)-len(digits)] != c.Sample[0][:min(len(v)-len(digits), len(c.Sample[0]))] {
			return false
		}
		least, greatest = min(least, number), max(greatest, number)
		if len(v) == 4 && number >= 1900 && number < 2100 {
			years++
		}
	}
	return years < len(c.Sample) && greatest-least < numberGap*uint64(c.Distinct)
}

const (
	numberGap = 100
	letters   = "abcdefghijklmnopqrstuvwxyz-_/.# "
)

// profile finds the kind of an unmapped column from its values.
func profile(c Candidate) Kind {
	dates, digits, emails, words, length := 0, 0, 0, 0, 0
	for _, v := range c.Sample {
		if year, month, day := dateParts(v); year > "1800" && year < "2200" && month <= "12" && day <= "31" && month > "00" {
			dates++
		}
		if strings.ContainsAny(v, "0123456789") {
			digits++
		}
		if strings.Contains(v, "@") {
			emails++
		}
		words += strings.Count(v, " ")
		length += len(v)
	}
	n := max(len(c.Sample), 1)
	switch {
	case 10*emails > 9*n:
		return Email
	case 10*dates > 8*n:
		return Date
	case c.Distinct <= 100 && length < 6*n:
		return Category
	case 10*digits > 9*n && words < n/10 && length > 4*n:
		return ID
	case 10*digits > 9*n && words < n/10:
		return Category
	}
	return Text
}

package score

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"galena/internal/additive"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/embedded"
)

// target is the outcome of each row.
type target struct {
	batches  []column.Table
	column   string
	positive map[string]bool // by folded value; the outcome of any other value is not known
	only     string          // the positive value, if that is given; all others are negative
	filled   bool            // any value is positive, such as a date of conversion or the id of a deal
	open     int             // rows that are not decided yet, whose outcome is not known
}

// newTarget decides what the values of the column mean.
func newTarget(batches []column.Table, known []string, l Lesson) (*target, error) {
	t := &target{batches: batches, column: l.Target, positive: map[string]bool{}, only: foldValue(l.Positive)}
	if !slices.Contains(known, t.column) && l.Target == Converted && slices.Contains(known, "lifecycle_stage") {
		t.column, t.only = "lifecycle_stage", customer.String()
	}
	if !slices.Contains(known, t.column) {
		return nil, noColumn(l.Target, "to predict", known)
	}
	counts, rows := map[string]int{}, 0
	for _, b := range batches {
		values := textOf(b, t.column)
		rows += b.Rows()
		for row := range b.Rows() {
			if value, ok := valueOf(values, row); ok {
				counts[foldValue(value)]++
			}
		}
	}
	if t.filled = t.only == "" && tellsByBeingFilled(counts, rows); t.filled {
		return t, nil
	}
	if len(counts) > mostOutcomes {
		return nil, fmt.Errorf("the column %q has too many different values for an outcome", t.column)
	}
	if t.only != "" {
		if counts[t.only] == 0 && t.column == l.Target {
			return nil, fmt.Errorf("no row has the value %q in the column %q%s", l.Positive, t.column, valuesNamed(counts))
		}
		for value := range counts {
			t.positive[value] = value == t.only
		}
		return t, nil
	}
	return t, t.decide(counts)
}

// mostOutcomes is the most different values that a column of outcomes may have.
const mostOutcomes = 1000

// valueOf returns a cell, and whether it has a value: a null by any name is none.
func valueOf(text *column.Text, row int) (string, bool) {
	value, ok := given(text, row)
	return value, ok && strings.TrimSpace(value) != "" && !contact.IsNullToken(value)
}

// tellsByBeingFilled reports whether a column is empty in some rows, and in all others holds
// what comes with a conversion: its date, or an id of its own.
func tellsByBeingFilled(counts map[string]int, rows int) bool {
	filled, dates := 0, 0
	for value, n := range counts {
		filled += n
		if _, _, problem := contact.ParseTime(value, contact.OrderUnknown); problem == "" && hasDateMarks(value) {
			dates += n
		}
	}
	return filled > 0 && filled < rows && len(counts) > 2 && (10*dates >= 9*filled || 10*len(counts) >= 9*filled && filled >= fewValues)
}

// hasDateMarks reports whether a value has a separator of the parts of a date.
func hasDateMarks(value string) bool { return strings.ContainsAny(value, "-/. ") }

// decide finds which of the values is the one that a sale wants.
func (t *target) decide(counts map[string]int) error {
	if len(counts) < 2 {
		return fmt.Errorf("the column %q has the same value in every row", t.column)
	}
	if wanted, ok := opposed(slices.Sorted(maps.Keys(counts))); ok {
		for value := range counts {
			t.positive[value] = value == wanted
		}
		return nil
	}
	hits, allTruths, allKnown := 0, true, true
	for value := range counts {
		_, truth := truthOf(value)
		_, known := outcomeOf(value)
		allTruths, allKnown = allTruths && truth, allKnown && known
	}
	for value := range counts {
		yes, _ := outcomeOf(value)
		if allTruths {
			yes, _ = truthOf(value)
		}
		if t.positive[value] = yes; yes {
			hits++
		}
	}
	if !allTruths && hits > 0 {
		t.leaveOpen(counts)
	}
	if allTruths || hits > 0 && (allKnown || sales(t.positive)) || len(counts) == 2 && hits == 1 {
		return nil
	}
	return fmt.Errorf("the column %q has %d values, and none is yes or won%s; say with --positive which one is to be predicted", t.column, len(counts), valuesNamed(counts))
}

const (
	valuesShown = 8  // values of a column of outcomes in an error
	rowsShown   = 10 // rows that must share a value for it to be quoted
)

// valuesNamed quotes the values that many rows share, most frequent first.
func valuesNamed(counts map[string]int) string {
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	values = slices.DeleteFunc(values, func(value string) bool { return counts[value] < rowsShown })
	if len(values) == 0 {
		return ""
	}
	more := ""
	if len(values) > valuesShown {
		values, more = values[:valuesShown], " ..."
	}
	return " (" + strings.Join(values, ", ") + more + ")"
}

// sales reports whether one of the values says outright that a deal was won: then all other
// values are negative.
func sales(positive map[string]bool) bool {
	for value, yes := range positive {
		if _, truth := truthOf(value); yes && !truth {
			return true
		}
	}
	return false
}

// opposed returns the positive one of two opposite values: the other is its negation, such as
// unqualified, or its negative, such as -1.
func opposed(values []string) (wanted string, ok bool) {
	if len(values) != 2 {
		return "", false
	}
	for i, value := range values {
		other := values[1-i]
		x, isNumber := contact.ParseNumber(value)
		y, areNumbers := contact.ParseNumber(other)
		if isNumber && areNumbers && x > 0 && y < 0 {
			return value, true
		}
		for _, negation := range []string{"no", "non", "not", "un"} {
			if key := contact.NameKey(value); key != "" && contact.NameKey(other) == negation+key {
				return value, true
			}
		}
	}
	return "", false
}

//go:embed outcome_words.tsv
var outcomeWordsTSV string

var outcomeWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for cells := range embedded.Rows(outcomeWordsTSV) {
		words[contact.NameKey(cells[1])] = cells[0]
	}
	return words
})

// outcomeOf reads how a lead or a deal ended; yes is a sale.
func outcomeOf(value string) (yes, ok bool) {
	if word, known := outcomeWords()[contact.NameKey(value)]; known {
		return word == "yes", true
	}
	stage := labelled(value)
	return stage == customer, stage != noStage
}

// isOpen reports whether a value says that nothing is decided yet.
func isOpen(value string) bool {
	if word, known := outcomeWords()[contact.NameKey(value)]; known {
		return word == "open"
	}
	stage := labelled(value)
	return stage != noStage && stage != customer && stage != disqualified
}

// leaveOpen makes the outcome of rows that are not decided yet unknown, if enough others were
// decided against: what is open may be won tomorrow.
func (t *target) leaveOpen(counts map[string]int) {
	lost := 0
	for value, n := range counts {
		if yes, known := outcomeOf(value); known && !yes && !isOpen(value) {
			lost += n
		}
	}
	if lost < additive.MinimumPositives {
		return
	}
	for value, n := range counts {
		if isOpen(value) {
			delete(t.positive, value)
			t.open += n
		}
	}
}

// why returns why the column is not learnt from.
func (t *target) why() string {
	if t.open == 0 {
		return "it is the outcome"
	}
	return fmt.Sprintf("it is the outcome; %d rows are not decided yet and left out (with --positive they are none)", t.open)
}

// truthOf reads yes and no, including 1.0 and 0.0.
func truthOf(value string) (yes, ok bool) {
	if number, isNumber := contact.ParseNumber(value); isNumber && (number == 0 || number == 1) {
		return number == 1, true
	}
	return contact.ParseBool(value)
}

// of returns the outcomes of a batch. That of a row without a value is not known, unless being
// filled is what tells.
func (t *target) of(batch int) (positive, known []bool) {
	b := t.batches[batch]
	positive, known = make([]bool, b.Rows()), make([]bool, b.Rows())
	values := textOf(b, t.column)
	for row := range known {
		value, ok := valueOf(values, row)
		switch {
		case t.filled:
			positive[row], known[row] = ok, true
		case ok:
			positive[row], known[row] = t.positive[foldValue(value)]
		}
	}
	return positive, known
}

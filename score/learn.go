package score

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"galena/internal/additive"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// Lesson says what is to be learnt from a table of leads.
type Lesson struct {
	Target   string   // column of the outcome, or converted: a lifecycle_stage of customer
	Positive string   // value of it that is to be predicted; "": yes, won and the like
	Time     string   // column that rows are ordered by; "": created_at, if it is there
	InOrder  bool     // the rows stand in the order of time
	Without  []string // columns that are not to be learnt from
}

// Converted is the target that follows from the stage a lead has got to.
const Converted = "converted"

//go:embed not_learned.tsv
var notLearnedTSV string

// whyNot are the words of not_learned.tsv in full.
var whyNot = map[string]string{
	"who":   "it says who somebody is",
	"rules": "galena's own rules made it",
	"after": "it says how it went",
}

var notLearned = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(notLearnedTSV) {
		if name, why, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			out[name] = whyNot[why]
		}
	}
	return out
})

// Learn fits a model of the outcome to leads, and measures it. The error is an
// *additive.TooFewError where there is too little to learn from.
func Learn(ctx context.Context, batches []column.Table, l Lesson, workers pipeline.Workers) (*additive.Model, *additive.Report, error) {
	known := namesOf(batches)
	target, err := newTarget(batches, known, l)
	if err != nil {
		return nil, nil, err
	}
	in := additive.Input{Batches: batches, Target: target.of, Without: without(batches, known, l)}
	in.Without[target.column] = "it is the outcome"
	times := l.Time
	if times == "" && !l.InOrder && slices.Contains(known, "created_at") {
		times = "created_at"
	}
	switch {
	case l.InOrder:
		in.Times = inOrder(batches)
	case times != "" && !slices.Contains(known, times):
		return nil, nil, fmt.Errorf("there is no column %q to order the rows by; there are %s", times, strings.Join(known, ", "))
	case times != "":
		order, read := timesOf(batches, times)
		if l.Time != "" && !read {
			return nil, nil, fmt.Errorf("the column %q does not hold times", times)
		}
		if read {
			in.Times, in.Without[times] = order, "it orders the rows in time"
		}
	}
	each := func(n int, work func(int) error) error {
		return workers.Each(ctx, n, func(_ context.Context, i int) error { return work(i) })
	}
	table, err := additive.NewTable(in, each)
	if err != nil {
		return nil, nil, err
	}
	model, report, err := additive.Fit(ctx, table, each)
	if err != nil {
		return nil, nil, err
	}
	model.Target = l.Target
	return model, report, nil
}

func namesOf(batches []column.Table) []string {
	var names []string
	for _, b := range batches {
		for _, name := range b.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// without returns the columns that are not to be learnt from, and why.
func without(batches []column.Table, names []string, l Lesson) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		why := notLearned()[name]
		if canonical, ok := contact.ColumnByName(name); ok && says(canonical.Kind) && !isFew(batches, name) {
			why = whyNot["who"]
		}
		if slices.Contains(l.Without, name) {
			why = "not wanted"
		}
		if why != "" {
			out[name] = why
		}
	}
	return out
}

// fewValues is how many values a column has at most that tells groups of people
// apart rather than people, whatever it is called.
const fewValues = 30

func isFew(batches []column.Table, name string) bool {
	seen := map[string]bool{}
	for _, b := range batches {
		values := textOf(b, name)
		for row := range b.Rows() {
			if value, ok := given(values, row); ok && !seen[value] {
				if seen[value] = true; len(seen) > fewValues {
					return false
				}
			}
		}
	}
	return true
}

// says reports whether values of a kind say who somebody is.
func says(kind contact.Kind) bool {
	switch kind {
	case contact.KindGivenName, contact.KindFamilyName, contact.KindFullName, contact.KindEmail, contact.KindEmailList,
		contact.KindPhone, contact.KindPhoneList, contact.KindCompany, contact.KindStreet, contact.KindURL, contact.KindID:
		return true
	}
	return false
}

// target is the outcome of each row.
type target struct {
	batches  []column.Table
	column   string
	positive map[string]bool // by folded value; a value that is not there is not known
	only     string          // where given: the positive value, all others are not
}

// newTarget decides what the values of the column mean.
func newTarget(batches []column.Table, known []string, l Lesson) (*target, error) {
	t := &target{batches: batches, column: l.Target, positive: map[string]bool{}, only: foldValue(l.Positive)}
	if !slices.Contains(known, t.column) && l.Target == Converted && slices.Contains(known, "lifecycle_stage") {
		t.column, t.only = "lifecycle_stage", customer.String()
	}
	if !slices.Contains(known, t.column) {
		return nil, fmt.Errorf("there is no column %q to predict; there are %s", l.Target, strings.Join(known, ", "))
	}
	counts := map[string]int{}
	for _, b := range batches {
		values := textOf(b, t.column)
		for row := range b.Rows() {
			if value, ok := given(values, row); ok {
				counts[foldValue(value)]++
			}
		}
		if len(counts) > 1000 {
			return nil, fmt.Errorf("the column %q has too many different values for an outcome", t.column)
		}
	}
	if t.only != "" {
		if counts[t.only] == 0 && t.column == l.Target {
			return nil, fmt.Errorf("no row has the value %q in the column %q", l.Positive, t.column)
		}
		for value := range counts {
			t.positive[value] = value == t.only
		}
		return t, nil
	}
	return t, t.decide(counts)
}

// decide finds which of the values is the outcome that a sale wants.
func (t *target) decide(counts map[string]int) error {
	hits := 0
	allTruths, allLabels := true, true
	for value := range counts {
		yes, ok := truthOf(value)
		allTruths = allTruths && ok
		allLabels = allLabels && labelled(value) != noStage
		t.positive[value] = yes
	}
	if !allTruths {
		for value := range counts {
			t.positive[value] = labelled(value) == customer
		}
	}
	for _, yes := range t.positive {
		if yes {
			hits++
		}
	}
	switch {
	case len(counts) < 2:
		return fmt.Errorf("the column %q has the same value in every row", t.column)
	case allTruths, allLabels && hits > 0, len(counts) == 2 && hits == 1:
		return nil
	}
	return fmt.Errorf("the column %q has %d values, and none is yes or won; say with --positive which one is to be predicted", t.column, len(counts))
}

// truthOf reads yes and no, 1.0 and 0.0 too.
func truthOf(value string) (yes, ok bool) {
	if number, isNumber := contact.ParseNumber(value); isNumber && (number == 0 || number == 1) {
		return number == 1, true
	}
	return contact.ParseBool(value)
}

// of returns the outcomes of a batch. A row without a value is not known; by
// stage it is no customer.
func (t *target) of(batch int) (positive, known []bool) {
	b := t.batches[batch]
	positive, known = make([]bool, b.Rows()), make([]bool, b.Rows())
	values := textOf(b, t.column)
	for row := range known {
		if value, ok := given(values, row); ok {
			positive[row], known[row] = t.positive[foldValue(value)], true
		}
	}
	return positive, known
}

// inOrder numbers the rows.
func inOrder(batches []column.Table) func(batch int) []int64 {
	starts := make([]int64, len(batches)+1)
	for i, b := range batches {
		starts[i+1] = starts[i] + int64(b.Rows())
	}
	return func(batch int) []int64 {
		out := make([]int64, batches[batch].Rows())
		for row := range out {
			out[row] = starts[batch] + int64(row)
		}
		return out
	}
}

// timesOf reads a column of times, and reports whether nearly all are. A row
// without one stands before all others.
func timesOf(batches []column.Table, name string) (times func(batch int) []int64, ok bool) {
	all := make([][]int64, len(batches))
	read, rows := 0, 0
	for i, b := range batches {
		all[i] = make([]int64, b.Rows())
		at := instants(b.Column(name))
		rows += b.Rows()
		for row := range all[i] {
			micros, ok := at(row)
			if ok {
				read++
			} else {
				micros = 0
			}
			all[i][row] = micros
		}
	}
	return func(batch int) []int64 { return all[batch] }, 10*read >= 9*rows
}

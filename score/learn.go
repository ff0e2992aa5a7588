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
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/embedded"
	"galena/internal/pipeline"
)

// Lesson says what to learn from a table of leads.
type Lesson struct {
	Target   string   // column of the outcome, or Converted: a lifecycle_stage of customer
	Positive string   // value of it to predict; "": yes, won and the like
	Time     string   // column to order the rows by; "": created_at, if there is one
	InOrder  bool     // the rows are already in the order of time
	Without  []string // columns not to learn from
	Since    int64    // microseconds since 1970: older rows, and those without a time, are left out; 0: none is
}

// Converted is the target that follows from the stage that a lead has reached.
const Converted = "converted"

//go:embed not_learned.tsv
var notLearnedTSV string

// whyNot has the words of not_learned.tsv in full.
var whyNot = map[string]string{
	"who":   "it says who somebody is",
	"rules": "galena's own rules made it",
	"after": "it says how it went",
}

var notLearned = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for cells := range embedded.Rows(notLearnedTSV) {
		out[cells[0]] = whyNot[cells[1]]
	}
	return out
})

// Learn fits a model of the outcome to leads, and measures it. The error is an
// *additive.TooFewError if there is too little to learn from.
func Learn(ctx context.Context, batches []column.Table, l Lesson, workers pipeline.Workers) (*additive.Model, *additive.Report, error) {
	known := namesOf(batches)
	target, err := newTarget(batches, known, l)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range l.Without {
		if !slices.ContainsFunc(known, func(column string) bool { return strings.Contains(name, column) }) { // or a part of one
			return nil, nil, noColumn(name, "to leave out", known)
		}
	}
	in := additive.Input{Batches: batches, Target: target.of, Without: without(batches, known, l), Words: map[string]bool{}}
	for name, why := range in.Without {
		canonical, ok := contact.ColumnByName(name)
		in.Words[name] = ok && canonical.Kind == contact.KindCompany && why == whyNot["who"]
	}
	in.Without[target.column] = target.why()
	times := l.Time
	if times == "" && !l.InOrder && slices.Contains(known, "created_at") {
		times = "created_at"
	}
	switch {
	case l.Since != 0 && times == "":
		return nil, nil, fmt.Errorf("to leave out old rows takes a column of times: created_at, or another by --time")
	case l.InOrder:
		in.Times = inOrder(batches)
	case times != "" && !slices.Contains(known, times):
		return nil, nil, noColumn(times, "to order the rows by", known)
	case times != "":
		order, read := timesOf(batches, times)
		if (l.Time != "" || l.Since != 0) && !read {
			return nil, nil, fmt.Errorf("the column %q does not hold times", times)
		}
		if read {
			in.Times, in.Without[times], in.Clock = order, "it orders the rows in time", times
		}
		if l.Since != 0 {
			in.Target = since(l.Since, order, in.Target)
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

// noColumn is the error for a column that does not exist.
func noColumn(name, what string, known []string) error {
	hint := config.DidYouMean(name, known)
	if hint == "" {
		hint = fmt.Sprintf("there are %d, and galena profile lists those of a file", len(known))
	}
	return fmt.Errorf("there is no column %q %s; %s", name, what, hint)
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

// without returns the columns not to learn from, and why.
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
	for _, name := range l.Without {
		if out[name] == "" {
			out[name] = "not wanted" // a part of a column
		}
	}
	return out
}

// fewValues is the most values that a column can have for it to tell groups of people apart and
// not single people, whatever it is called.
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

// inOrder returns row numbers as times.
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

// since makes the outcomes of older rows unknown.
func since(first int64, times func(batch int) []int64, of func(batch int) (positive, known []bool)) func(batch int) (positive, known []bool) {
	return func(batch int) (positive, known []bool) {
		positive, known = of(batch)
		for row, at := range times(batch) {
			known[row] = known[row] && at >= first
		}
		return positive, known
	}
}

// timesOf reads a column of times, and reports whether nearly all could be read. A row without
// a time comes before all others.
func timesOf(batches []column.Table, name string) (times func(batch int) []int64, ok bool) {
	all := make([][]int64, len(batches))
	read, rows, order := 0, 0, orderOf(batches, name)
	for i, b := range batches {
		all[i] = make([]int64, b.Rows())
		at := instantsIn(b.Column(name), order)
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

// orderOf finds the order of day and month in a column of dates, from all of its values.
func orderOf(batches []column.Table, name string) contact.DateOrder {
	return contact.OrderOf(func(yield func(string) bool) {
		for _, b := range batches {
			text, _ := b.Column(name).(*column.Text)
			for row := range b.Rows() {
				if value, ok := given(text, row); ok && !yield(value) {
					return
				}
			}
		}
	})
}

package score_test

import (
	"fmt"
	"strings"
	"testing"

	"galena/internal/column"
	"galena/score"
)

// Which value of an outcome is the one that a sale wants. The rows' field tells the values
// apart, so that a model can be learnt at all.
func TestTargets(t *testing.T) {
	for _, c := range []struct {
		values   string // the first is that of 600 rows, the others share 1200
		positive string // --positive
		want     string // which values are learnt to predict, or the error
	}{
		{"yes no", "", "yes"},
		{"TRUE FALSE", "", "TRUE"},
		{"1 0", "", "1"},
		{"0.0 1.0", "", "1.0"},
		{"Y N", "", "Y"},
		{"1 -1", "", "1"},
		{"-1 1", "", "1"},
		{"Won Lost", "", "Won"},
		{"Closed_Won Closed_Lost", "", "Closed_Won"},
		{"won lost open", "", "won"},
		{"Closed_Won Closed_Lost Talking Demo_given", "", "Closed_Won"},
		{"Converted Not_Converted", "", "Converted"},
		{"Unqualified Qualified", "", "Qualified"},
		{"accepted declined", "", "accepted"},
		{"purchased browsing", "", "purchased"},
		{"2 1", "2", "2"},
		{"2 1", "", "none is yes or won"},
		{"good bad", "", "none is yes or won"},
		{"gold silver bronze", "", "none is yes or won"},
		{"1 2 3", "4", "no row has the value"},
		{"yes", "", "the same value in every row"},
	} {
		values := strings.Fields(c.values)
		rows, counts := make([]string, 1800), map[string]int{}
		for i := range rows {
			value := values[0]
			if i >= 600 {
				value = values[min(1, len(values)-1):][i%max(1, len(values)-1)]
			}
			counts[value]++
			rows[i] = fmt.Sprintf("%s,%d", value, i%7)
		}
		model, _, err := score.Learn(t.Context(), []column.Table{csv("outcome,field", rows...)}, score.Lesson{Target: "outcome", Positive: c.positive}, 1)
		switch {
		case err != nil:
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q: %v, want %s", c.values, err, c.want)
			}
		case model.Trained.Positives != counts[c.want]:
			t.Errorf("%q: %d rows are positive, want the %d of %s", c.values, model.Trained.Positives, counts[c.want], c.want)
		}
	}
}

// What is open may be won tomorrow: if enough was decided against, it is not learnt from.
func TestOpenStagesAreNotDecided(t *testing.T) {
	for _, c := range []struct {
		lost string
		want int // rows learnt from
	}{{"Closed Lost", 1100}, {"Talking", 1500}} {
		rows := make([]string, 1500)
		for i := range rows {
			stage := []string{"Closed Won", "Prospecting", c.lost}[i%3]
			if i >= 1200 {
				stage = []string{"Closed Won", c.lost}[i%2]
			}
			rows[i] = fmt.Sprintf("%s,%d", stage, i%7)
		}
		model, report, err := score.Learn(t.Context(), []column.Table{csv("outcome,field", rows...)}, score.Lesson{Target: "outcome"}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if model.Trained.Rows != c.want {
			t.Errorf("lost %q: learnt from %d rows, want %d; left out %v", c.lost, model.Trained.Rows, c.want, report.Left)
		}
	}
}

// A column that is empty in some rows tells by being filled if it has dates or ids, but not if
// it has a few words.
func TestTargetsThatAreFilled(t *testing.T) {
	for _, c := range []struct {
		name, want string
		value      func(i int) string
	}{
		{"dates", "", func(i int) string { return fmt.Sprintf("2025-%02d-%02d", 1+i%12, 1+i%28) }},
		{"ids", "", func(i int) string { return fmt.Sprintf("D-%04d", i) }},
		{"ids, others null", "", func(i int) string { return fmt.Sprintf("D-%04d", i) }},
		{"words", "none is yes or won", func(i int) string { return []string{"red", "green", "blue"}[i/3%3] }},
	} {
		rows := make([]string, 1200)
		for i := range rows {
			value := ""
			if i%3 == 0 {
				value = c.value(i)
			} else if strings.HasSuffix(c.name, "null") {
				value = "NULL"
			}
			rows[i] = fmt.Sprintf("%s,%d", value, i%7)
		}
		model, _, err := score.Learn(t.Context(), []column.Table{csv("outcome,field", rows...)}, score.Lesson{Target: "outcome"}, 1)
		switch {
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		case c.want == "" && (err != nil || model.Trained.Positives != 400 || model.Trained.Rows != 1200):
			t.Errorf("%s: %+v, %v, want 400 of 1200 rows", c.name, model, err)
		}
	}
}

// If some dates in a column show that the month comes first, all of them are dates, to learn
// from and to order rows by, and a model reads them so.
func TestDatesWithMonthFirst(t *testing.T) {
	rows := make([]string, 2400)
	for i := range rows {
		won := "no"
		if i%4 == 0 && i >= 1200 || i%40 == 0 {
			won = "yes"
		}
		rows[i] = fmt.Sprintf("%02d/%02d/2025,%02d/%02d/2024 10:00,%s", 1+i/200, 1+i%28, 1+i/200, 1+i%28, won)
	}
	table := csv("first_visit,created_at,won", rows...)
	model, report, err := score.Learn(t.Context(), []column.Table{table}, score.Lesson{Target: "won"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if report.InTime == nil {
		t.Error("the rows were not put in the order of created_at")
	}
	data, err := score.WriteModel("m.json", model, report)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(data); !strings.Contains(got, `"kind": "date"`) || !strings.Contains(got, `"order": "mdy"`) {
		t.Errorf("first_visit is not a date with the month first:\n%s", got)
	}
	if field := model.Fields[0]; field.Cut(csv("x", "03/04/2025").Column("x"), 1)[0] == 0 {
		t.Errorf("the model cannot read 03/04/2025: %+v", field)
	}
}

package additive_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/additive"
	"galena/internal/column"
)

// enquiries are rows whose outcome depends on when they came in, how long ago their last
// visit was, and a few words of their message.
func enquiries(n int, seed uint64) column.Table {
	random := rand.New(rand.NewPCG(seed, 1))
	rows := [][]string{{"came_in", "last_visit", "message", "won"}}
	start := time.Date(2022, 1, 3, 0, 0, 0, 0, time.UTC)
	fill := strings.Fields("we would like to hear from you about the thing and its colour")
	for range n {
		at := start.Add(time.Duration(random.IntN(1000*24*60)) * time.Minute)
		age := random.IntN(100)
		words := []string{fill[random.IntN(len(fill))], fill[random.IntN(len(fill))], fill[random.IntN(len(fill))]}
		chance := 0.1
		if at.Hour() >= 9 && at.Hour() < 17 {
			chance += 0.3
		}
		if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
			chance -= 0.1
		}
		if age < 20 {
			chance += 0.2
		}
		if random.IntN(6) == 0 {
			words = append(words, "Budget,")
			chance += 0.3
		}
		rows = append(rows, []string{
			at.Format("2006-01-02 15:04"), at.AddDate(0, 0, -age).Format(time.DateOnly), strings.Join(words, " ") + fmt.Sprintf(" %d", random.IntN(1e9)),
			fmt.Sprint(map[bool]int{true: 1}[random.Float64() < chance]),
		})
	}
	return table(rows)
}

// Parts of dates, the days between dates and words are learnt from if they pay, and a model
// finds them again in other rows.
func TestPartsOfColumns(t *testing.T) {
	in := input(enquiries(5000, 3), "won", "1")
	in.Clock, in.Without["came_in"] = "came_in", "it orders the rows"
	model, report := fit(t, in)
	var names []string
	for _, f := range model.Fields {
		names = append(names, f.Name)
	}
	for _, want := range []string{"came_in hour", "came_in weekday", "days from last_visit to came_in", "message says budget"} {
		if !slices.Contains(names, want) {
			t.Errorf("%q is not learnt from, but %q", want, names)
		}
	}
	if slices.Contains(names, "came_in") || slices.Contains(names, "message says colour") {
		t.Errorf("what says nothing, or is not to be learnt from, is: %q", names)
	}
	rows := enquiries(5000, 4)
	bins := additive.Cut(model.Fields, rows)
	logits, positive := make([]float64, rows.Rows()), make([]bool, rows.Rows())
	for row := range logits {
		one := make([]uint8, len(bins))
		for field := range bins {
			one[field] = bins[field][row]
		}
		sum := model.Base
		for i := range model.Curves {
			sum += model.Curves[i].Part(one)
		}
		logits[row], positive[row] = float64(sum)/1000, rows.Text("won").Value(row) == "1"
	}
	got := additive.Measure(logits, positive)
	if got.AUC < report.CrossValidated.AUC-0.02 || got.AUC < 0.7 {
		t.Errorf("AUC of other rows %.3f, where the folds have %.3f", got.AUC, report.CrossValidated.AUC)
	}
}

// The choice of words and parts does not depend on the order of the rows.
func TestSamePartsFromAnyOrder(t *testing.T) {
	rows := enquiries(1500, 5)
	want, _ := fit(t, input(rows, "won", "1"))
	order := rand.New(rand.NewPCG(7, 7)).Perm(rows.Rows())
	refs := make([]column.Ref, len(order))
	for i, row := range order {
		refs[i] = column.Ref{Row: uint32(row)}
	}
	shuffled := column.TakeRows([]column.Table{rows}, refs)
	got, _ := fit(t, input(shuffled, "won", "1"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the model (-first +shuffled):\n%s", diff)
	}
}

// A month that occurs in only one year stands for that time, not for the season.
func TestShortDatesHaveNoMonths(t *testing.T) {
	rows := [][]string{{"day", "won"}}
	for i := range 2400 {
		day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/8)
		rows = append(rows, []string{day.Format(time.DateOnly), map[bool]string{true: "1", false: "0"}[day.Month() == 6 || i%5 == 0]})
	}
	model, _ := fit(t, input(table(rows), "won", "1"))
	for _, f := range model.Fields {
		if f.Part == additive.Month {
			t.Errorf("%s of dates within ten months", f.Name)
		}
	}
}

// In a column with some rare values, words tell what those have in common with other
// values: any chief of something is a chief.
func TestWordsOfRareValues(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 1))
	ranks := []string{"Chief", "Head of", "Director,", "Junior", "Assistant"}
	rows := [][]string{{"title", "won"}}
	for range 3000 {
		rank := random.IntN(len(ranks))
		of := int(90 * random.Float64() * random.Float64() * random.Float64()) // some are common, most rare
		chance := 0.2 + 0.3*float64(1-min(rank, 1))
		rows = append(rows, []string{fmt.Sprintf("%s dept%c%c", ranks[rank], 'a'+of/20, 'a'+of%20), fmt.Sprint(map[bool]int{true: 1}[random.Float64() < chance])})
	}
	made, err := additive.NewTable(input(table(rows), "won", "1"), one)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(made.Fields, func(f additive.Field) bool { return f.Name == "title" && f.Kind == additive.Category }) {
		t.Fatal("the titles are no category")
	}
	model, _, err := additive.Fit(t.Context(), made, one)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(model.Fields, func(f additive.Field) bool { return f.Name == "title says chief" }) {
		t.Error("that a chief is one is not learnt")
	}
}

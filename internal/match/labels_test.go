package match_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/match"
)

// movers are pairs of records of one person each. Every second person has moved to another city and has another
// number; only the name stays.
func movers(people int) (in match.Input, labels []match.Label) {
	given, family, phone, city := match.NewDictionaryBuilder(2*people), match.NewDictionaryBuilder(2*people), match.NewDictionaryBuilder(2*people), match.NewDictionaryBuilder(2*people)
	fields := []match.Field{
		{Name: "first", Kind: match.GivenName}, {Name: "last", Kind: match.FamilyName}, {Name: "phone", Kind: match.Phone}, {Name: "city", Kind: match.City},
	}
	builders := []*match.DictionaryBuilder{given, family, phone, city}
	letters := func(n int) string {
		return string([]byte{byte('b' + n%19), 'a', byte('c' + n/19%17), 'o', byte('d' + n/323%13), 'e', byte('f' + n*7%11)})
	}
	for i := range 2 * people {
		person, moved := i/2, i%2 == 1 && i/2%2 == 0
		number, town := fmt.Sprintf("+1650253%04d", person), letters(person%60*5)
		if moved {
			number, town = fmt.Sprintf("+1907555%04d", (person*37+11)%10000), letters((person*13+7)%60*5+2)
		}
		for f, value := range []string{letters(person % 90 * 3), letters(person*31 + 5), number, town} {
			fields[f].Codes = append(fields[f].Codes, builders[f].Code(value))
		}
		in.Order = append(in.Order, identityOfID(fmt.Sprint(i)))
		if i%2 == 1 {
			labels = append(labels, match.Label{A: uint32(i - 1), B: uint32(i), Same: true})
		}
	}
	for f := range fields {
		fields[f].Values = builders[f].Build()
	}
	in.Records, in.Fields = 2*people, fields
	return in, labels
}

// Labels that show people moving teach that numbers and cities change.
func TestLabelsTeach(t *testing.T) {
	in, labels := movers(150)
	plain, err := match.Match(context.Background(), in, match.Options{}, workers)
	if err != nil {
		t.Fatal(err)
	}
	taught, err := match.Match(context.Background(), in, match.Options{Labels: labels}, workers)
	if err != nil {
		t.Fatal(err)
	}
	said := taught.Model.Labelled
	if said == nil || said.Same != 150 || said.Different != 0 || said.After.Same < said.Before.Same {
		t.Errorf("labels %+v", said)
	}
	const different = 4 // the last level of numbers that differ
	if before, after := plain.Model.Fields[2].M[different], taught.Model.Fields[2].M[different]; after < 1.2*before {
		t.Errorf("the share of matches with different numbers is %.3f without labels, %.3f with them", before, after)
	}
	if plain.Model.Labelled != nil {
		t.Error("a model without labels says that it has some")
	}
	others := []match.Label{}
	for i := 0; i+3 < in.Records; i += 2 {
		others = append(others, match.Label{A: uint32(i), B: uint32(i + 2)})
	}
	again, err := match.Match(context.Background(), in, match.Options{Labels: append(others, labels...)}, workers)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Model.Labelled; got.Different != len(others) || got.After.Different != len(others) {
		t.Errorf("labels %+v", got)
	}
	// The order of labels must not matter.
	shuffled := append([]match.Label{}, labels...)
	for i := range shuffled {
		shuffled[i], shuffled[(i*7+3)%len(shuffled)] = shuffled[(i*7+3)%len(shuffled)], shuffled[i]
	}
	same, err := match.Match(context.Background(), in, match.Options{Labels: shuffled}, workers)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(taught.Model.Fields, same.Model.Fields); diff != "" {
		t.Errorf("labels in another order (-first +second):\n%s", diff)
	}
}

package sample

import (
	_ "embed"
	"strings"

	"galena/internal/embedded"
)

var (
	//go:embed given.tsv
	givenTSV string
	//go:embed family.tsv
	familyTSV string
	//go:embed places.tsv
	placesTSV string
	//go:embed parts.tsv
	partsTSV string
	//go:embed words.tsv
	wordsTSV string
)

// tables are the words that people are made of.
type tables struct {
	countries []string
	given     map[string][]name // by country
	family    map[string][]string
	places    map[string][]place
	begin     map[string][]string // beginnings of the names of families and towns
	end       map[string][]string
	words     map[string][]string // by category
}

type name struct{ full, nick string } // nick is "" for none

type place struct{ city, postal, phone string }

func readTables() *tables {
	t := &tables{given: map[string][]name{}, family: map[string][]string{}, places: map[string][]place{}, begin: map[string][]string{}, end: map[string][]string{}, words: map[string][]string{}}
	for f := range embedded.Rows(givenTSV) {
		if len(t.given[f[0]]) == 0 {
			t.countries = append(t.countries, f[0])
		}
		t.given[f[0]] = append(t.given[f[0]], name{f[1], f[2]})
	}
	for f := range embedded.Rows(familyTSV) {
		t.family[f[0]] = append(t.family[f[0]], strings.ReplaceAll(f[1], "-", " "))
	}
	for f := range embedded.Rows(placesTSV) {
		t.places[f[0]] = append(t.places[f[0]], place{f[1], f[2], f[3]})
	}
	for f := range embedded.Rows(partsTSV) {
		to := t.begin
		if f[1] == "end" {
			to = t.end
		}
		to[f[0]] = append(to[f[0]], f[2])
	}
	for f := range embedded.Rows(wordsTSV) {
		t.words[f[0]] = append(t.words[f[0]], f[1])
	}
	return t
}

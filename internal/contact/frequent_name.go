package contact

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"galena/internal/embedded"
)

//go:embed frequent_names.tsv
var frequentNamesTSV string

// NameShare is the share of a country's people, in (0, 1), who have a name.
type NameShare struct {
	Country string // ISO 3166, lower case
	Share   float64
}

// FrequentNames says which names are common in which countries.
type FrequentNames struct {
	ByKey  map[string][]NameShare // by NameKey; shared, must not be changed
	Listed []float64              // by country, in the order of NameCountries: the share of its people whose name is in the table
}

// frequentNames is the shipped table.
type frequentNames struct {
	countries     []string
	given, family FrequentNames
}

var commonNames = sync.OnceValue(func() frequentNames {
	out := frequentNames{given: FrequentNames{ByKey: make(map[string][]NameShare, 1500)}, family: FrequentNames{ByKey: make(map[string][]NameShare, 1500)}}
	for line := range embedded.Lines(frequentNamesTSV) {
		kind, rest, _ := strings.Cut(line, "\t")
		country, names, _ := strings.Cut(rest, "\t")
		table := &out.given
		if kind == "family" {
			table = &out.family
			out.countries = append(out.countries, country)
		}
		listed := 0.0
		for entry := range strings.SplitSeq(names, ", ") {
			at := strings.LastIndexByte(entry, ' ')
			bearers, _ := strconv.ParseFloat(entry[at+1:], 64)
			name, share := entry[:at], bearers/10_000
			listed += share
			key := NameKey(name)
			table.ByKey[key] = append(table.ByKey[key], NameShare{country, share})
			if isASCII(name) {
				continue
			}
			if other := NameKey(umlauts.Replace(name)); other != key {
				table.ByKey[other] = append(table.ByKey[other], NameShare{country, share})
			}
		}
		table.Listed = append(table.Listed, listed)
	}
	return out
})

// NameCountries returns the countries whose frequent names are known, sorted.
func NameCountries() []string { return commonNames().countries }

// Shares returns the shares of a name, by its GivenNameKey or FamilyNameKey; nil if it is
// not listed.
func (n FrequentNames) Shares(key string) []NameShare { return n.ByKey[inOneWord(key)] }

// FrequentGivenNames returns the given names that are common somewhere.
func FrequentGivenNames() FrequentNames { return commonNames().given }

// FrequentFamilyNames returns the family names that are common somewhere.
func FrequentFamilyNames() FrequentNames { return commonNames().family }

// umlauts writes letters out as people do who lack them on the keyboard: Jürgen is Juergen
// as often as Jurgen.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ø", "oe", "Ø", "Oe", "å", "aa", "Å", "Aa")

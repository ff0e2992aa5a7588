package match

import (
	"cmp"
	"math"
	"slices"

	"galena/internal/contact"
)

// A small file cannot tell how frequent a name is: of 40 people, two are called Schmidt and two Lindqvist. So its
// counts are combined with general knowledge. The names in the file tell which countries they come from, and a
// shipped table tells how common each name is there. The larger the file, the more its own counts outweigh the table
// (a Dirichlet prior worth namePeople people).

// Names is what the frequency of a name follows from, besides the number of records that hold it.
type Names struct {
	Records int `json:"records"`
	// Countries is the share of people whose names come from each country. The remainder to 1 have names of other
	// countries.
	Countries map[string]float64 `json:"countries,omitempty"`
}

const (
	// namePeople is the weight of the shipped frequency of a name, in people. From one town of a country to the next,
	// the share of a name that one person in 1,000 has varies by about as much as the share itself: that is the
	// spread of a Dirichlet distribution of 1,000.
	namePeople = 1000.0
	// fewNames is the number of records from which the shipped table is left out, as it would hardly count.
	fewNames = 1 << 17
	// unlistedFamily and unlistedGiven are the frequencies of names that the table does not list, averaged over
	// people.
	unlistedFamily, unlistedGiven = 1e-4, 5e-4

	// initialShare is the share of people with the same initial, averaged over people.
	initialShare = 0.07
	// unmetPeople is the number of people assumed to have a name of each band, so that a name of a band that training
	// has not met gets the weight of its band.
	unmetPeople = 0.01
	oneBand     = 1 << (bands - 1) // the lowest band of names is for one person in this many
)

// named reports whether the values of a kind are names of people, whose bands follow from their share of people and
// not from counts.
func named(k Kind) bool { return k == GivenName || k == FamilyName }

// shareOf estimates the share of people who have a name that count records hold.
func (n *Names) shareOf(k Kind, name string, count uint32) float64 {
	if n.Records == 0 || n.Records > fewNames {
		return float64(count) / float64(max(n.Records, 1))
	}
	// The question is how likely the two compared records are to share the name, so they do not count themselves.
	return (float64(max(count, 2)-2) + namePeople*n.known(k, name)) / (float64(n.Records) + namePeople)
}

// nameFrequencies returns those of the model that the input is matched by, if there is one already.
func (r *run) nameFrequencies() *Names {
	if !slices.ContainsFunc(r.in.Fields, func(f Field) bool { return named(f.Kind) }) {
		return nil
	}
	if model := r.options.Model; model != nil {
		return model.Names
	}
	if known := r.options.Known; known != nil {
		return known.Model.Names
	}
	return namesOf(r.in.Fields, r.records())
}

// known returns the share of people who have a name, by the table and the countries alone.
func (n *Names) known(k Kind, name string) float64 {
	common, unlisted := frequentNames(k)
	share := 0.0
	if oneLetter(name) {
		return initialShare
	}
	for _, of := range common.Shares(name) {
		share += n.Countries[of.Country] * of.Share
	}
	return max(share, unlisted)
}

// frequentNames returns the table of the kind, and the share of people for a name that it does not list.
func frequentNames(k Kind) (contact.FrequentNames, float64) {
	if k == GivenName {
		return contact.FrequentGivenNames(), unlistedGiven
	}
	return contact.FrequentFamilyNames(), unlistedFamily
}

// bandOf returns the frequency band of a value. For a name it follows from its share of all people; for other values,
// and if no names are known, from how many records hold the value.
func (n *Names) bandOf(f *Field, code uint32) int {
	count := f.Values.Count(code)
	if f.Shared != nil && f.Shared[code] { // it belongs to one person no more than one that very many records hold
		return min(band(count)+ownMailbox, bands-1)
	}
	if !named(f.Kind) || n == nil {
		return band(count)
	}
	return band(uint32(math.Round(n.shareOf(f.Kind, f.Values.Value(code), count) * oneBand)))
}

// Held returns the least number of records that hold a value of a band or, for names, their least share of all
// people.
func Held(k Kind, band int) (records int, share float64) {
	if named(k) {
		return 0, float64(int(1)<<band) / oneBand
	}
	return 1 << band, 0
}

// bandShare returns roughly the share of people who have a name of a band.
func bandShare(band int) float64 { return 1.5 * math.Exp2(float64(band)) / oneBand }

// namesOf estimates which countries the names of an input come from, by expectation maximization: each country gets
// as many people as its list makes likely, and some people get none.
func namesOf(fields []Field, records int) *Names {
	out := &Names{Records: records}
	if records > fewNames {
		return out
	}
	countries := contact.NameCountries()
	var sum []evidence
	for f := range fields {
		if named(fields[f].Kind) {
			sum = append(sum, evidenceOf(&fields[f], countries)...)
		}
	}
	if len(sum) == 0 {
		return out
	}
	shares := slices.Repeat([]float64{1 / float64(len(countries)+1)}, len(countries)+1) // the last is for no country
	for range nameRounds {
		next, total := slices.Repeat([]float64{leastPeople}, len(shares)), leastPeople*float64(len(shares))
		for _, e := range sum {
			likely := 0.0
			for c, share := range shares {
				likely += share * e.by[c]
			}
			for c, share := range shares {
				next[c] += e.records * share * e.by[c] / likely
			}
			total += e.records
		}
		for c := range next {
			shares[c] = next[c] / total
		}
	}
	out.Countries = map[string]float64{}
	for c, country := range countries {
		out.Countries[country] = shares[c]
	}
	return out
}

const (
	nameRounds  = 20
	leastPeople = 0.2 // assumed for each country before any name is seen
)

// evidence is what the records of one name say about their country.
type evidence struct {
	name    string
	records float64
	by      []float64 // probability of the name, by country; the last is for no known country
}

// evidenceOf returns the evidence of a field's names, by name. Names that no country lists are taken together.
func evidenceOf(f *Field, countries []string) []evidence {
	common, unlisted := frequentNames(f.Kind)
	rare := []float64{}
	for _, listed := range common.Listed {
		rare = append(rare, unlisted*max(1-listed, 0.01))
	}
	rare = append(rare, unlisted)
	out := []evidence{{by: rare}}
	for code := 1; code < f.Values.Len(); code++ {
		name, records := f.Values.Value(uint32(code)), float64(f.Values.Count(uint32(code)))
		shares := common.Shares(name)
		if shares == nil {
			out[0].records += records
			continue
		}
		e := evidence{name: name, records: records, by: slices.Clone(rare)}
		for _, of := range shares {
			c, _ := slices.BinarySearch(countries, of.Country)
			e.by[c] = max(e.by[c], of.Share)
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b evidence) int { return cmp.Compare(a.name, b.name) }) // the order of codes is that of the input
	return out
}

package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"galena/internal/contact"
)

// dialing is what the head of a file tells about the country in which its telephone numbers
// without a country code are dialled.
type dialing struct {
	national []string // numbers without a country code, of records without a country
	signs    []sign   // strongest first
	country  string   // ISO 3166-1 alpha-2; "" if not clear
	why      string
}

// sign is one kind of evidence: how often it speaks for each country.
type sign struct {
	of     string
	votes  map[string]int
	fewest int
	asked  int     // number of values that could have been votes
	share  float64 // share of them that must be votes
}

// These are the limits for a sign to count, as the share of its votes for one country, and
// for the share of the national numbers that must then be valid there, out of a least
// number.
const (
	clearMajority     = 0.8
	validNational     = 0.9
	mostAmerican      = 0.2 // share written as in North America, in another country
	validAmerican     = 0.95
	fewestNational    = 3
	asManyNumbers     = 200 // enough to examine
	fewestAbroad      = 3
	fewestDomains     = 8
	fewestCountries   = 5
	northAmerica      = "US" // stands for the countries of its numbering plan, which share their numbers
	northAmericanCode = "+1"
)

// dialingOf gathers the evidence from the sample.
func (s *subject) dialingOf(m *Mapping) dialing {
	abroad := sign{of: "international numbers", votes: map[string]int{}, fewest: fewestAbroad, share: 0.05}
	domains := sign{of: "addresses under the domain of a country", votes: map[string]int{}, fewest: fewestDomains, share: 0.25}
	named := sign{of: "countries that records name", votes: map[string]int{}, fewest: fewestCountries, share: 0.25}
	var d dialing
	countries := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Name == "country" })
	for i, c := range m.Columns {
		for row, cell := range s.values(i) {
			if cell == "" {
				continue
			}
			switch c.kind {
			case contact.KindPhone, contact.KindPhoneList:
				for _, number := range numbersIn(cell) {
					abroad.asked++
					if region := regionAbroad(number); region != "" {
						abroad.votes[region]++
					} else if !s.saysCountry(countries, row) && len(d.national) < asManyNumbers && digits(number) >= fewestDigits {
						d.national = append(d.national, number)
					}
				}
			case contact.KindEmail, contact.KindEmailList:
				domains.asked++
				if code := contact.CountryOfDomain(cell[strings.LastIndexByte(cell, '@')+1:]); code != "" {
					domains.votes[code]++
				}
			case contact.KindCountry:
				named.asked++
				if code, ok := contact.CountryCode(cell); ok && c.Name == "country" {
					named.votes[code]++
				}
			}
		}
	}
	d.signs = []sign{abroad, named, domains}
	d.decide()
	return d
}

// saysCountry reports whether a row names a known country.
func (s *subject) saysCountry(column, row int) bool {
	if column < 0 {
		return false
	}
	_, known := contact.CountryCode(s.values(column)[row])
	return known
}

// numbersIn returns the numbers of a cell.
func numbersIn(cell string) []string {
	if values, ok := several(cell); ok {
		return values
	}
	if values, ok := severalPhones(cell); ok {
		return values
	}
	return []string{cell}
}

// regionAbroad returns the country of a number with a country code, "" for any other
// number.
func regionAbroad(number string) string {
	if !strings.HasPrefix(number, "+") && !strings.HasPrefix(number, "00") && !strings.HasPrefix(number, "(+") {
		return ""
	}
	phone, problem := contact.ParsePhone(number, "")
	switch {
	case problem != "":
		return ""
	case strings.HasPrefix(phone.E164, northAmericanCode):
		return northAmerica
	}
	return phone.Region
}

// decide sets the country to that of the first clear sign, unless another clear sign names
// a different country, and only if the national numbers are valid there. Without signs,
// numbers written as only North America writes them are a sign themselves.
func (d *dialing) decide() {
	for _, s := range d.signs {
		code, share := s.clear()
		switch {
		case code == "":
		case d.country == "":
			d.country, d.why = code, fmt.Sprintf("so are %.0f%% of the %s", 100*share, s.of)
		case d.country != code && !(d.country == northAmerica && contact.InNorthAmerica(code)):
			d.country = ""
			return
		}
	}
	if d.country != "" {
		if !d.validIn(d.country) || !contact.InNorthAmerica(d.country) && d.writtenAmerican() > mostAmerican {
			d.country = ""
		}
		return
	}
	if d.none() && d.american() {
		d.country, d.why = northAmerica, "they are written and valid as those of North America"
	}
}

// none reports whether no sign has a vote for any country.
func (d *dialing) none() bool {
	return !slices.ContainsFunc(d.signs, func(s sign) bool { return len(s.votes) > 0 })
}

// clear returns the country that nearly all votes are for, and the share of these votes.
func (s sign) clear() (code string, share float64) {
	total := 0
	for _, n := range s.votes {
		total += n
	}
	for _, country := range slices.Sorted(maps.Keys(s.votes)) {
		n := s.votes[country]
		if share = float64(n) / float64(total); n >= s.fewest && share >= clearMajority && float64(n) >= s.share*float64(s.asked) {
			return country, share
		}
	}
	return "", 0
}

// validIn reports whether nearly all national numbers are valid in a country.
func (d *dialing) validIn(country string) bool {
	return d.valid(country) >= validNational && len(d.national) >= fewestNational
}

func (d *dialing) valid(country string) float64 {
	valid := 0
	for _, number := range d.national {
		phone, _ := contact.ParsePhone(number, country)
		valid += boolInt(phone.Valid)
	}
	return float64(valid) / float64(max(len(d.national), 1))
}

// american reports whether the numbers are written as in North America and valid
// in the United States.
func (d *dialing) american() bool {
	return len(d.national) >= 2*fewestNational && d.writtenAmerican() > 0.5 && d.valid(northAmerica) >= validAmerican
}

// writtenAmerican returns the share of the numbers that are written in groups of three,
// three and four digits.
func (d *dialing) writtenAmerican() float64 {
	written := 0
	for _, number := range d.national {
		groups := strings.FieldsFunc(number, func(r rune) bool { return r < '0' || r > '9' })
		if len(groups) > 3 && groups[0] == "1" {
			groups = groups[1:]
		}
		written += boolInt(len(groups) >= 3 && len(groups[0]) == 3 && len(groups[1]) == 3 && len(groups[2]) == 4)
	}
	return float64(written) / float64(max(len(d.national), 1))
}

// settleDialing gives files without any sign the country of the other files, if those agree
// and the numbers are valid there, and warns of it.
func (s *Source) settleDialing() {
	said := map[string]bool{}
	for _, in := range s.inputs {
		said[in.dialing.country] = true
	}
	delete(said, "")
	all := "" // the country of all files that have one, if they agree
	if len(said) == 1 {
		all = slices.Collect(maps.Keys(said))[0]
	}
	for _, in := range s.inputs {
		d := &in.dialing
		if d.country == "" && all != "" && d.none() && len(d.national) > 0 && d.valid(all) >= validNational {
			d.country, d.why = all, "so are those of the other files"
		}
		if d.country == "" || len(d.national) == 0 || in.file.Defaults["country"] != "" {
			continue
		}
		in.file.Country = d.country
		in.summary.Mapping.Warnings = append(in.summary.Mapping.Warnings,
			fmt.Sprintf("telephone numbers without a country code are read as those of %s: %s; dedupe.country says otherwise", d.country, d.why))
	}
}

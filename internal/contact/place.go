package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed countries.tsv
	countriesTSV string
	//go:embed regions.tsv
	regionsTSV string

	places = sync.OnceValue(readPlaces)
)

// placeTable holds countries and regions, by NameKey of their names and codes.
type placeTable struct {
	countries map[string]string // key → alpha-2
	zones     map[string]string // alpha-2, or alpha-2 "-" region code → IANA zone
	regions   map[string]string // alpha-2 "-" key → region code
}

func readPlaces() placeTable {
	table := placeTable{countries: make(map[string]string, 2000), zones: make(map[string]string, 400), regions: make(map[string]string, 2400)}
	for fields := range embedded.Rows(countriesTSV) {
		code, names := fields[0], fields[1]+"|"+fields[3]
		table.countries[NameKey(code)] = code
		for name := range strings.SplitSeq(names, "|") {
			if key := NameKey(name); table.countries[key] == "" {
				table.countries[key] = code
			}
		}
		if fields[2] != "" {
			table.zones[code] = fields[2]
		}
	}
	for fields := range embedded.Rows(regionsTSV) {
		country, code := fields[0], fields[1]
		table.regions[country+"-"+NameKey(code)] = code
		for name := range strings.SplitSeq(fields[3], "|") {
			table.regions[country+"-"+NameKey(name)] = code
		}
		if fields[2] != "" {
			table.zones[country+"-"+code] = fields[2]
		}
	}
	return table
}

// CountryCode returns the ISO 3166-1 alpha-2 code (and XK, Kosovo) of a country given as
// alpha-2 code, alpha-3 code or name: in English, seven other European languages or its
// own. Case, accents and punctuation do not matter.
func CountryCode(s string) (code string, ok bool) {
	s = trimSpace(s)
	if len(s) == 2 && charClass[s[0]]&charClass[s[1]]&classUpper != 0 {
		if places().zones[s] != "" { // most codes, without folding
			return s, true
		}
	}
	code, ok = places().countries[NameKey(s)]
	return code, ok
}

// RegionCode returns the second part of the ISO 3166-2 code of a state, province or region
// of country (alpha-2), given as a name, abbreviation or code, with or without the country
// in front ("US-CA").
func RegionCode(country, region string) (code string, ok bool) {
	region = trimSpace(region)
	if len(region) > 3 && region[2] == '-' && strings.EqualFold(region[:2], country) {
		region = region[3:]
	}
	var buffer [64]byte
	key := append(append(buffer[:0], country...), '-')
	code, ok = places().regions[string(append(key, NameKey(region)...))]
	return code, ok
}

// Timezone returns the IANA zone of a place: that of the region (a code or name), else that
// of the country if it has only one, else "".
func Timezone(country, region string) string {
	if code, ok := RegionCode(country, region); ok {
		if zone, ok := places().zones[country+"-"+code]; ok {
			return zone
		}
	}
	return places().zones[country]
}

// PostalCode returns a code in the form that its country (alpha-2, or "") uses: trimmed, in
// upper case, with the space or hyphen where it belongs. Zeros are kept and never added. A
// code in no known form is only trimmed.
func PostalCode(s, country string) string {
	s = trimSpace(s)
	var buffer [12]byte
	compact := buffer[:0]
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' || c == '-':
		case len(compact) == len(buffer) || charClass[c]&(classDigit|classLower|classUpper) == 0:
			return s
		case charClass[c]&classLower != 0:
			compact = append(compact, c-0x20)
		default:
			compact = append(compact, c)
		}
	}
	for _, form := range postalForms(country) {
		if written, ok := form.write(compact); ok {
			if written == s {
				return s
			}
			return written
		}
	}
	return s
}

// postalForm is how a country writes a code: 9 is a digit, A a letter, * either, and
// anything else itself.
type postalForm string

func postalForms(country string) []postalForm {
	switch country {
	case "US", "PR":
		return []postalForm{"99999", "99999-9999"}
	case "CA":
		return []postalForm{"A9A 9A9"}
	case "GB":
		return []postalForm{"A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"}
	case "IE":
		return []postalForm{"A** ****"}
	case "NL":
		return []postalForm{"9999 AA"}
	case "PL":
		return []postalForm{"99-999"}
	case "PT":
		return []postalForm{"9999-999"}
	case "BR":
		return []postalForm{"99999-999"}
	case "JP":
		return []postalForm{"999-9999"}
	case "SE", "GR", "CZ", "SK":
		return []postalForm{"999 99"}
	}
	return nil
}

// write puts the letters and digits of compact into the form.
func (form postalForm) write(compact []byte) (string, bool) {
	var buffer [16]byte
	written := buffer[:0]
	next := 0
	for i := 0; i < len(form); i++ {
		if form[i] == ' ' || form[i] == '-' {
			written = append(written, form[i])
			continue
		}
		if next == len(compact) || !fitsForm(form[i], compact[next]) {
			return "", false
		}
		written = append(written, compact[next])
		next++
	}
	return string(written), next == len(compact)
}

func fitsForm(place, c byte) bool {
	switch place {
	case '9':
		return isDigit(c)
	case 'A':
		return !isDigit(c)
	}
	return true
}

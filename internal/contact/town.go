package contact

import (
	"regexp"
	"strings"
	"sync"
)

// Town is the content of the town line of an address. Missing parts are "".
type Town struct {
	City, PostalCode, Region string
	Country                  string // alpha-2
}

// townForms are the forms of a town line that cannot be anything else: the postal code in
// front, as in most of Europe and in Brazil, or at the end, with the state of North America
// or Australia or by itself.
var townForms = sync.OnceValue(func() []*regexp.Regexp {
	const town = `(?P<city>\p{L}[\p{L}\p{M} .'’/()-]*\p{L}[.)]?(?: \d{1,2})?)`
	return []*regexp.Regexp{
		regexp.MustCompile(`^(?P<code>\d{4} ?[A-Z]{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{5}-\d{3}|\d{3} \d{2}) +` + town + `$`),
		regexp.MustCompile(`^(?:[A-Z]{1,3} ?- ?)?(?P<code>\d{4,5}) +` + town + `$`),
		regexp.MustCompile(`^` + town + `(?:,| |, )(?P<region>[A-Z]{2,3})(?:,| |, )(?P<code>\d{5}(?:-\d{4})?|\d{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d)$`),
		regexp.MustCompile(`^` + town + `,? (?P<code>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$`),
		regexp.MustCompile(`^` + town + `, ?(?P<region>[A-Z]{2,3})$`),
		regexp.MustCompile(`^(?P<code>\d{4,5})$`),
	}
})

// SplitTown splits a line such as "72765 Reutlingen", "Portland, OR 97265" or "Leeds LS1
// 4AP". ok is false for anything else, and for a plain town.
func SplitTown(line string) (t Town, ok bool) {
	line = trimSpace(line)
	if !strings.ContainsAny(line, "0123456789,") {
		return Town{}, false
	}
	for _, form := range townForms() {
		found := form.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		for i, name := range form.SubexpNames() {
			switch name {
			case "city":
				t.City = found[i]
			case "code":
				t.PostalCode = found[i]
			case "region":
				t.Region = found[i]
			}
		}
		if t.Region != "" && !isState(t.Region) {
			return Town{}, false
		}
		return t, true
	}
	return Town{}, false
}

// isState reports whether a code is that of a state or province in a country whose
// addresses have it after the town.
func isState(code string) bool {
	for _, country := range [...]string{"US", "CA", "AU"} {
		if _, ok := RegionCode(country, code); ok {
			return true
		}
	}
	return false
}

// mostTownParts is the largest number of parts of an address that the town line may be
// spread over: town, state, postal code.
const mostTownParts = 3

// SplitAddress splits a whole address in one value. Its parts are separated by commas, line
// ends, two spaces or brackets: "444 Laurel St (Portland, OR, 97265)". ok is false if it
// does not end in a town with a postal code.
func SplitAddress(address string) (street string, t Town, ok bool) {
	if !strings.ContainsAny(address, ",\n(") && !strings.Contains(address, "  ") {
		return "", Town{}, false
	}
	parts := addressParts(address)
	country := ""
	if last := len(parts) - 1; last > 0 {
		if code, known := CountryCode(parts[last]); known {
			country, parts = code, parts[:last]
		} else if at := strings.LastIndexByte(parts[last], ' '); at > 0 && isDigit(parts[last][at-1]) {
			if code, known := CountryCode(parts[last][at+1:]); known {
				country, parts[last] = code, parts[last][:at]
			}
		}
	}
	for n := 1; n <= mostTownParts && n < len(parts); n++ {
		split := len(parts) - n
		if t, ok = SplitTown(strings.Join(parts[split:], ", ")); ok && t.City != "" && t.PostalCode != "" {
			t.Country = country
			return strings.Join(parts[:split], ", "), t, true
		}
	}
	return "", Town{}, false
}

// addressBreaks maps everything that separates parts of an address to one mark.
var addressBreaks = strings.NewReplacer("  ", "\n", ",", "\n", " (", "\n", "(", "\n", ")", "\n", "\r", "\n")

func addressParts(address string) (parts []string) {
	for part := range strings.SplitSeq(addressBreaks.Replace(address), "\n") {
		if part = trimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

package contact

import "strings"

// ParseNameIn is ParseName for somebody in a country (alpha-2, "" if unknown). In
// Spanish-speaking countries a family name has two words, the father's and the mother's. M.
// is Monsieur only in French-speaking countries, elsewhere an initial.
func ParseNameIn(full, country string) Name {
	name := ParseName(full)
	language := LanguageOf(country, "")
	if language == "" {
		return name
	}
	if language != "fr" && strings.EqualFold(name.Prefix, "M.") {
		name.Given, name.Middle = name.Prefix, joined(name.Given, name.Middle)
		name.Prefix = ""
	}
	if language == "es" && strings.IndexByte(full, ',') < 0 {
		name.takeFathersName()
	}
	return name
}

// takeFathersName moves the last word between given and family name to the family name,
// unless it is a given name or an initial: Marta Lozano Peña.
func (name *Name) takeFathersName() {
	cut := strings.LastIndexByte(name.Middle, ' ')
	father := name.Middle[cut+1:]
	if name.Family == "" || strings.IndexByte(name.Family, ' ') >= 0 || len(strings.TrimSuffix(father, ".")) < 3 || beginsGiven(father) {
		return
	}
	name.Family, name.Middle = father+" "+name.Family, name.Middle[:max(cut, 0)]
}

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

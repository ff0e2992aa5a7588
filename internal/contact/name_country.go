package contact

import "strings"

// ParseNameIn is ParseName of somebody in a country (alpha-2), "" for one that is not known: where Spanish is written a family name has two words,
// the father's and the mother's, and M. is Monsieur only where French is, else an initial.
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

// takeFathersName moves the last word between given and family name, where it is no given name and no initial, to the family name: Marta Lozano Peña.
func (name *Name) takeFathersName() {
	cut := strings.LastIndexByte(name.Middle, ' ')
	father := name.Middle[cut+1:]
	if name.Family == "" || strings.IndexByte(name.Family, ' ') >= 0 || len(strings.TrimSuffix(father, ".")) < 3 || beginsGiven(father) {
		return
	}
	name.Family, name.Middle = father+" "+name.Family, name.Middle[:max(cut, 0)]
}

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

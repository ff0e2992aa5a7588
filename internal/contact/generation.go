package contact

import "strings"

// generations maps the folded words that tell people of one name in one family apart to one
// word for those that mean the same.
var generations = map[string]string{
	"sr": "sr", "senior": "sr", "snr": "sr",
	"jr": "jr", "junior": "jr", "jnr": "jr", "jun": "jr", "ii": "jr", "2nd": "jr",
	"iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv",
}

// CutGeneration cuts the generation off the end of a name: "Smith, Jr." is "Smith" of the
// generation "jr". A second of the name counts as a junior. A name that consists of the
// word alone has no generation, since Junior is a family name too.
func CutGeneration(name string) (rest, generation string) {
	at := strings.LastIndexAny(strings.TrimRight(name, " "), " ,")
	if at <= 0 {
		return name, ""
	}
	rest = strings.TrimRight(name[:at], " ,")
	if generation = Generation(name[at+1:]); generation == "" || rest == "" {
		return name, ""
	}
	return rest, generation
}

// Generation returns the generation that a name suffix tells: "sr", "jr", "iii", "iv", or
// "".
func Generation(suffix string) string {
	if len(suffix) > len("senior")+2 { // longer than any word of the table
		return ""
	}
	return generations[NameKey(suffix)]
}

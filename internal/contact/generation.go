package contact

import "strings"

// generations are the words that tell people of one name in one family apart,
// folded, and one word for those that mean the same.
var generations = map[string]string{
	"sr": "sr", "senior": "sr", "snr": "sr",
	"jr": "jr", "junior": "jr", "jnr": "jr", "jun": "jr", "ii": "jr", "2nd": "jr",
	"iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv",
}

// CutGeneration takes the generation off the end of a name: "Smith, Jr." is
// "Smith" of the generation "jr". A second of the name counts as a junior. A name
// that is nothing else has no generation; Junior is a family name too.
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

// Generation returns the generation that a suffix of a name tells: "sr", "jr",
// "iii", "iv", or "".
func Generation(suffix string) string {
	if len(suffix) > len("senior")+2 { // no word of the table
		return ""
	}
	return generations[NameKey(suffix)]
}

package contact

import "strings"

// ParseBool reads yes and no as exports and people write them, in English,
// German, French, Spanish, Italian, Portuguese, Dutch and Polish. Anything else
// is not ok.
func ParseBool(s string) (value, ok bool) {
	s = trimSpace(s)
	if len(s) > len("verdadero") {
		return false, false
	}
	switch strings.ToLower(s) {
	case "true", "t", "yes", "y", "1", "on", "x", "ja", "j", "oui", "si", "sí", "sì", "sim", "tak",
		"wahr", "vrai", "verdadero", "vero", "prawda":
		return true, true
	case "false", "f", "no", "n", "0", "off", "nein", "non", "não", "nao", "nee", "nie",
		"falsch", "faux", "falso", "fałsz":
		return false, true
	}
	return false, false
}

// IsNullToken reports whether s, after trimming, is a word that spreadsheets, databases and
// people write for "no value". The empty string is not one. The caller decides whether such
// a word means null: Null is also a family name.
func IsNullToken(s string) bool {
	s = trimSpace(s)
	if len(s) > len("undefined") {
		return false
	}
	switch lowerASCII(s) {
	case "null", "(null)", "<null>", "nil", "none", `\n`, "na", "n/a", "n.a.", "n.a", "#n/a", "#n/a!", "#null!", "#ref!",
		"#value!", "#name?", "#div/0!", "nan", "undefined", "-", "--", "---", "—", "–", "?", ".":
		return true
	}
	return false
}

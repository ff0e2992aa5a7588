package contact

import "strings"

// mostExtensionDigits is what libphonenumber allows after its shortest labels.
const mostExtensionDigits = 9

// readExtension reads the usual ways to write an extension ("x89", "ext. 12", ", Extension:
// 12", "#12"), a subset of libphonenumber's. s is everything after the number, and digits
// is a substring of it.
func readExtension(s string) (digits string, ok bool) {
	label, ok := cutExtensionLabel(strings.TrimLeft(s, " ,"))
	if !ok {
		return "", false
	}
	if label != "" && (label[0] == '.' || label[0] == ':') {
		label = label[1:]
	}
	digits = strings.Trim(label, " ")
	return digits, len(digits) <= mostExtensionDigits && allDigits(digits)
}

// cutExtensionLabel cuts off the word or sign that announces an extension.
func cutExtensionLabel(s string) (rest string, ok bool) {
	if s == "" {
		return "", false
	}
	switch s[0] {
	case 'x', 'X', '#':
		return s[1:], true
	case 'e', 'E':
		for _, word := range [...]string{"extension", "extn", "ext"} {
			if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) {
				return s[len(word):], true
			}
		}
	}
	return "", false
}

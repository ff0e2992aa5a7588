package contact

import "strings"

// SplitPhones splits a value that holds several numbers, separated by semicolon, comma,
// bar, line end or " ::: " (Google Contacts). What belongs to the number before it stays
// with it: an extension after a comma or semicolon (", ext. 12", ",,12") and the parameters
// of a tel: link (";ext=12"). The parts are trimmed, not empty, in order, substrings of
// raw, and still have to be parsed.
func SplitPhones(raw string) []string {
	var parts []string
	start, at := 0, 0 // start of the current part, and position
	for at <= len(raw) {
		width := phoneSeparator(raw[at:])
		if width == 0 {
			at++
			continue
		}
		if length := continuation(raw[start:at], raw[at:]); length > 0 {
			at += length
			continue
		}
		if part := trimSpace(raw[start:at]); part != "" {
			parts = append(parts, part)
		}
		at += width
		start = at
	}
	return parts
}

// phoneSeparator returns the length of the separator that rest begins with, or 0. The end
// of a value counts as a separator.
func phoneSeparator(rest string) int {
	if rest == "" {
		return 1
	}
	switch rest[0] {
	case ';', ',', '|', '\n', '\r':
		return 1
	case ':':
		if strings.HasPrefix(rest, ":::") {
			return len(":::")
		}
	}
	return 0
}

// continuation returns how much of rest, a separator and the text after it, still belongs
// to the number in before.
func continuation(before, rest string) int {
	if rest == "" || (rest[0] != ',' && rest[0] != ';') || !strings.ContainsAny(before, "0123456789") {
		return 0
	}
	next := strings.TrimLeft(rest, ",; ")
	skipped := len(rest) - len(next)
	if end := strings.IndexAny(next, ";,|\r\n"); end >= 0 {
		next = next[:end]
	}
	next, _, _ = strings.Cut(next, ":::")
	if belongsToPhone(trimSpace(next)) {
		return skipped + len(next)
	}
	return 0
}

// belongsToPhone reports whether the text after a comma or semicolon is an extension, a few
// digits to be dialled after a pause, or a parameter of RFC 3966.
func belongsToPhone(s string) bool {
	if _, ok := readExtension(s); ok {
		return true
	}
	switch name, _, found := strings.Cut(s, "="); name {
	case "ext", "isub", "phone-context":
		return found
	}
	digits := strings.TrimSuffix(s, "#")
	return allDigits(digits) && len(digits) < shortestPhone
}

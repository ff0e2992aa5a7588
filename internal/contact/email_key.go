package contact

import "strings"

// emailKey maps all addresses that reach one mailbox to one key. It lower-cases them. At
// Gmail, which ignores dots in the name, it drops dots and +tag, and googlemail.com becomes
// gmail.com. At the other providers that document +tag it drops the tag. Elsewhere dots and
// plus stay, as they may tell two people apart.
func emailKey(address string, at int) string {
	local, domain := address[:at], address[at+1:]
	if local[0] == '"' {
		return strings.ToLower(address)
	}
	gmail := isGmail(domain)
	tagged := strings.IndexByte(local, '+')
	if tagged > 0 && (gmail || dropsTag(domain)) {
		local = local[:tagged]
	}
	if gmail && (domain != "gmail.com" || strings.IndexByte(local, '.') >= 0) {
		return gmailKey(local)
	}
	if len(local) < at {
		return strings.ToLower(local + "@" + domain)
	}
	return strings.ToLower(address)
}

func isGmail(domain string) bool { return domain == "gmail.com" || domain == "googlemail.com" }

// gmailKey returns the local part without its dots, at gmail.com.
func gmailKey(local string) string {
	var buffer [maxLocalPart + len("@gmail.com")]byte
	key := buffer[:0]
	for i := 0; i < len(local); i++ {
		if local[i] != '.' {
			key = append(key, local[i])
		}
	}
	return strings.ToLower(string(append(key, "@gmail.com"...)))
}

// dropsTag reports whether domain is that of a big provider that delivers name+tag@ to
// name@.
func dropsTag(domain string) bool {
	switch domain {
	case "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
		"fastmail.com", "fastmail.fm", "proton.me", "protonmail.com", "pm.me", "zoho.com", "zohomail.com", "hey.com",
		"mailbox.org", "posteo.de", "runbox.com", "tuta.com", "tutanota.com", "yandex.com", "yandex.ru":
		return true
	}
	return false
}

// SplitEmails splits a value that holds several addresses, separated by semicolon, comma,
// bar, line end, " ::: " (Google Contacts) or, if every word has an @, by spaces. Display
// names stay with their address. The parts are trimmed, not empty, in their order, and
// still have to be parsed.
func SplitEmails(raw string) []string {
	var parts []string
	waiting := "" // a display name with a comma, waiting for its address
	for part := range splitOutsideQuotes(raw) {
		part = trimSpace(strings.Trim(trimSpace(part), ":"))
		switch {
		case part == "":
			continue
		case !strings.Contains(part, "@"):
			if waiting != "" {
				parts = append(parts, waiting)
			}
			waiting = part
			continue
		case waiting != "" && strings.Contains(part, "<"):
			part = waiting + ", " + part
		case waiting != "":
			parts = append(parts, waiting)
		}
		waiting = ""
		if words := strings.Fields(part); len(words) > 1 && allAddresses(words) {
			parts = append(parts, words...)
		} else {
			parts = append(parts, part)
		}
	}
	if waiting != "" {
		parts = append(parts, waiting)
	}
	return parts
}

func allAddresses(words []string) bool {
	for _, word := range words {
		if at := strings.IndexByte(word, '@'); at < 1 || at == len(word)-1 || word[0] == '"' {
			return false
		}
	}
	return true
}

// splitOutsideQuotes yields the parts between separators outside double quotes. A quote
// that is never closed has no effect.
func splitOutsideQuotes(raw string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		quoteEnd := -1
		for i := 0; i < len(raw); i++ {
			separator := false
			switch raw[i] {
			case '"':
				if i > quoteEnd {
					if length := strings.IndexByte(raw[i+1:], '"'); length >= 0 {
						quoteEnd = i + 1 + length
					}
				}
			case ';', ',', '|', '\n', '\r':
				separator = i > quoteEnd
			case ':':
				separator = i > quoteEnd && strings.HasPrefix(raw[i:], ":::")
			}
			if separator {
				if !yield(raw[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(raw[start:])
	}
}

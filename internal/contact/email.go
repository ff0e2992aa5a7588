package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// These are the problems of an email address.
const (
	EmailEmpty     Problem = "email_empty"
	EmailNoAt      Problem = "email_no_at"
	EmailSpace     Problem = "email_space"      // white space inside the address
	EmailBadLocal  Problem = "email_bad_local"  // before the @
	EmailBadDomain Problem = "email_bad_domain" // after the @: not a host name with a dot
	EmailTooLong   Problem = "email_too_long"   // more than RFC 5321 section 4.5.3.1 allows
	EmailMultiple  Problem = "email_multiple"   // several addresses in one value: see SplitEmails
)

// These limits are from RFC 5321 section 4.5.3.1 with erratum 1690 of RFC 3696, and from
// RFC 1035 section 2.3.4.
const (
	maxAddress   = 254
	maxLocalPart = 64
	maxLabel     = 63
)

// Email is an address that mail can be sent to, with the key to match it by.
type Email struct {
	Address string // the address to send to: the domain in lower-case ASCII, the local part as it was
	Key     string // the key to match by, never to send to; see emailKey
	Domain  string // the part of Address after the @
}

// ParseEmail reads one address: RFC 5321's Mailbox with the letters of RFC 6531, without
// what no provider of contact data writes (comments, obsolete syntax, address literals,
// domains without a dot). Surrounding white space, "mailto:" and a display name before
// angle brackets are removed. With a problem, the Email is empty.
func ParseEmail(raw string) (Email, Problem) {
	address := unwrapEmail(raw)
	at, local := scanLocal(address)
	if at < 1 || at > maxLocalPart || len(address) > maxAddress {
		return parseUnusualEmail(address)
	}
	host := scanHost(address[at+1:])
	if host == 0 {
		return parseUnusualEmail(address)
	}
	if host&classUpper != 0 {
		address = address[:at+1] + lowerASCII(address[at+1:])
	}
	domain := address[at+1:]
	if local&(classUpper|classPlus) == 0 && !isGmail(domain) {
		return Email{Address: address, Key: address, Domain: domain}, ""
	}
	return newEmail(address, at), ""
}

func newEmail(address string, at int) Email {
	return Email{Address: address, Key: emailKey(address, at), Domain: address[at+1:]}
}

// unwrapEmail removes what people and exports write around an address.
func unwrapEmail(raw string) string {
	address := trimSpace(raw)
	if end := len(address) - 1; end > 0 && address[end] == '>' {
		if open := strings.LastIndexByte(address, '<'); open >= 0 {
			address = trimSpace(address[open+1 : end])
		}
	}
	if len(address) > 7 && (address[0]|0x20) == 'm' && strings.EqualFold(address[:7], "mailto:") {
		address, _, _ = strings.Cut(address[7:], "?")
		address = trimSpace(address)
	}
	if end := len(address) - 1; end > 1 && address[0] == '\'' && address[end] == '\'' {
		address = trimSpace(address[1:end])
	}
	return address
}

// scanLocal finds the @ after a local part of the common form, an ASCII dot-atom, and the
// classes of the bytes before it. at is 0 if there is none.
func scanLocal(address string) (at int, seen uint8) {
	before := byte('.')
	for at = 0; at < len(address); at++ {
		c := address[at]
		class := charClass[c]
		if class&classAtext == 0 {
			if before == '.' || (c != '.' && c != '@') {
				return 0, 0
			}
			if c == '@' {
				return at, seen
			}
		}
		seen |= class
		before = c
	}
	return 0, 0
}

// parseUnusualEmail reads quoted local parts and letters beyond ASCII, and finds the
// problem of everything else.
func parseUnusualEmail(address string) (Email, Problem) {
	if address == "" {
		return Email{}, EmailEmpty
	}
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return Email{}, EmailNoAt
	}
	local, domain := address[:at], address[at+1:]
	if local != "" && local[0] == '"' {
		if !validQuotedLocal(local) {
			return Email{}, EmailBadLocal
		}
	} else if problem := checkLocal(local); problem != "" {
		if len(SplitEmails(address)) > 1 {
			return Email{}, EmailMultiple
		}
		return Email{}, problem
	}
	if strings.ContainsFunc(domain, unicode.IsSpace) {
		return Email{}, EmailSpace
	}
	host, ok := asciiHost(domain)
	if !ok || !validHost(host) {
		return Email{}, EmailBadDomain
	}
	if len(local) > maxLocalPart || len(local)+1+len(host) > maxAddress {
		return Email{}, EmailTooLong
	}
	if host != domain {
		address = local + "@" + host
	}
	return newEmail(address, at), ""
}

func checkLocal(local string) Problem {
	if strings.ContainsFunc(local, unicode.IsSpace) {
		return EmailSpace
	}
	before := '.'
	for _, r := range local {
		switch {
		case r == '.' && before != '.':
		case r < utf8.RuneSelf && charClass[r]&classAtext != 0:
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)):
		default:
			return EmailBadLocal
		}
		before = r
	}
	if before == '.' {
		return EmailBadLocal
	}
	return ""
}

// validQuotedLocal checks RFC 5321's Quoted-string: printable ASCII between quotes, with \
// before a quote or a backslash.
func validQuotedLocal(local string) bool {
	if len(local) < 2 || local[len(local)-1] != '"' {
		return false
	}
	inside := local[1 : len(local)-1]
	for i := 0; i < len(inside); i++ {
		if inside[i] == '\\' {
			i++
			if i == len(inside) {
				return false
			}
		} else if inside[i] == '"' {
			return false
		}
		if inside[i] < ' ' || inside[i] > '~' {
			return false
		}
	}
	return true
}

// asciiHost returns the host name in lower-case ASCII, by IDNA where needed.
func asciiHost(host string) (string, bool) {
	if isASCII(host) {
		return lowerASCII(host), true
	}
	ascii, err := idna.Lookup.ToASCII(host)
	return ascii, err == nil
}

// validHost reports whether host, in ASCII, is a public host name: at least two labels of
// RFC 1123 (letters, digits and inner hyphens), the last of which is not a number.
func validHost(host string) bool { return scanHost(host) != 0 }

// scanHost returns the classes of the bytes of a public host name, or 0 for anything else.
func scanHost(host string) (seen uint8) {
	start := 0 // of the current label
	for i := 0; i < len(host); i++ {
		class := charClass[host[i]]
		if class&classHost == 0 {
			return 0
		}
		seen |= class
		if host[i] != '.' {
			continue
		}
		if !validLabel(host[start:i]) {
			return 0
		}
		start = i + 1
	}
	if start == 0 || !validLabel(host[start:]) || allDigits(host[start:]) {
		return 0
	}
	return seen
}

func validLabel(label string) bool {
	return label != "" && len(label) <= maxLabel && label[0] != '-' && label[len(label)-1] != '-'
}

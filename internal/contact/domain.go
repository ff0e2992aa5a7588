package contact

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// splitLink splits a URL, an address or a bare host into the host as written, without user,
// port and the dot of the root, and the path, query and fragment after it.
func splitLink(link string) (host, tail string) {
	link = trimSpace(link)
	start, at, colon := 0, 0, -1
scan:
	for ; at < len(link); at++ {
		c := link[at]
		if charClass[c]&classHost != 0 {
			continue
		}
		switch c {
		case '/':
			if !strings.HasPrefix(link[at:], "//") || (at > 0 && !isScheme(link[:at])) {
				break scan
			}
			at++
			start, colon = at+1, -1
		case '?', '#':
			break scan
		case '@':
			start, colon = at+1, -1
		case ':':
			colon = at
		}
	}
	host, tail = link[start:at], link[at:]
	if colon >= 0 {
		host = link[start:colon]
	}
	return strings.TrimSuffix(host, "."), tail
}

// isScheme reports whether s is a scheme of RFC 3986 with its colon, and not the path or
// query of a link without a scheme.
func isScheme(s string) bool {
	name, ok := strings.CutSuffix(s, ":")
	for i := 0; i < len(name); i++ {
		if charClass[name[i]]&(classHost|classPlus) == 0 {
			return false
		}
	}
	return ok && name != ""
}

// hostOf returns the host of a URL, an address or a bare host, in lower-case ASCII, or "".
func hostOf(link string) string {
	written, _ := splitLink(link)
	if seen := scanHost(written); seen != 0 && seen&classUpper == 0 {
		return written
	}
	host, ok := asciiHost(written)
	if !ok || !validHost(host) {
		return ""
	}
	return host
}

// RegistrableDomain returns the domain that somebody registered: one label below the public
// suffix, according to the Public Suffix List. By the list's default rule a top-level
// domain that it does not name, such as .example or .internal, is a suffix. link may be a
// URL, an email address or a host. IP addresses, bare suffixes and hosts without a dot are
// not ok.
func RegistrableDomain(link string) (domain string, ok bool) {
	host := hostOf(link)
	if host == "" {
		return "", false
	}
	suffix, _ := publicsuffix.PublicSuffix(host)
	end := len(host) - len(suffix) - 1
	if end < 1 {
		return "", false
	}
	return host[strings.LastIndexByte(host[:end], '.')+1:], true
}

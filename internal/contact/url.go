package contact

import (
	"net/netip"
	"strings"
)

// These are the problems of a link.
const (
	URLEmpty     Problem = "url_empty"
	URLSpace     Problem = "url_space"
	URLBadScheme Problem = "url_bad_scheme" // neither http nor https
	URLBadHost   Problem = "url_bad_host"
)

// CheckURL returns what is wrong with a web address, "" for one that is right. It may lack
// its scheme, which is then https.
func CheckURL(raw string) Problem {
	link := trimSpace(raw)
	if link == "" {
		return URLEmpty
	}
	if strings.ContainsAny(link, " \t\r\n") {
		return URLSpace
	}
	rest, ok := cutScheme(link)
	if !ok {
		return URLBadScheme
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	host, port := rest[strings.LastIndexByte(rest, '@')+1:], ""
	if colon := strings.LastIndexByte(host, ':'); colon >= 0 {
		host, port = host[:colon], host[colon+1:]
	}
	ascii, ok := asciiHost(host)
	if !ok || (!validHost(ascii) && !isAddress(ascii)) || (port != "" && !allDigits(port)) {
		return URLBadHost
	}
	return ""
}

// cutScheme cuts the scheme off; ok is false if it is neither http nor https. "host:8080/x"
// and "host/x" have none.
func cutScheme(link string) (rest string, ok bool) {
	name, after, found := strings.Cut(link, ":")
	if !found || strings.ContainsAny(name, "./?#@") || (after != "" && isDigit(after[0])) {
		return strings.TrimPrefix(link, "//"), true
	}
	scheme := lowerASCII(name)
	rest, slashes := strings.CutPrefix(after, "//")
	return rest, slashes && (scheme == "http" || scheme == "https")
}

// isAddress reports whether a host is an IPv4 address. An IPv6 address is in brackets (RFC
// 3986, section 3.2.2); no lead has its web site at one.
func isAddress(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.Is4()
}

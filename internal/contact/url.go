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

// CleanURL returns a web address in one form: with a scheme (https if there is none),
// scheme and host in lower-case ASCII, without user, default port and the slash of an empty
// path. Path, query and fragment stay as they are.
func CleanURL(raw string) (string, Problem) {
	link := trimSpace(raw)
	if link == "" {
		return "", URLEmpty
	}
	if strings.ContainsAny(link, " \t\r\n") {
		return "", URLSpace
	}
	scheme, rest, ok := cutScheme(link)
	if !ok {
		return "", URLBadScheme
	}
	authority, tail := cutAuthority(rest)
	_, hostPort := cutUser(authority)
	host, port := cutPort(hostPort)
	ascii, ok := asciiHost(host)
	if !ok || (!validHost(ascii) && !isAddress(ascii)) || (port != "" && !allDigits(port)) {
		return "", URLBadHost
	}
	if (scheme == "https" && port == "443") || (scheme == "http" && port == "80") {
		port = ""
	}
	if tail == "/" {
		tail = ""
	}
	if strings.HasPrefix(link, scheme) && len(link) == len(scheme)+3+len(ascii)+len(tail) && link[len(scheme)+3:len(scheme)+3+len(ascii)] == ascii {
		return link, ""
	}
	if port != "" {
		ascii += ":" + port
	}
	return scheme + "://" + ascii + tail, ""
}

// cutScheme splits off the scheme. "host:8080/x" and "host/x" have none and count as https.
func cutScheme(link string) (scheme, rest string, ok bool) {
	colon := strings.IndexByte(link, ':')
	if colon < 0 {
		return "https", strings.TrimPrefix(link, "//"), true
	}
	name, after := link[:colon], link[colon+1:]
	if strings.ContainsAny(name, "./?#@") || (after != "" && isDigit(after[0])) {
		return "https", strings.TrimPrefix(link, "//"), true
	}
	scheme = lowerASCII(name)
	rest, slashes := strings.CutPrefix(after, "//")
	return scheme, rest, slashes && (scheme == "http" || scheme == "https")
}

func cutAuthority(rest string) (authority, tail string) {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

func cutUser(authority string) (user, hostPort string) {
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		return authority[:at], authority[at+1:]
	}
	return "", authority
}

func cutPort(hostPort string) (host, port string) {
	if colon := strings.LastIndexByte(hostPort, ':'); colon >= 0 {
		return hostPort[:colon], hostPort[colon+1:]
	}
	return hostPort, ""
}

// isAddress reports whether a host is an IPv4 address. An IPv6 address is in brackets (RFC
// 3986, section 3.2.2); no lead has its web site at one.
func isAddress(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.Is4()
}

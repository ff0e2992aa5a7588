package contact

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Problems of a link.
const (
	URLEmpty     Problem = "url_empty"
	URLSpace     Problem = "url_space"
	URLBadScheme Problem = "url_bad_scheme" // neither http nor https
	URLBadHost   Problem = "url_bad_host"
)

// CleanURL returns the web address in one form: with its scheme (https where none
// is written), scheme and host in lower-case ASCII, without user, default port
// and the slash of an empty path. Path, query and fragment stay as they are.
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

// cutScheme splits off the scheme. "host:8080/x" and "host/x" have none and are
// taken for https.
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

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// hostOf returns the host of a URL, an address or a bare host, in lower-case
// ASCII, or "".
func hostOf(link string) string {
	link = trimSpace(link)
	if i := strings.Index(link, "//"); i >= 0 {
		link = link[i+2:]
	}
	link, _ = cutAuthority(link)
	_, link = cutUser(link)
	link, _ = cutPort(link)
	host, ok := asciiHost(strings.TrimSuffix(link, "."))
	if !ok || !validHost(host) {
		return ""
	}
	return host
}

// RegistrableDomain returns the domain that somebody registered: one label below
// the public suffix, as the Public Suffix List has it. It takes a URL, an email
// address or a host. IP addresses, lone suffixes and unknown top-level domains
// are not ok.
func RegistrableDomain(link string) (domain string, ok bool) {
	host := hostOf(link)
	if host == "" {
		return "", false
	}
	suffix, listed := publicsuffix.PublicSuffix(host)
	if !listed && strings.IndexByte(suffix, '.') < 0 {
		return "", false
	}
	end := len(host) - len(suffix) - 1
	if end < 1 {
		return "", false
	}
	return host[strings.LastIndexByte(host[:end], '.')+1:], true
}

// LinkedInKey returns what tells one LinkedIn page from another, as
// "/in/slug", "/company/slug" or "/pub/name/1/2/3", in lower-case, whatever the
// country's subdomain, the query or a language after the slug; "" for any other
// link.
func LinkedInKey(link string) string {
	host := hostOf(link)
	if host != "linkedin.com" && !strings.HasSuffix(host, ".linkedin.com") {
		return ""
	}
	start := strings.Index(lowerASCII(link), "linkedin.com")
	path := link[start+len("linkedin.com"):]
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(parts) > 0 && parts[0] != "" && parts[0][0] == ':' {
		parts = parts[1:]
	}
	if len(parts) < 2 {
		return ""
	}
	keep := 2
	switch kind := strings.ToLower(parts[0]); kind {
	case "in", "company", "school", "showcase":
	case "pub":
		keep = min(len(parts), 5)
	default:
		return ""
	}
	key := "/" + strings.Join(parts[:keep], "/")
	return strings.TrimRightFunc(strings.ToLower(key), func(r rune) bool { return r <= ' ' })
}

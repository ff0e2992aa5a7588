package contact

import "strings"

const linkedIn = "linkedin.com"

// LinkedInKey returns what tells one LinkedIn page from another, as
// "/in/slug", "/company/slug" or "/pub/name/1/2/3", in lower-case, whatever the
// country's subdomain, the query or a language after the slug; "" for any other
// link. A key that stands in the link as it is points into it.
func LinkedInKey(link string) string {
	host, tail := splitLink(link)
	if !isLinkedIn(host) {
		return ""
	}
	kind, rest := nextSegment(tail)
	more := 1
	switch {
	case foldsTo(kind, "in"), foldsTo(kind, "company"), foldsTo(kind, "school"), foldsTo(kind, "showcase"):
	case foldsTo(kind, "pub"):
		more = 4
	default:
		return ""
	}
	var buffer [128]byte
	key := appendLower(append(buffer[:0], '/'), kind)
	for range more {
		var segment string
		if segment, rest = nextSegment(rest); segment == "" {
			break
		}
		key = appendLower(append(key, '/'), segment)
	}
	if len(key) == 1+len(kind) {
		return ""
	}
	if start := strings.Index(tail, kind) - 1; len(tail) >= start+len(key) && tail[start:start+len(key)] == string(key) {
		return tail[start : start+len(key)]
	}
	return string(key)
}

// isLinkedIn reports whether a host is LinkedIn's or below it.
func isLinkedIn(host string) bool {
	at := len(host) - len(linkedIn)
	if at < 0 || !foldsTo(host[at:], linkedIn) {
		return false
	}
	return at == 0 || (host[at-1] == '.' && validHost(host))
}

// foldsTo reports whether s in lower case is lower, which is ASCII.
func foldsTo(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != lower[i] && (charClass[c]&classUpper == 0 || c|0x20 != lower[i]) {
			return false
		}
	}
	return true
}

// nextSegment returns the first segment of a path that is not empty, without
// white space at its end, and the path behind it; "" at the query or the end.
func nextSegment(path string) (segment, rest string) {
	start := 0
	for start < len(path) && path[start] == '/' {
		start++
	}
	end := start
	for end < len(path) && path[end] != '/' && path[end] != '?' && path[end] != '#' {
		end++
	}
	return trimSpace(path[start:end]), path[end:]
}

// appendLower appends s in lower case.
func appendLower(key []byte, s string) []byte {
	if !isASCII(s) {
		return append(key, strings.ToLower(s)...)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if charClass[c]&classUpper != 0 {
			c |= 0x20
		}
		key = append(key, c)
	}
	return key
}

package contact

import (
	"strings"
	"unicode/utf8"
)

const linkedIn = "linkedin.com"

// LinkedInKey returns the key that tells one LinkedIn page from another: "/in/slug",
// "/company/slug" or "/pub/name/1/2/3", in lower case, without the country's subdomain, the
// query or a language after the slug. It returns "" for any other link. The key is a
// substring of link where link contains it as it stands.
func LinkedInKey(link string) string {
	host, path := splitLink(link)
	if !isLinkedIn(host) {
		return ""
	}
	start, end := nextSegment(path, 0)
	kind := path[start:end]
	more := 1
	switch {
	case foldsTo(kind, "in"), foldsTo(kind, "company"), foldsTo(kind, "school"), foldsTo(kind, "showcase"):
	case foldsTo(kind, "pub"):
		more = 4
	default:
		return ""
	}
	written := path[max(0, start-1):]
	var buffer [128]byte
	key := appendLower(append(buffer[:0], '/'), kind)
	for range more {
		if start, end = nextSegment(path, end); start == end {
			break
		}
		key = appendLower(append(key, '/'), path[start:end])
	}
	found := written[:min(len(key), len(written))]
	if found != string(key) {
		found = string(key)
	}
	found = trimSpace(found)
	if len(found) <= 1+len(kind)+1 { // no slug
		return ""
	}
	return found
}

// isLinkedIn reports whether a host is LinkedIn's or a subdomain of it.
func isLinkedIn(host string) bool {
	at := len(host) - len(linkedIn)
	if at < 0 || !foldsTo(host[at:], linkedIn) {
		return false
	}
	return at == 0 || (host[at-1] == '.' && validHost(host))
}

// foldsTo reports whether s in lower case equals lower, which is ASCII.
func foldsTo(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != lower[i] && (c-'A' >= 26 || c|0x20 != lower[i]) {
			return false
		}
	}
	return true
}

// nextSegment finds the first non-empty segment of a path after at. start equals end if the
// path ends first or the query begins.
func nextSegment(path string, at int) (start, end int) {
	for at < len(path) && path[at] == '/' {
		at++
	}
	start = at
	for at < len(path) && path[at] != '/' && path[at] != '?' && path[at] != '#' {
		at++
	}
	return start, at
}

// appendLower appends s in lower case.
func appendLower(key []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return append(key, strings.ToLower(s[i:])...)
		}
		if c-'A' < 26 {
			c |= 0x20
		}
		key = append(key, c)
	}
	return key
}

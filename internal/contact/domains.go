package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed free_domains.txt
	freeDomainsTXT string
	//go:embed mistyped_domains.txt
	mistypedDomainsTXT string
	//go:embed disposable_domains.txt
	disposableDomainsTXT string
	//go:embed role_mailboxes.txt
	roleMailboxesTXT string

	freeDomains       = sync.OnceValue(func() map[string]bool { return embedded.Set(freeDomainsTXT) })
	mistypedDomains   = sync.OnceValue(func() map[string]bool { return embedded.Set(mistypedDomainsTXT) })
	disposableDomains = sync.OnceValue(func() map[string]bool { return embedded.Set(disposableDomainsTXT) })
	roleMailboxes     = sync.OnceValue(func() map[string]bool { return embedded.Set(roleMailboxesTXT) })
)

// IsFreeDomain reports whether a mail domain, in lower case, offers mailboxes to everybody,
// so that it says nothing about its user's company.
func IsFreeDomain(domain string) bool { return freeDomains()[domain] }

// IsMistypedFreeDomain reports whether a mail domain, in lower case, is a common mistyping
// of a large free provider, so that it says nothing about a company either.
func IsMistypedFreeDomain(domain string) bool { return mistypedDomains()[domain] }

// IsDisposableDomain reports whether a mail domain in lower case, or a domain above it,
// offers disposable mailboxes.
func IsDisposableDomain(domain string) bool {
	for {
		if disposableDomains()[domain] {
			return true
		}
		_, parent, found := strings.Cut(domain, ".")
		if !found {
			return false
		}
		domain = parent
	}
}

// IsRoleMailbox reports whether the local part of an address names a function of a company
// (info, sales, kontakt) and not a person. It ignores case, +tag, dots and hyphens, and a
// place at the end: sales-emea, info.de. A number at the end tells mailboxes apart, and
// therefore people: test1, test2.
func IsRoleMailbox(local string) bool {
	var buffer [maxLocalPart]byte
	if roleMailboxes()[string(AppendMailboxKey(buffer[:0], local))] {
		return true
	}
	local, _, _ = strings.Cut(local, "+")
	cut := strings.LastIndexAny(local, ".-_")
	return cut > 0 && isMailboxPlace(local[cut+1:]) && roleMailboxes()[string(AppendMailboxKey(buffer[:0], local[:cut]))]
}

// isMailboxPlace reports whether a word names the part of the world that a mailbox is for.
func isMailboxPlace(word string) bool {
	if len(word) == 2 {
		_, ok := CountryCode(word)
		return ok || strings.EqualFold(word, "uk") || strings.EqualFold(word, "eu")
	}
	switch lowerASCII(word) {
	case "emea", "apac", "dach", "latam", "europe", "asia", "usa", "global", "intl", "hq", "nord", "sud", "sued", "ost", "west", "north", "south", "east":
		return true
	}
	return false
}

// AppendMailboxKey appends the form of a local part by which role mailboxes are known:
// lower case, without anything after a +, dots, hyphens and underscores, and cut after its
// 64th byte.
func AppendMailboxKey(key []byte, local string) []byte {
	local, _, _ = strings.Cut(local, "+")
	for i := 0; i < min(len(local), maxLocalPart); i++ {
		switch c := local[i]; {
		case charClass[c]&classUpper != 0:
			key = append(key, c|0x20)
		case c != '.' && c != '-' && c != '_':
			key = append(key, c)
		}
	}
	return key
}

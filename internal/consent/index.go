package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync/atomic"

	"galena/internal/sieve"
)

// List is a list of refusals: a suppression list, what earlier runs remember,
// or what events say.
type List struct {
	Name    string // in reasons: list:NAME
	Path    string // file, "" for what is none
	Purpose string // Marketing, AllPurposes, or a part of marketing such as newsletter
	// Channels are those that the list speaks of.
	Channels Channels
	Drop     bool // who is on it leaves the output
	// Events says that these are the refusals in a file of events.
	Events bool
}

// Entry is one line of a list.
type Entry struct {
	List     int
	Line     int64 // of its file
	Status   Status
	Channels Channels
	At       int64 // or Undated
}

// Index finds the entries of all lists that name a person. It is filled from
// one goroutine; lookups may come from several.
type Index struct {
	Lists   []List
	entries []Entry
	matched []uint32 // 1 for an entry that has named somebody; written by several at once

	// From a key to its last link; links of one key are chained.
	identifiers map[uint64]uint32
	digests     map[[sha256.Size]byte]uint32
	domains     map[string]uint32
	leads       map[string]uint32
	links       []link // the first is none

	known sieve.Sieve // the identifiers: nearly all that are asked for are not among them
}

// link leads from a key to an entry, and to the next of the same key.
type link struct{ entry, next uint32 }

// NewIndex returns an index of no lists.
func NewIndex() *Index {
	return &Index{
		identifiers: map[uint64]uint32{}, digests: map[[sha256.Size]byte]uint32{},
		domains: map[string]uint32{}, leads: map[string]uint32{}, links: make([]link, 1), known: sieve.New(22),
	}
}

// Keys are what one entry names a person by.
type Keys struct {
	Identifiers []uint64            // see contact.Identifier
	Digests     [][sha256.Size]byte // SHA-256 of an address or number
	Domains     []string            // of e-mail addresses, in lower case; theirs below them too
	Leads       []string            // lead ids
}

// None reports whether there is no key.
func (k Keys) None() bool {
	return len(k.Identifiers)+len(k.Digests)+len(k.Domains)+len(k.Leads) == 0
}

// Add adds an entry under its keys.
func (x *Index) Add(e Entry, k Keys) {
	x.entries = append(x.entries, e)
	x.matched = append(x.matched, 0)
	addLinks(x, x.identifiers, k.Identifiers)
	for _, identifier := range k.Identifiers {
		x.known.Add(identifier)
	}
	addLinks(x, x.digests, k.Digests)
	addLinks(x, x.domains, k.Domains)
	addLinks(x, x.leads, k.Leads)
}

// addLinks leads from keys to the last entry.
func addLinks[K comparable](x *Index, heads map[K]uint32, keys []K) {
	for _, key := range keys {
		x.links = append(x.links, link{uint32(len(x.entries) - 1), heads[key]})
		heads[key] = uint32(len(x.links) - 1)
	}
}

// Entry returns an entry by its number.
func (x *Index) Entry(number uint32) Entry { return x.entries[number] }

// Count returns how many entries there are.
func (x *Index) Count() int { return len(x.entries) }

// HasDigests reports whether any entry is hashed.
func (x *Index) HasDigests() bool { return len(x.digests) > 0 }

// ByIdentifier appends the numbers of the entries under an identifier.
func (x *Index) ByIdentifier(dst []uint32, identifier uint64) []uint32 {
	if !x.known.Has(identifier) {
		return dst
	}
	return x.follow(dst, x.identifiers[identifier])
}

// ByDigest appends the numbers of the entries under the SHA-256 of a text.
func (x *Index) ByDigest(dst []uint32, text string) []uint32 {
	return x.follow(dst, x.digests[sha256.Sum256([]byte(text))])
}

// ByDomain appends the numbers of the entries under a domain or one above it.
func (x *Index) ByDomain(dst []uint32, domain string) []uint32 {
	for len(x.domains) > 0 && domain != "" {
		dst = x.follow(dst, x.domains[domain])
		_, domain, _ = strings.Cut(domain, ".")
	}
	return dst
}

// ByLead appends the numbers of the entries under a lead id.
func (x *Index) ByLead(dst []uint32, lead string) []uint32 { return x.follow(dst, x.leads[lead]) }

func (x *Index) follow(dst []uint32, at uint32) []uint32 {
	for ; at != 0; at = x.links[at].next {
		dst = append(dst, x.links[at].entry)
		atomic.StoreUint32(&x.matched[x.links[at].entry], 1)
	}
	return dst
}

// Matched returns how many entries of each list there are, and how many of them
// have named somebody.
func (x *Index) Matched() (entries, matched []int64) {
	entries, matched = make([]int64, len(x.Lists)), make([]int64, len(x.Lists))
	for i, e := range x.entries {
		entries[e.List]++
		if x.matched[i] != 0 {
			matched[e.List]++
		}
	}
	return entries, matched
}

// ParseDigest reads a SHA-256 in hexadecimal.
func ParseDigest(text string) (digest [sha256.Size]byte, ok bool) {
	if len(text) != hex.EncodedLen(sha256.Size) {
		return digest, false
	}
	_, err := hex.Decode(digest[:], []byte(text))
	return digest, err == nil
}

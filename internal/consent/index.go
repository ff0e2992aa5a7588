package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync/atomic"

	"galena/internal/contact"
	"galena/internal/sieve"
)

// List is a list of refusals: a suppression list, what earlier runs remember, or what
// events say.
type List struct {
	Name    string // in reasons: list:NAME
	Path    string // of the file; "" if there is none
	Purpose string // Marketing, AllPurposes, or a part of marketing such as newsletter
	// Channels are those that the list is about.
	Channels Channels
	Drop     bool // people on it are left out of the output
	// Events means that the entries come from events: they identify a person by any kind
	// of key, and they may also permit.
	Events bool
}

// IsTonights reports whether it is a suppression list of this run.
func (l List) IsTonights() bool { return l.Path != "" && !l.Events }

// Stands reports whether no yes lifts what the list says: it is a suppression list of
// this run, or it is about all purposes, for which nobody can give a single
// permission.
func (l List) Stands() bool { return l.IsTonights() || l.Purpose == AllPurposes }

// Entry is one line of a list.
type Entry struct {
	List     int
	Line     int64 // in its file
	Status   Status
	Channels Channels
	At       int64 // or Undated
}

// Index finds the entries of all lists that name a person. One goroutine fills it;
// lookups may come from several.
type Index struct {
	Lists   []List
	entries []Entry
	matched []uint32 // 1 for an entry that has named somebody; several goroutines write it

	// Maps from a key to its last link; the links of one key are chained.
	identifiers map[uint64]uint32
	digests     map[[sha256.Size]byte]uint32
	domains     map[string]uint32
	leads       map[string]uint32
	links       []link // the first stands for none

	known sieve.Sieve // the identifiers; nearly all lookups are of others
}

// link leads from a key to an entry, and to the next link of the same key.
type link struct {
	entry, next uint32
	kind        uint8 // of the key: an index into kinds
}

// kinds are the kinds of hashed keys, by number.
var kinds = [...]contact.IdentifierKind{contact.IdentifierEmail, contact.IdentifierPhone, contact.IdentifierRecord}

// NewIndex returns an index without lists.
func NewIndex() *Index {
	return &Index{
		identifiers: map[uint64]uint32{}, digests: map[[sha256.Size]byte]uint32{},
		domains: map[string]uint32{}, leads: map[string]uint32{}, links: make([]link, 1), known: sieve.New(22),
	}
}

// Add adds an entry under its keys.
func (x *Index) Add(e Entry, keys ...Key) {
	x.entries = append(x.entries, e)
	x.matched = append(x.matched, 0)
	number := uint32(len(x.entries) - 1)
	for _, key := range keys {
		x.addKey(number, key)
	}
}

func (x *Index) addKey(entry uint32, key Key) {
	switch key.Kind {
	case KeyDigest:
		if digest, ok := parseDigest(key.Text); ok {
			addLink(x, x.digests, digest, link{entry: entry})
		}
	case KeyDomain:
		addLink(x, x.domains, key.Text, link{entry: entry})
	case KeyLead:
		addLink(x, x.leads, key.Text, link{entry: entry})
	default:
		x.known.Add(key.Hash)
		addLink(x, x.identifiers, key.Hash, link{entry: entry, kind: uint8(slices.Index(kinds[:], key.Kind))})
	}
}

// addLink adds a link from a key to an entry.
func addLink[K comparable](x *Index, heads map[K]uint32, key K, to link) {
	to.next = heads[key]
	x.links = append(x.links, to)
	heads[key] = uint32(len(x.links) - 1)
}

// Redirect makes the entries under a lead id also name the lead that it was merged into.
func (x *Index) Redirect(retired, lead string) {
	for at := x.leads[retired]; at != 0; at = x.links[at].next {
		addLink(x, x.leads, lead, link{entry: x.links[at].entry})
	}
}

// Named yields every entry once per key, in no order. It leaves out domains, which name
// no person.
func (x *Index) Named(yield func(Key, Entry) bool) {
	each := func(at uint32, key Key) bool {
		for ; at != 0; at = x.links[at].next {
			if key.Text == "" {
				key.Kind = kinds[x.links[at].kind]
			}
			if !yield(key, x.entries[x.links[at].entry]) {
				return false
			}
		}
		return true
	}
	for hash, head := range x.identifiers {
		if !each(head, Key{Hash: hash}) {
			return
		}
	}
	for digest, head := range x.digests {
		if !each(head, Key{Kind: KeyDigest, Text: hex.EncodeToString(digest[:])}) {
			return
		}
	}
	for lead, head := range x.leads {
		if !each(head, Key{Kind: KeyLead, Text: lead}) {
			return
		}
	}
}

// Entry returns the entry with a number.
func (x *Index) Entry(number uint32) Entry { return x.entries[number] }

// Count returns the number of entries.
func (x *Index) Count() int { return len(x.entries) }

// HasDigests reports whether any entry is hashed.
func (x *Index) HasDigests() bool { return len(x.digests) > 0 }

// HasDomains reports whether any entry is for a domain.
func (x *Index) HasDomains() bool { return len(x.domains) > 0 }

// MayKnow reports whether there may be entries under an identifier; false is certain.
func (x *Index) MayKnow(identifier uint64) bool { return x.known.Has(identifier) }

// HasLeads reports whether any entry is for a lead id.
func (x *Index) HasLeads() bool { return len(x.leads) > 0 }

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

// ByDomain appends the numbers of the entries under a domain or a parent of it.
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

// Matched returns, per list, the number of entries and how many of them have named
// somebody.
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

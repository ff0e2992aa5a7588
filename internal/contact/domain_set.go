package contact

import (
	"bytes"
	"fmt"
	"math"

	"github.com/zeebo/xxh3"
)

// DomainSet is a list of domains in the format of public lists, one a line. It keeps the
// bytes of the list and a table of hashes, so that a million domains take one pass over the
// file and 16 bytes each.
type DomainSet struct {
	data  []byte
	slots []uint64 // upper half of the hash, and 1 + the offset of the domain in data; 0: empty
	count int
	found []foundDomain // not in slots yet
	// Unusable counts the lines that hold neither a domain nor a comment, and FirstUnusable
	// is the number of the first, from 1.
	Unusable, FirstUnusable int
}

// ReadDomainSet reads a list: one domain a line, in any case and script; # and // begin a
// comment. A line .example.com or *.example.com includes the domains below example.com,
// whatever the caller of Has asks for. The set takes ownership of data.
func ReadDomainSet(data []byte) (*DomainSet, error) {
	if len(data) >= math.MaxUint32/2 {
		return nil, fmt.Errorf("a list of domains holds at most 2 GiB, not %d bytes", len(data))
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if len(data) == 0 || data[len(data)-1] != '\n' {
		data = append(data, '\n')
	}
	lines := bytes.Count(data, []byte{'\n'})
	size := 4
	for size < 2*lines {
		size *= 2
	}
	set := &DomainSet{data: data, slots: make([]uint64, size), found: make([]foundDomain, 0, blockOfDomains)}
	for start, number, end := 0, 1, len(data); start < end; number++ {
		length := bytes.IndexByte(set.data[start:end], '\n')
		if !set.addLine(start, start+length) {
			if set.Unusable++; set.FirstUnusable == 0 {
				set.FirstUnusable = number
			}
		}
		start += length + 1
	}
	set.insert()
	set.found = nil
	return set, nil
}

// foundDomain is a domain at data[start:end].
type foundDomain struct {
	hash       uint64
	start, end uint32
}

// blockOfDomains is the number of domains inserted together, so that their cache misses
// overlap instead of following one another.
const blockOfDomains = 256

// addLine adds the line at data[start:end] and reports whether it could.
func (set *DomainSet) addLine(start, end int) bool {
	for start < end && (set.data[start] == ' ' || set.data[start] == '\t') {
		start++
	}
	for end > start && (set.data[end-1] <= ' ' || set.data[end-1] == '.') {
		end--
		set.data[end] = '\n' // ends the domain
	}
	line := set.data[start:end]
	if len(line) == 0 || line[0] == '#' || bytes.HasPrefix(line, []byte("//")) {
		return true
	}
	if bytes.HasPrefix(line, []byte("*.")) {
		start, line = start+1, line[1:]
	}
	name := line
	if name[0] == '.' {
		name = name[1:]
	}
	switch seen := scanHost(string(name)); {
	case seen == 0:
		host, ok := asciiHost(string(name))
		if !ok || !validHost(host) {
			return false
		}
		start = len(set.data)
		set.data = append(append(append(set.data, line[:len(line)-len(name)]...), host...), '\n')
		line = set.data[start : len(set.data)-1]
	case seen&classUpper != 0:
		copy(name, lowerASCII(string(name)))
	}
	set.found = append(set.found, foundDomain{xxh3.Hash(line), uint32(start), uint32(start + len(line))})
	if len(set.found) == blockOfDomains {
		set.insert()
	}
	return true
}

// insert puts the domains in found into slots.
func (set *DomainSet) insert() {
	set.touch()
	mask := uint64(len(set.slots) - 1)
	for _, d := range set.found {
		for at := d.hash & mask; ; at = (at + 1) & mask {
			if set.slots[at] == 0 {
				set.slots[at] = d.hash&^math.MaxUint32 | uint64(d.start+1)
				set.count++
				break
			}
			if set.holds(set.slots[at], d.hash, set.data[d.start:d.end]) {
				break
			}
		}
	}
	set.found = set.found[:0]
}

// touch loads the slots of the domains in found into the cache.
//
//go:noinline // or nothing would use what it looks at
func (set *DomainSet) touch() (sum uint64) {
	mask := uint64(len(set.slots) - 1)
	for _, d := range set.found {
		sum += set.slots[d.hash&mask]
	}
	return sum
}

// holds reports whether the domain that a slot refers to is the one asked for.
func (set *DomainSet) holds(slot, hash uint64, domain []byte) bool {
	if (slot^hash)>>32 != 0 {
		return false
	}
	stored := set.data[slot&math.MaxUint32-1:]
	return len(stored) > len(domain) && stored[len(domain)] == '\n' && bytes.Equal(stored[:len(domain)], domain)
}

// Len returns the number of distinct domains.
func (set *DomainSet) Len() int { return set.count }

// Has reports whether a domain, in lower-case ASCII, is on the list or lies below one that
// is. With below every domain on the list counts, else only those written with a leading
// dot or star.
func (set *DomainSet) Has(domain string, below bool) bool {
	var buffer [maxAddress + 1]byte
	if len(domain) > maxAddress {
		return false
	}
	dotted := append(append(buffer[:0], '.'), domain...)
	if set.has(dotted[1:]) || set.has(dotted) {
		return true
	}
	for at := 1; at < len(dotted); at++ {
		if dotted[at] == '.' && (set.has(dotted[at:]) || below && set.has(dotted[at+1:])) {
			return true
		}
	}
	return false
}

func (set *DomainSet) has(domain []byte) bool {
	hash := xxh3.Hash(domain)
	mask := uint64(len(set.slots) - 1)
	for at := hash & mask; set.slots[at] != 0; at = (at + 1) & mask {
		if set.holds(set.slots[at], hash, domain) {
			return true
		}
	}
	return false
}

// Package sieve rules out most hashes that are not in a table without a look at the
// table. A lookup in a table of millions of keys costs a cache miss or two; the sieve
// costs one word, which is mostly in the cache.
package sieve

import "math/bits"

// Sieve is a set of evenly distributed hashes that may report a hash that is not in it.
// The zero Sieve is empty, and nothing can be added to it.
//
// It is a Bloom filter of words: the first bits of a hash select a word and its last ones
// two bits of that word, so that each hash costs one cache line (Putze, Sanders, Singler
// 2007: Cache-, Hash- and Space-Efficient Bloom Filters).
type Sieve struct {
	words []uint64
	shift uint
}

// New returns an empty Sieve of 2^log bits, from 2^6 to 2^31. The share of absent hashes
// that it fails to stop is about the square of the share of bits that are set.
func New(log uint) Sieve { return Sieve{make([]uint64, 1<<(log-6)), 70 - log} }

// Add adds a hash.
func (s Sieve) Add(hash uint64) {
	s.words[hash>>s.shift] |= 1<<(hash&63) | 1<<(hash>>6&63)
}

// Has reports whether a hash may have been added; false is certain.
func (s Sieve) Has(hash uint64) bool {
	if len(s.words) == 0 {
		return false
	}
	word := s.words[hash>>s.shift]
	return word>>(hash&63)&(word>>(hash>>6&63))&1 != 0
}

// Sift clears the elements of pass whose hashes are certainly absent, and leaves the
// rest. It is cheaper than calling Has for each, since the memory accesses overlap.
func (s Sieve) Sift(hashes []uint64, pass []uint8) {
	pass = pass[:len(hashes)]
	if len(s.words) == 0 {
		clear(pass)
		return
	}
	for i, hash := range hashes {
		word := s.words[hash>>s.shift]
		pass[i] &= uint8(word >> (hash & 63) & (word >> (hash >> 6 & 63)) & 1)
	}
}

// Folded returns a Sieve of the same hashes, as small as possible with at most an eighth
// of its bits set: the smaller it is, the more of it is in the cache. Nothing may be
// added to s afterwards.
func (s Sieve) Folded() Sieve {
	const sparse = 8
	set := 0
	for _, word := range s.words {
		set += bits.OnesCount64(word)
	}
	for len(s.words) > 1 && 64*len(s.words)/2 >= sparse*set {
		half := make([]uint64, len(s.words)/2)
		for i := range half {
			half[i] = s.words[2*i] | s.words[2*i+1]
		}
		s = Sieve{half, s.shift + 1}
	}
	return s
}

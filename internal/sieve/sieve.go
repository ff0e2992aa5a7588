// Package sieve tells most absent hashes from those that are there without a
// look at where they are: a table of millions of keys costs a cache miss or two
// a lookup, the sieve before it a bit that is mostly in the cache.
package sieve

// Sieve is a set of hashes that are spread evenly, of which it may say that one
// is there that is not. The zero Sieve holds nothing and takes nothing.
type Sieve struct {
	bits  []uint64
	shift uint
}

// New returns an empty Sieve of 2^log bits, from 2^6 to 2^31. Of those that are
// absent it stops all but the part of bits that are set.
func New(log uint) Sieve { return Sieve{make([]uint64, 1<<(log-6)), 64 - log} }

// Add adds a hash.
func (s Sieve) Add(hash uint64) {
	at := hash >> s.shift
	s.bits[at>>6] |= 1 << (at & 63)
}

// Has reports whether a hash may have been added; false is certain.
func (s Sieve) Has(hash uint64) bool {
	if len(s.bits) == 0 {
		return false
	}
	at := hash >> s.shift
	return s.bits[at>>6]>>(at&63)&1 != 0
}

// Sift clears what stands in pass beside a hash that is certainly absent, and
// leaves the rest. It costs less than to ask for one after the other, since the
// hashes do not wait for each other's memory.
func (s Sieve) Sift(hashes []uint64, pass []uint8) {
	pass = pass[:len(hashes)]
	if len(s.bits) == 0 {
		clear(pass)
		return
	}
	for i, hash := range hashes {
		at := hash >> s.shift
		pass[i] &= uint8(s.bits[at>>6] >> (at & 63) & 1)
	}
}

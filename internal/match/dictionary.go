package match

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// Dictionary gives the distinct values of a column by their code. Code 0 is null. Codes count up from 1 in the order
// in which values were first seen, so nothing may depend on their order.
type Dictionary struct {
	arena  []byte
	ends   []uint64 // ends[code] is the offset in arena where the value of code ends; ends[0] = 0
	hashes []uint32 // hash of each value's bytes: equal values have equal hashes in every run, on every machine
	counts []uint32 // how often the value was coded
}

// Len returns the number of codes, null included.
func (d *Dictionary) Len() int { return len(d.ends) }

// Value returns the value of a code, and the empty string for null. It stays valid as long as the dictionary.
func (d *Dictionary) Value(code uint32) string {
	if code == 0 {
		return ""
	}
	from, to := d.ends[code-1], d.ends[code]
	if from == to {
		return ""
	}
	return unsafe.String(&d.arena[from], to-from)
}

// Count returns the number of records that hold the value.
func (d *Dictionary) Count(code uint32) uint32 { return d.counts[code] }

// hashString is a multiply-fold hash with fixed constants (wyhash's mixing step). It is never 0.
func hashString(s string) uint32 {
	const k0, k1 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := uint64(len(s)) * k1
	p := unsafe.Slice(unsafe.StringData(s), len(s))
	for len(p) > 8 {
		h = fold(h^binary.LittleEndian.Uint64(p), k0)
		p = p[8:]
	}
	var last uint64
	switch n := len(p); {
	case len(s) >= 8: // the last eight bytes, which may overlap those read before
		last = binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s), len(s))[len(s)-8:])
	case n >= 4:
		last = uint64(binary.LittleEndian.Uint32(p)) | uint64(binary.LittleEndian.Uint32(p[n-4:]))<<32
	case n > 0:
		last = uint64(p[0]) | uint64(p[n/2])<<8 | uint64(p[n-1])<<16
	}
	h = fold(h^last, k0^k1)
	if out := uint32(h ^ h>>32); out != 0 {
		return out
	}
	return 1
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// mix combines two key parts into one 64-bit key.
func mix(a, b uint32) uint64 {
	x := uint64(a)<<32 | uint64(b)
	x ^= x >> 31
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}

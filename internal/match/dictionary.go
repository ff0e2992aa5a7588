package match

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"
)

// Dictionary gives the distinct values of a column by their code. Code 0 is null; codes from 1 on count up in the order
// in which values were first seen, so nothing may depend on the order of codes.
type Dictionary struct {
	arena  []byte
	ends   []uint64 // ends[code] is where the value of code ends; ends[0] = 0
	hashes []uint32 // of the bytes; equal values have equal hashes in every run, on every machine
	counts []uint32 // how many times Code was asked for the value
}

// Len is the number of codes, null included.
func (d *Dictionary) Len() int { return len(d.ends) }

// Value is the value of a code; it stays valid as long as the dictionary. The value of null is the empty string.
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

// Count is the number of records that hold the value.
func (d *Dictionary) Count(code uint32) uint32 { return d.counts[code] }

// DictionaryBuilder codes the values of one column, one caller at a time.
// It holds the values in one arena and finds them by an open-addressing table: no allocation a value.
type DictionaryBuilder struct {
	Dictionary
	slots   []uint64 // hash above the code, 0 = free; the length is a power of two
	touched uint64   // of no meaning: it keeps the compiler from leaving out what Codes fetches ahead
}

// NewDictionaryBuilder returns a builder with room for about size distinct values before it grows.
func NewDictionaryBuilder(size int) *DictionaryBuilder {
	slots := 1 << bits.Len(uint(max(size, 32)*3/2))
	return &DictionaryBuilder{
		Dictionary: Dictionary{ends: make([]uint64, 1, size+1), hashes: make([]uint32, 1, size+1), counts: make([]uint32, 1, size+1)},
		slots:      make([]uint64, slots),
	}
}

// Code returns the code of a value, new or known, and counts it. The empty value is null.
func (b *DictionaryBuilder) Code(value string) uint32 {
	if value == "" {
		b.counts[0]++
		return 0
	}
	return b.codeOf(value, hashString(value))
}

// codeBatch is how many values Codes looks up side by side.
const codeBatch = 128

// Codes writes the codes of many values, as Code gives them. It is faster where there are many different ones: what the lookup of
// a value waits for in memory, its slot, then where the value stands, then the value, is fetched for all of a batch at a time.
func (b *DictionaryBuilder) Codes(values []string, codes []uint32) {
	for len(values) > codeBatch {
		b.Codes(values[:codeBatch], codes)
		values, codes = values[codeBatch:], codes[codeBatch:]
	}
	var hashes, likely [codeBatch]uint32
	var starts [codeBatch]uint64
	for i, value := range values {
		hashes[i] = hashString(value)
	}
	mask := uint32(len(b.slots) - 1)
	for i := range values {
		likely[i] = uint32(b.slots[hashes[i]&mask])
	}
	for i := range values {
		starts[i] = b.ends[max(likely[i], 1)-1]
		b.touched += uint64(b.counts[likely[i]])
	}
	for _, start := range starts[:len(values)] {
		if start < uint64(len(b.arena)) {
			b.touched += uint64(b.arena[start])
		}
	}
	for i, value := range values {
		if value == "" {
			codes[i] = b.Code(value)
		} else {
			codes[i] = b.codeOf(value, hashes[i])
		}
	}
}

func (b *DictionaryBuilder) codeOf(value string, hash uint32) uint32 {
	mask := uint32(len(b.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := b.slots[at]
		if slot == 0 {
			return b.add(at, hash, value)
		}
		if code := uint32(slot); uint32(slot>>32) == hash && b.Value(code) == value {
			b.counts[code]++
			return code
		}
	}
}

// Find returns the code of a value, 0 if it is not in the dictionary.
func (b *DictionaryBuilder) Find(value string) uint32 {
	hash := hashString(value)
	mask := uint32(len(b.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := b.slots[at]
		if code := uint32(slot); slot == 0 || uint32(slot>>32) == hash && b.Value(code) == value {
			return code
		}
	}
}

func (b *DictionaryBuilder) add(at, hash uint32, value string) uint32 {
	code := uint32(len(b.ends))
	if len(b.arena)+len(value) > cap(b.arena) { // append alone would copy a large arena many times
		b.arena = slices.Grow(b.arena, max(len(b.arena), len(value), 1<<12))
	}
	b.arena = append(b.arena, value...)
	b.ends = append(b.ends, uint64(len(b.arena)))
	b.hashes = append(b.hashes, hash)
	b.counts = append(b.counts, 1)
	b.slots[at] = uint64(hash)<<32 | uint64(code)
	if int(code)*4 > len(b.slots)*3 {
		b.grow()
	}
	return code
}

// grow doubles the table, and the room for as many values.
func (b *DictionaryBuilder) grow() {
	b.slots = make([]uint64, 2*len(b.slots))
	mask := uint32(len(b.slots) - 1)
	for code := 1; code < len(b.hashes); code++ {
		at := b.hashes[code] & mask
		for b.slots[at] != 0 {
			at = (at + 1) & mask
		}
		b.slots[at] = uint64(b.hashes[code])<<32 | uint64(code)
	}
	room := len(b.slots)*3/4 + 2 - len(b.ends)
	b.ends, b.hashes, b.counts = slices.Grow(b.ends, room), slices.Grow(b.hashes, room), slices.Grow(b.counts, room)
}

// Build ends the building and frees the table. The builder must not be used afterwards.
func (b *DictionaryBuilder) Build() *Dictionary {
	b.slots = nil
	return &b.Dictionary
}

// hashString is a multiply-fold hash with fixed constants (wyhash's mixing step), never 0.
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
	case len(s) >= 8: // the last eight bytes, some of them for the second time
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

// mix turns two key parts into one 64-bit key.
func mix(a, b uint32) uint64 {
	x := uint64(a)<<32 | uint64(b)
	x ^= x >> 31
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}

package match

import (
	"math/bits"
	"slices"
	"unsafe"
)

// DictionaryBuilder codes the values of one column, for one caller at a time. It keeps the values in one arena and
// finds them by an open-addressing table, without an allocation per value. It can serve one column after the other
// with the same memory: with new memory for each, a large column would take twice the time.
type DictionaryBuilder struct {
	arena    []byte
	known    []known  // by code
	slots    []uint64 // hash above the code, 0: free; the length is a power of two, the capacity that of the largest table so far
	expected int      // slots needed for the announced number of values
	touched  uint64   // has no meaning; keeps the compiler from dropping what Codes prefetches
}

// known is a value that has a code. Everything a lookup needs of it is adjacent, so the lookup waits for memory only
// once.
type known struct {
	end   uint64 // offset in the arena; the value starts where that of the previous code ends
	hash  uint32
	count uint32
}

const (
	smallTable = 1 << 13 // slots of a table that stays in the processor's cache
	growth     = 16
)

// NewDictionaryBuilder returns a builder for columns of about so many values, repeated ones counted each time. How
// many are distinct shows only later. So the table starts small, which keeps few values close together in memory, and
// grows in large steps up to the size for all values.
func NewDictionaryBuilder(values int) *DictionaryBuilder {
	expected := 1 << bits.Len(uint(max(values, 32)*4/3))
	return &DictionaryBuilder{known: make([]known, 1, 64), slots: make([]uint64, min(expected, smallTable)), expected: expected}
}

// Len returns the number of codes so far, null included.
func (b *DictionaryBuilder) Len() int { return len(b.known) }

// Count returns how often the value was coded so far.
func (b *DictionaryBuilder) Count(code uint32) uint32 { return b.known[code].count }

// Value returns the value of a code, and the empty string for null. It stays valid.
func (b *DictionaryBuilder) Value(code uint32) string {
	if code == 0 {
		return ""
	}
	from, to := b.known[code-1].end, b.known[code].end
	if from == to {
		return ""
	}
	return unsafe.String(&b.arena[from], to-from)
}

// Code returns the code of a value, known or new, and counts it. The code of the empty value is null.
func (b *DictionaryBuilder) Code(value string) uint32 {
	if value == "" {
		b.known[0].count++
		return 0
	}
	return b.codeOf(value, hashString(value))
}

// codeBatch is the number of values that Codes looks up together.
const codeBatch = 128

// Codes writes the codes of many values, the same that Code returns. It is faster where many values are distinct: a
// lookup waits for memory twice, for the slot of the value and for what the slot refers to. Codes fetches each for a
// whole batch at a time.
func (b *DictionaryBuilder) Codes(values []string, codes []uint32) {
	for len(values) > codeBatch {
		b.Codes(values[:codeBatch], codes)
		values, codes = values[codeBatch:], codes[codeBatch:]
	}
	var hashes [codeBatch]uint32
	for i, value := range values {
		hashes[i] = hashString(value)
	}
	if len(b.slots) > smallTable {
		b.fetch(hashes[:len(values)])
	}
	for i, value := range values {
		if value == "" {
			codes[i] = b.Code(value)
		} else {
			codes[i] = b.codeOf(value, hashes[i])
		}
	}
}

// fetch brings what the lookups of these hashes will read into the processor's cache. Where another value holds a
// slot, it reads no further.
func (b *DictionaryBuilder) fetch(hashes []uint32) {
	var likely [codeBatch]uint32
	var starts [codeBatch]uint64
	mask := uint32(len(b.slots) - 1)
	for i, hash := range hashes {
		slot, code := b.slots[hash&mask], uint32(0)
		if uint32(slot>>32) == hash {
			code = uint32(slot)
		}
		likely[i] = code
	}
	for i := range hashes {
		starts[i] = b.known[max(likely[i], 1)-1].end
		b.touched += uint64(b.known[likely[i]].count)
	}
	for _, start := range starts[:len(hashes)] {
		if start < uint64(len(b.arena)) {
			b.touched += uint64(b.arena[start])
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
			b.known[code].count++
			return code
		}
	}
}

// Find returns the code of a value, or 0 if it is not in the dictionary.
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
	code := uint32(len(b.known))
	if len(b.arena)+len(value) > cap(b.arena) { // append alone would copy a large arena many times
		b.arena = slices.Grow(b.arena, max(len(b.arena), len(value), 1<<12))
	}
	b.arena = append(b.arena, value...)
	if len(b.known) == cap(b.known) {
		b.known = slices.Grow(b.known, len(b.known))
	}
	b.known = append(b.known, known{end: uint64(len(b.arena)), hash: hash, count: 1})
	b.slots[at] = uint64(hash)<<32 | uint64(code)
	if int(code)*4 > len(b.slots)*3 {
		b.grow()
	}
	return code
}

// grow enlarges the table.
func (b *DictionaryBuilder) grow() {
	b.empty(max(2*len(b.slots), min(growth*len(b.slots), b.expected)))
	mask := uint32(len(b.slots) - 1)
	for code := 1; code < len(b.known); code++ {
		hash := b.known[code].hash
		at := hash & mask
		for b.slots[at] != 0 {
			at = (at + 1) & mask
		}
		b.slots[at] = uint64(hash)<<32 | uint64(code)
	}
}

// empty makes a table of so many free slots.
func (b *DictionaryBuilder) empty(slots int) {
	if slots > cap(b.slots) {
		b.slots = make([]uint64, slots)
		return
	}
	b.slots = b.slots[:slots]
	clear(b.slots)
}

// Build returns the dictionary of what was coded. The builder is then ready for another column.
func (b *DictionaryBuilder) Build() *Dictionary {
	d := &Dictionary{arena: slices.Clone(b.arena), ends: make([]uint64, len(b.known)), hashes: make([]uint32, len(b.known)), counts: make([]uint32, len(b.known))}
	for code, k := range b.known {
		d.ends[code], d.hashes[code], d.counts[code] = k.end, k.hash, k.count
	}
	b.arena, b.known = b.arena[:0], append(b.known[:0], known{})
	b.empty(min(b.expected, smallTable))
	return d
}

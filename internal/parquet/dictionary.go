package parquet

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// textDictionary numbers distinct values in order of first appearance, so that the
// numbers do not depend on the hash. It is a table with open addressing over one
// slice of bytes, reused from row group to row group.
type textDictionary struct {
	seed  maphash.Seed
	seeds [2]uint64 // so that no file can choose its collisions
	sizes levels[slot]
	slots []slot // a power of two, at most half full
	data  []byte
	ends  []int32 // ends[0] is 0; value i is data[ends[i]:ends[i+1]]
}

type slot struct {
	hash  uint32
	index uint32 // of the value, plus one; 0 is an empty slot
}

const (
	firstSlots = 1 << 12
	// The number of values looked at before the first verdict on a column.
	firstVerdict = 1 << 12
)

// levels are the slots of a table in each size that it has had, each four times the
// one before. Every column starts with the smallest again: clearing a large table for a
// column of few values would cost more than filling it.
type levels[T slot | uint32] struct {
	sizes [][]T
	level int
}

// first returns empty slots of the smallest size.
func (l *levels[T]) first() []T {
	l.level = -1
	return l.next()
}

// next returns empty slots, four times as many as before.
func (l *levels[T]) next() []T {
	l.level++
	if l.level == len(l.sizes) {
		l.sizes = append(l.sizes, make([]T, firstSlots<<(2*l.level)))
	} else {
		clear(l.sizes[l.level])
	}
	return l.sizes[l.level]
}

func (d *textDictionary) reset() {
	if d.slots == nil {
		d.seed, d.seeds = maphash.MakeSeed(), [2]uint64{rand.Uint64(), rand.Uint64()}
	}
	d.slots = d.sizes.first()
	d.data, d.ends = d.data[:0], append(d.ends[:0], 0)
}

// len returns the number of distinct values.
func (d *textDictionary) len() int { return len(d.ends) - 1 }

// value returns the i-th value.
func (d *textDictionary) value(i int) []byte { return d.data[d.ends[i]:d.ends[i+1]] }

// hash mixes the bytes of a value, which is usually short (after wyhash,
// https://github.com/wangyi-fudan/wyhash).
func (d *textDictionary) hash(value []byte) uint32 {
	var a, b uint64
	switch n := len(value); {
	case n > 16:
		return uint32(maphash.Bytes(d.seed, value))
	case n >= 8:
		a, b = binary.LittleEndian.Uint64(value), binary.LittleEndian.Uint64(value[n-8:])
	case n >= 4:
		a, b = uint64(binary.LittleEndian.Uint32(value)), uint64(binary.LittleEndian.Uint32(value[n-4:]))
	case n > 0:
		a = uint64(value[0]) | uint64(value[n/2])<<8 | uint64(value[n-1])<<16
	}
	high, low := bits.Mul64(a^d.seeds[0], b^d.seeds[1]^uint64(len(value)))
	return uint32(high ^ low)
}

// index returns the number of a value, and assigns the next one if it is new.
func (d *textDictionary) index(value []byte) uint32 {
	hash := d.hash(value)
	mask := uint32(len(d.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := d.slots[at]
		if s.index == 0 {
			d.slots[at] = slot{hash: hash, index: uint32(len(d.ends))}
			d.data = append(d.data, value...)
			d.ends = append(d.ends, int32(len(d.data)))
			if 2*len(d.ends) > len(d.slots) {
				d.grow()
			}
			return uint32(len(d.ends) - 2)
		}
		if s.hash == hash && string(d.data[d.ends[s.index-1]:d.ends[s.index]]) == string(value) {
			return s.index - 1
		}
	}
}

func (d *textDictionary) grow() {
	old := d.slots
	d.slots = d.sizes.next()
	mask := uint32(len(d.slots) - 1)
	for _, s := range old {
		if s.index == 0 {
			continue
		}
		at := s.hash & mask
		for d.slots[at].index != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = s
	}
}

// paysOff reports whether a dictionary is worthwhile: the numbers must take less room
// than the repeated values.
func paysOff(distinct, values int) bool { return values > 0 && 2*distinct <= values }

// numberDictionary is textDictionary for values of 64 bits.
type numberDictionary struct {
	seed   uint64
	sizes  levels[uint32]
	slots  []uint32 // the number of the value, plus one; 0 is an empty slot
	values []uint64
}

func (d *numberDictionary) reset() {
	if d.slots == nil {
		d.seed = rand.Uint64() // so that no file can choose its collisions
	}
	d.slots = d.sizes.first()
	d.values = d.values[:0]
}

// slot returns the first slot to probe for a value.
func (d *numberDictionary) slot(value uint64) uint32 {
	high, low := bits.Mul64(value^d.seed, 0x9E3779B97F4A7C15) // 2^64 over the golden ratio
	return uint32(high^low) & uint32(len(d.slots)-1)
}

// index returns the number of a value, and assigns the next one if it is new.
func (d *numberDictionary) index(value uint64) uint32 {
	mask := uint32(len(d.slots) - 1)
	at := d.slot(value)
	for ; d.slots[at] != 0; at = (at + 1) & mask {
		if number := d.slots[at] - 1; d.values[number] == value {
			return number
		}
	}
	d.values = append(d.values, value)
	d.slots[at] = uint32(len(d.values))
	if 2*len(d.values) > len(d.slots) {
		d.grow()
	}
	return uint32(len(d.values) - 1)
}

func (d *numberDictionary) grow() {
	d.slots = d.sizes.next()
	mask := uint32(len(d.slots) - 1)
	for i, value := range d.values {
		at := d.slot(value)
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = uint32(i + 1)
	}
}

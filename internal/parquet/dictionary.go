package parquet

import (
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// textDictionary numbers distinct values in the order in which they first come, so
// that the numbers do not depend on the hash. It is a table with open
// addressing over one slice of bytes, kept from row group to row group.
type textDictionary struct {
	seed  maphash.Seed
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
	// Few values are looked at before the first verdict on a column.
	firstVerdict = 1 << 12
)

func (d *textDictionary) reset() {
	if d.slots == nil {
		d.seed = maphash.MakeSeed()
		d.slots = make([]slot, firstSlots)
	}
	clear(d.slots)
	d.data, d.ends = d.data[:0], append(d.ends[:0], 0)
}

// len returns the number of distinct values.
func (d *textDictionary) len() int { return len(d.ends) - 1 }

// value returns the value of a number.
func (d *textDictionary) value(i int) []byte { return d.data[d.ends[i]:d.ends[i+1]] }

// index returns the number of a value, giving it the next one if it is new.
func (d *textDictionary) index(value []byte) uint32 {
	hash := uint32(maphash.Bytes(d.seed, value))
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
	d.slots = make([]slot, 4*len(old))
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

// isWorth reports whether a dictionary may pay that has so many distinct values
// after so many values. Early on nearly all values of a column with many repeats
// may still be new.
func isWorth(distinct, values int) bool { return 16*distinct <= 15*values }

// paysOff reports whether a dictionary is worth its while: the numbers must take
// less room than the repeats.
func paysOff(distinct, values int) bool { return values > 0 && 2*distinct <= values }

// numberDictionary is textDictionary for values of 64 bits.
type numberDictionary struct {
	seed   uint64
	slots  []uint32 // the number of the value, plus one; 0 is an empty slot
	values []uint64
}

func (d *numberDictionary) reset() {
	if d.slots == nil {
		d.seed = rand.Uint64() // so that no file can choose its collisions
		d.slots = make([]uint32, firstSlots)
	}
	clear(d.slots)
	d.values = d.values[:0]
}

// slot returns the first slot to look for a value in.
func (d *numberDictionary) slot(value uint64) uint32 {
	high, low := bits.Mul64(value^d.seed, 0x9E3779B97F4A7C15) // 2^64 over the golden ratio
	return uint32(high^low) & uint32(len(d.slots)-1)
}

// index returns the number of a value, giving it the next one if it is new.
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
	d.slots = make([]uint32, 4*len(d.slots))
	mask := uint32(len(d.slots) - 1)
	for i, value := range d.values {
		at := d.slot(value)
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = uint32(i + 1)
	}
}

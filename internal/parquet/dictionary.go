package parquet

import "hash/maphash"

// dictionary numbers distinct values in the order in which they first come, so
// that the numbers do not depend on the hash. It is a table with open
// addressing over one slice of bytes, kept from row group to row group.
type dictionary struct {
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

func (d *dictionary) reset() {
	if d.slots == nil {
		d.seed = maphash.MakeSeed()
		d.slots = make([]slot, firstSlots)
	}
	clear(d.slots)
	d.data, d.ends = d.data[:0], append(d.ends[:0], 0)
}

// len returns the number of distinct values.
func (d *dictionary) len() int { return len(d.ends) - 1 }

// index returns the number of a value, giving it the next one if it is new.
func (d *dictionary) index(value []byte) int32 {
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
			return int32(len(d.ends) - 2)
		}
		if s.hash == hash && string(d.data[d.ends[s.index-1]:d.ends[s.index]]) == string(value) {
			return int32(s.index - 1)
		}
	}
}

func (d *dictionary) grow() {
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

// pays reports whether a dictionary of the values seen so far is worth its
// while. Early on nearly all values of a column with many repeats may still
// be new; in the end the numbers must take less room than the repeats.
func (d *dictionary) pays(seen int, done bool) bool {
	if done {
		return seen > 0 && 2*d.len() <= seen
	}
	return seen < firstVerdict || 16*d.len() <= 15*seen
}

package column

import "encoding/binary"

func viewsOf(arrays []Array) []View {
	views := make([]View, len(arrays))
	for i, a := range arrays {
		if a != nil {
			views[i] = ViewOf(AsText(a))
		}
	}
	return views
}

func (p *Parts) takeText(refs []Ref) *Text {
	offsets, nulls := p.measure(refs)
	size := int(offsets[len(refs)])
	data := make([]byte, size+wide) // copyShort may write that far beyond
	for i := 0; i < len(refs); {
		table := refs[i].Table
		from := &p.texts[table]
		for ; i < len(refs) && refs[i].Table == table; i++ {
			if size := int(offsets[i+1] - offsets[i]); size > 0 {
				copyShort(data[offsets[i]:], from.data[from.offsets[refs[i].Row]:], size)
			}
		}
	}
	return NewText(data[:size:size], offsets, nulls.buffer(), nulls.nulls)
}

// wide is a size that most values do not exceed. Nearly all others, hosts and addresses
// among them, do not exceed twice that.
const wide = 32

// copyShort copies size bytes, and bytes beyond them where that is cheaper than an exact
// copy.
func copyShort(to, from []byte, size int) {
	switch {
	case size <= wide && len(from) >= wide:
		Copy32((*[wide]byte)(to), (*[wide]byte)(from))
	case size <= 2*wide && min(len(from), len(to)) >= 2*wide:
		Copy32((*[wide]byte)(to), (*[wide]byte)(from))
		Copy32((*[wide]byte)(to[wide:]), (*[wide]byte)(from[wide:]))
	default:
		copy(to, from[:size])
	}
}

// Copy32 copies in four machine words; assigning the array would be a call.
func Copy32(to, from *[32]byte) {
	a, b := binary.LittleEndian.Uint64(from[0:]), binary.LittleEndian.Uint64(from[8:])
	c, d := binary.LittleEndian.Uint64(from[16:]), binary.LittleEndian.Uint64(from[24:])
	binary.LittleEndian.PutUint64(to[0:], a)
	binary.LittleEndian.PutUint64(to[8:], b)
	binary.LittleEndian.PutUint64(to[16:], c)
	binary.LittleEndian.PutUint64(to[24:], d)
}

// measure returns the offsets of the values at the given rows in their concatenation, and
// which of them are null.
func (p *Parts) measure(refs []Ref) (offsets []int32, nulls validity) {
	offsets = make([]int32, len(refs)+1)
	size, i := 0, 0
	for i < len(refs) {
		table := refs[i].Table
		from, valid, first := p.texts[table].offsets, &p.valid[table], i
		switch {
		case valid.none:
			for ; i < len(refs) && refs[i].Table == table; i++ {
				offsets[i+1] = int32(size)
			}
			nulls.appendRun(false, i-first)
		case valid.bits == nil:
			for ; i < len(refs) && refs[i].Table == table; i++ {
				size += int(from[refs[i].Row+1] - from[refs[i].Row])
				offsets[i+1] = int32(size)
			}
			nulls.appendRun(true, i-first)
		default:
			for ; i < len(refs) && refs[i].Table == table; i++ {
				ok := valid.has(refs[i].Row)
				if ok {
					size += int(from[refs[i].Row+1] - from[refs[i].Row])
				}
				nulls.append(ok)
				offsets[i+1] = int32(size)
			}
		}
	}
	checkText(size)
	return offsets, nulls
}

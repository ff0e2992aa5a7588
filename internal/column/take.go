package column

import "github.com/apache/arrow-go/v18/arrow/bitutil"

// Ref points at a row of one of several tables.
type Ref struct {
	Table, Row uint32
}

// Take returns the values of a column of several tables at the given rows, in the order
// of the refs. A nil array stands for a table without the column and gives nulls. Arrays
// of different kinds become text. A caller that takes from the same tables repeatedly
// should make Parts once.
func Take(arrays []Array, refs []Ref) Array { return NewParts(arrays).Take(refs) }

// Parts is a column of several tables, prepared for Take: the work per table is done
// already. It may be used by several goroutines.
type Parts struct {
	kind   Kind
	mixed  bool // arrays of several kinds
	arrays []Array
	valid  []bitmap
	texts  []View // of a column of text
	// numbers are the values of the arrays of a column of numbers, as a [][]T.
	numbers any
}

// NewParts returns a column made of arrays, one per table; nil for a table without it.
func NewParts(arrays []Array) *Parts {
	p := &Parts{arrays: arrays, valid: make([]bitmap, len(arrays))}
	p.kind, p.mixed = kindOfAll(arrays)
	for i, a := range arrays {
		p.valid[i] = bitmapOf(a)
	}
	switch {
	case p.mixed:
	case p.kind == KindText:
		p.texts = viewsOf(arrays)
	case p.kind == KindInt:
		p.numbers = numbersOf(arrays, (*Int).Int64Values)
	case p.kind == KindFloat:
		p.numbers = numbersOf(arrays, (*Float).Float64Values)
	case p.kind == KindTime:
		p.numbers = numbersOf(arrays, (*Time).TimestampValues)
	case p.kind == KindDate:
		p.numbers = numbersOf(arrays, (*Date).Date32Values)
	}
	return p
}

// numbersOf returns the values of each array, nil for a nil array.
func numbersOf[T number, A Array](arrays []Array, values func(A) []T) [][]T {
	out := make([][]T, len(arrays))
	for i, a := range arrays {
		if a != nil {
			out[i] = values(a.(A))
		}
	}
	return out
}

// Take returns the values at the given rows, in the order of the refs.
func (p *Parts) Take(refs []Ref) Array {
	if p.mixed {
		return takeAsText(p.arrays, refs)
	}
	switch p.kind {
	case KindInt:
		return takeNumbers[int64](p, refs)
	case KindFloat:
		return takeNumbers[float64](p, refs)
	case KindTime:
		return takeNumbers[Micros](p, refs)
	case KindDate:
		return takeNumbers[Days](p, refs)
	case KindBool:
		return p.takeBools(refs)
	default:
		return p.takeText(refs)
	}
}

// kindOfAll returns the kind that all arrays share, or mixed.
func kindOfAll(arrays []Array) (kind Kind, mixed bool) {
	seen := false
	for _, a := range arrays {
		if a == nil {
			continue
		}
		if k := KindOf(a); !seen {
			kind, seen = k, true
		} else if k != kind {
			return KindText, true
		}
	}
	return kind, false
}

// takeNumbers takes from arrays whose values are of Go type T.
func takeNumbers[T number](p *Parts, refs []Ref) Array {
	numbers := p.numbers.([][]T)
	out := NumberBuilder[T]{values: make([]T, len(refs))}
	for i := 0; i < len(refs); {
		table, first := refs[i].Table, i
		valid := &p.valid[table]
		if valid.none {
			for ; i < len(refs) && refs[i].Table == table; i++ {
			}
			out.appendRun(false, i-first)
			continue
		}
		from := numbers[table]
		for ; i < len(refs) && refs[i].Table == table; i++ {
			ok := valid.bits == nil || valid.has(refs[i].Row)
			if ok {
				out.values[i] = from[refs[i].Row]
			}
			out.append(ok)
		}
	}
	return out.Finish()
}

func (p *Parts) takeBools(refs []Ref) Array {
	out := BoolBuilder{bits: make([]byte, bitutil.BytesForBits(int64(len(refs))))}
	for i, r := range refs {
		ok := p.valid[r.Table].at(r.Row)
		if ok && p.arrays[r.Table].(*Bool).Value(int(r.Row)) {
			out.bits[i>>3] |= 1 << (i & 7)
		}
		out.append(ok)
	}
	return out.Finish()
}

func takeAsText(arrays []Array, refs []Ref) Array {
	b := NewTextBuilder(len(refs), 16*len(refs))
	var buffer []byte
	for _, r := range refs {
		if arrays[r.Table] == nil || arrays[r.Table].IsNull(int(r.Row)) {
			b.AppendNull()
			continue
		}
		buffer = AppendValue(buffer[:0], arrays[r.Table], int(r.Row))
		b.AppendBytes(buffer)
	}
	return b.Finish()
}

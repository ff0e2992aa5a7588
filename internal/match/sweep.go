package match

import "slices"

// In a small input every pair is compared, and hardly any two records have anything in common. So the distinct values
// of a field are compared once, pair by pair. A record is then assumed to differ from all others in everything,
// except from the records that hold the same value, one like it, or none.

// neighbours says, per value of a field, by code, which records hold it and which values are like it.
type neighbours struct {
	starts  []uint32   // where the holders of a code start; one more entry for the end
	holders []uint32   // ranks, code by code
	alike   [][]alike  // by code: the values that are not different from it
	near    []uint64   // a bit for every two values, at between: whether they are alike. It stays in the processor's cache
	names   [][]uint32 // by code of a family name: the given names that are equal to it; nil if swapped names are not looked for
}

// alike is a code, with the level of its value in the lower bits.
type alike uint32

const levelBits = 32 - bandShift

func (a alike) code() uint32 { return uint32(a >> levelBits) }
func (a alike) level() uint8 { return uint8(a & (1<<levelBits - 1)) }

// heldBy returns the records that hold a value.
func (n *neighbours) heldBy(code uint32) []uint32 {
	return n.holders[n.starts[code]:n.starts[code+1]]
}

// between returns the position of the bit of two different values.
func between(a, b uint32) uint32 {
	a, b = max(a, b), min(a, b)
	return a*(a-1)/2 + b
}

// level returns the level of two different values of a kind.
func (n *neighbours) level(k Kind, a, b uint32) uint8 {
	if at := between(a, b); n.near[at/64]>>(at%64)&1 == 1 {
		place, _ := slices.BinarySearch(n.alike[a], alike(b<<levelBits))
		return n.alike[a][place].level()
	}
	return uint8(differentLevel(k))
}

// join records that two values are alike.
func (n *neighbours) join(a, b uint32, level uint8) {
	at := between(a, b)
	n.near[at/64] |= 1 << (at % 64)
	n.alike[a] = append(n.alike[a], alike(b<<levelBits|uint32(level)))
	n.alike[b] = append(n.alike[b], alike(a<<levelBits|uint32(level)))
}

// few reports whether every pair is compared.
func (r *run) few() bool { return pairsOf(r.records()) <= everyPair }

// findNeighbours finds the neighbours of all fields.
func (r *run) findNeighbours() error {
	found := make([]neighbours, len(r.in.Fields))
	err := r.parallel(len(found), func(f int) error {
		found[f] = r.holders(f)
		r.compareAll(f, &found[f])
		return r.ctx.Err()
	})
	if r.family >= 0 {
		found[r.family].names = make([][]uint32, r.in.Fields[r.family].Values.Len())
		for code := range uint32(r.in.Fields[r.given].Values.Len()) {
			if by := found[r.given].heldBy(code); code != null && len(by) > 0 {
				family := r.row(by[0])[r.cross]
				found[r.family].names[family] = append(found[r.family].names[family], code) // the entry of null is never read
			}
		}
	}
	r.neighbours = found
	return err
}

// holders sorts the records by their value in a field (counting sort).
func (r *run) holders(f int) neighbours {
	values := r.in.Fields[f].Values.Len()
	n := neighbours{
		starts: make([]uint32, values+2), holders: make([]uint32, r.records()),
		alike: make([][]alike, values), near: make([]uint64, between(uint32(values), 0)/64+1),
	}
	for rank := range r.records() {
		n.starts[r.row(uint32(rank))[f]&codeMask+2]++
	}
	for code := range values {
		n.starts[code+1] += n.starts[code]
	}
	for rank := range r.records() {
		next := &n.starts[r.row(uint32(rank))[f]&codeMask+1]
		n.holders[*next] = uint32(rank)
		*next++
	}
	return n
}

// compareAll compares the values of a field that records hold. Nearly all pairs of values are different, which their
// signatures and shapes, adjacent in memory, show. Only the rest has to be read.
func (r *run) compareAll(f int, n *neighbours) {
	c, kind, at := &comparer{run: r}, r.in.Fields[f].Kind, r.signed[f]
	var held []uint32
	var signs []signature
	for code := uint32(1); int(code) < len(n.alike); code++ {
		if by := n.heldBy(code); len(by) > 0 {
			sign := signature(0)
			if at > 0 {
				sign = signatureAt(r.row(by[0]), at)
			}
			held, signs = append(held, code), append(signs, sign)
		}
	}
	values := newSieve(kind, held, signs)
	var shapes []shape
	if r.shapes[f] != nil {
		for _, code := range values.codes {
			shapes = append(shapes, r.shapes[f][code])
		}
	}
	var open []uint32 // places
	for i, code := range values.codes {
		open = values.undecided(i, open[:0])
		for _, p := range open {
			if shapes != nil && shapes[i].different(kind, &shapes[p]) {
				continue
			}
			other := values.codes[p]
			level, ok := uint8(0), false
			if at > 0 {
				level, ok = settled(kind, values.signs[i], values.signs[p])
			}
			if !ok {
				level = c.readValues(f, min(code, other), max(code, other))
			}
			if int(level) != differentLevel(kind) {
				n.join(code, other, level)
			}
		}
	}
	for _, of := range n.alike {
		slices.Sort(of)
	}
}

// sweepMargin exceeds the rounding error of sums of bounds that are added in another order.
const sweepMargin = 0.01

// hopeful returns those records whose pair with x is worth comparing because it may reach the floor, or all records
// if there are no neighbours. The result is valid until the next call.
func (s *scorer) hopeful(x uint32, with []uint32) []uint32 {
	if s.run.neighbours == nil {
		return with
	}
	if s.most == nil {
		s.most = make([]float32, s.run.records())
	}
	row, most := s.run.row(x), s.start.a
	for f, different := range s.different {
		if row[f] != null {
			most += different
		}
	}
	for y := range s.most {
		s.most[y] = most
	}
	for f, different := range s.different {
		n, code := &s.run.neighbours[f], row[f]&codeMask
		if code == null {
			continue
		}
		s.raise(n, null, -different)
		s.raise(n, code, s.lead[f][s.exact[f]+uint8(row[f]>>bandShift)].a-different)
		for _, other := range n.alike[code] {
			s.raise(n, other.code(), s.lead[f][other.level()].a-different)
		}
	}
	s.raiseCrossed(row)
	s.left = s.left[:0]
	for _, y := range with {
		if s.most[y] >= s.floor-sweepMargin {
			s.left = append(s.left, y)
		}
	}
	return s.left
}

// raiseCrossed lets those records pass whose names may be exchanged: one of the two given names is the other's family
// name (see mayCross).
func (s *scorer) raiseCrossed(row []uint32) {
	r := s.run
	if r.family < 0 {
		return
	}
	given, family := &r.neighbours[r.given], &r.neighbours[r.family]
	if code := row[r.cross]; code != null {
		s.raise(family, code, certainly)
	}
	if code := row[r.family] & codeMask; code != null {
		for _, name := range family.names[code] {
			s.raise(given, name, certainly)
		}
	}
}

// certainly is more than all bounds together can subtract.
const certainly = 2 * maxFields * maxLead

// raise adds to the bound of the pairs with every holder of a value.
func (s *scorer) raise(n *neighbours, code uint32, by float32) {
	for _, y := range n.heldBy(code) {
		s.most[y] += by
	}
}

package match

import "slices"

// Where every pair is compared, in a small input, hardly any two records have something in common. So the values of a field are compared,
// each two once; and a record is taken to differ from all others in everything, but for what those have in common with it that hold the
// same value, one like it, or none.

// neighbours are, of the values of a field, by code, who holds them and which are like them.
type neighbours struct {
	starts  []uint32   // where the holders of a code begin; one more for the end
	holders []uint32   // ranks, code by code
	alike   [][]alike  // the values that are not different, by code
	near    []uint64   // a bit of every two values, at between: whether they are alike. It stays in the processor's cache
	names   [][]uint32 // of a family name, by code: the given names that are the same name; nil where names are not looked at crosswise
}

// alike is a code, and below it the level of its value.
type alike uint32

const levelBits = 32 - bandShift

func (a alike) code() uint32 { return uint32(a >> levelBits) }
func (a alike) level() uint8 { return uint8(a & (1<<levelBits - 1)) }

// heldBy are the records that hold a value.
func (n *neighbours) heldBy(code uint32) []uint32 {
	return n.holders[n.starts[code]:n.starts[code+1]]
}

// between is where the bit of two different values stands.
func between(a, b uint32) uint32 {
	a, b = max(a, b), min(a, b)
	return a*(a-1)/2 + b
}

// level is that of two different values of a kind.
func (n *neighbours) level(k Kind, a, b uint32) uint8 {
	if at := between(a, b); n.near[at/64]>>(at%64)&1 == 1 {
		place, _ := slices.BinarySearch(n.alike[a], alike(b<<levelBits))
		return n.alike[a][place].level()
	}
	return uint8(differentLevel(k))
}

// join notes that two values are alike.
func (n *neighbours) join(a, b uint32, level uint8) {
	at := between(a, b)
	n.near[at/64] |= 1 << (at % 64)
	n.alike[a] = append(n.alike[a], alike(b<<levelBits|uint32(level)))
	n.alike[b] = append(n.alike[b], alike(a<<levelBits|uint32(level)))
}

// few reports whether every pair is compared.
func (r *run) few() bool { return pairsOf(r.records()) <= everyPair }

// findNeighbours finds those of all fields.
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
				found[r.family].names[family] = append(found[r.family].names[family], code) // that of null is never asked for
			}
		}
	}
	r.neighbours = found
	return err
}

// holders sorts the records by what they hold in a field (counting sort).
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

// compareAll compares the values of a field that records hold. Nearly all pairs of them are different, which their signatures and shapes
// tell, one beside the other in memory; only the rest has to be read.
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

// sweepMargin is more than sums of bounds differ by the order in which they are added.
const sweepMargin = 0.01

// hopeful leaves of some records those whose pair with x is worth a look, such as may reach the floor. Where there are no neighbours
// that is all of them. What it returns is valid until the next call.
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

// raiseCrossed lets the records pass whose given or family name is the other name of a record: mayCross.
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

// certainly is more than all that bounds can take away.
const certainly = 2 * maxFields * maxLead

// raise adds to the most that the pairs with all holders of a value can reach.
func (s *scorer) raise(n *neighbours, code uint32, by float32) {
	for _, y := range n.heldBy(code) {
		s.most[y] += by
	}
}

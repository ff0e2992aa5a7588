package match

// Where every pair is compared, in a small input, hardly any two records have something in common. So the values of a field are compared,
// each two once; and a record is taken to differ from all others in everything, but for what those have in common with it that hold the
// same value, one like it, or none.

// neighbours are, of the values of a field, by code, who holds them and which are like them.
type neighbours struct {
	starts  []uint32   // where the holders of a code begin; one more for the end
	holders []uint32   // ranks, code by code
	alike   [][]uint32 // the values that are not different, with the level above bandShift
	levels  []uint8    // the same of every two values, at between; 0 for different ones
}

// heldBy are the records that hold a value.
func (n *neighbours) heldBy(code uint32) []uint32 {
	return n.holders[n.starts[code]:n.starts[code+1]]
}

// between is where the level of two different values stands.
func between(a, b uint32) int {
	a, b = max(a, b), min(a, b)
	return int(a)*int(a-1)/2 + int(b)
}

// levelBetween is the level of two different values of a field whose neighbours are known.
func (r *run) levelBetween(f int, a, b uint32) uint8 {
	if level := r.neighbours[f].levels[between(a, b)]; level != 0 {
		return level
	}
	return uint8(differentLevel(r.in.Fields[f].Kind))
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
	r.neighbours = found
	return err
}

// holders sorts the records by what they hold in a field (counting sort).
func (r *run) holders(f int) neighbours {
	values := r.in.Fields[f].Values.Len()
	n := neighbours{
		starts: make([]uint32, values+2), holders: make([]uint32, r.records()),
		alike: make([][]uint32, values), levels: make([]uint8, between(uint32(values), 0)),
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
				n.levels[between(code, other)] = level
				n.alike[code] = append(n.alike[code], uint32(level)<<bandShift|other)
				n.alike[other] = append(n.alike[other], uint32(level)<<bandShift|code)
			}
		}
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
		if code == 0 {
			continue
		}
		s.raise(n, 0, -different)
		s.raise(n, code, s.lead[f][s.exact[f]+uint8(row[f]>>bandShift)].a-different)
		for _, other := range n.alike[code] {
			s.raise(n, other&codeMask, s.lead[f][other>>bandShift].a-different)
		}
	}
	s.left = s.left[:0]
	for _, y := range with {
		if s.most[y] >= s.floor-sweepMargin || s.mayCross(row, s.run.row(y)) {
			s.left = append(s.left, y)
		}
	}
	return s.left
}

// raise adds to the most that the pairs with all holders of a value can reach.
func (s *scorer) raise(n *neighbours, code uint32, by float32) {
	for _, y := range n.heldBy(code) {
		s.most[y] += by
	}
}

package match

// Where every pair is compared, in a small input, hardly any two records have something in common. So the values of a field are compared,
// each two once; and a record is taken to differ from all others in everything, but for what those have in common with it that hold the
// same value, one like it, or none.

// neighbours are, of the values of a field, by code, who holds them and which are like them.
type neighbours struct {
	starts  []uint32   // where the holders of a code begin; one more for the end
	holders []uint32   // ranks, code by code
	alike   [][]uint32 // the values that are not different, with the level above bandShift
}

// heldBy are the records that hold a value.
func (n *neighbours) heldBy(code uint32) []uint32 {
	return n.holders[n.starts[code]:n.starts[code+1]]
}

// findNeighbours finds those of all fields, where every pair is compared and most records are new.
func (r *run) findNeighbours(b *blocking) error {
	if !b.every || b.neighbours != nil || b.fresh != nil && (len(b.fresh[0]) == 0 || 4*b.fresh[0][0] < len(b.members[0])) {
		return nil
	}
	b.neighbours = make([]neighbours, len(r.in.Fields))
	return r.parallel(len(b.neighbours), func(f int) error {
		b.neighbours[f] = r.holders(f)
		r.compareAll(f, &b.neighbours[f])
		return r.ctx.Err()
	})
}

// holders sorts the records by what they hold in a field (counting sort).
func (r *run) holders(f int) neighbours {
	values := r.in.Fields[f].Values.Len()
	n := neighbours{starts: make([]uint32, values+2), holders: make([]uint32, r.records()), alike: make([][]uint32, values)}
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

// compareAll compares the values of a field that records hold. Nearly all pairs of them are different, which their signatures tell,
// one beside the other in memory; only the rest has to be looked at.
func (r *run) compareAll(f int, n *neighbours) {
	c, kind, at, shapes := &comparer{run: r}, r.in.Fields[f].Kind, r.signed[f], r.shapes[f]
	different := uint8(differentLevel(kind))
	level := func(code, other uint32, row, against []uint32) uint8 {
		switch {
		case shapes != nil && shapes[code].different(kind, &shapes[other]): // which tells more than signatures
			return different
		case at > 0:
			if level, ok := settled(kind, signatureAt(row, at), signatureAt(against, at)); ok {
				return level
			}
		}
		return c.read(f, row, against)
	}
	var codes, open []uint32 // open: places among the codes
	var rows [][]uint32      // of a holder of each
	var signatures []signature
	for code := uint32(1); int(code) < len(n.alike); code++ {
		held := n.heldBy(code)
		if len(held) == 0 {
			continue
		}
		row, sign := r.row(held[0]), signature(0)
		if at > 0 {
			sign = signatureAt(row, at)
		}
		open = sign.undecided(kind, signatures, open[:0])
		for _, i := range open {
			other := codes[i]
			if level := level(code, other, row, rows[i]); level != different {
				n.alike[code] = append(n.alike[code], uint32(level)<<bandShift|other)
				n.alike[other] = append(n.alike[other], uint32(level)<<bandShift|code)
			}
		}
		codes, rows, signatures = append(codes, code), append(rows, row), append(signatures, sign)
	}
}

// sweepMargin is more than sums of bounds differ by the order in which they are added.
const sweepMargin = 0.01

// hopeful leaves of some records those whose pair with x is worth a look, such as may reach the floor. Where there are no neighbours
// that is all of them. What it returns is valid until the next call.
func (s *scorer) hopeful(b *blocking, x uint32, with []uint32) []uint32 {
	if b.neighbours == nil {
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
		n, code := &b.neighbours[f], row[f]&codeMask
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

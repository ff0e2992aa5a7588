package match

import (
	"cmp"
	"iter"
	"slices"
)

// task is a part of a rule's pairs: whole blocks, or rows from..to of the triangle of a single block.
type task struct {
	rule     int
	from, to int // blocks
	row, end int // rows of a single block; end 0: all rows

	looked  bool     // training looked at all its pairs
	hopeful []uint64 // if looked: the pairs that may be matches
	pairs   int64    // number of its pairs that no earlier rule has
}

const taskPairs = 1 << 16

// tasks cuts the work of all rules into parts of about taskPairs pairs.
func (b *blocking) tasks() []task {
	var tasks []task
	for rule, blocks := range b.rules {
		start, pairs := 0, int64(0)
		for i, block := range blocks {
			size := int(block.to - block.from)
			pairs += pairsOf(size)
			if pairsOf(size) > 2*taskPairs {
				if start < i {
					tasks = append(tasks, task{rule: rule, from: start, to: i})
				}
				for row := 1; row < size; {
					end := row + 1
					for end < size && pairsOf(end)-pairsOf(row) < taskPairs {
						end++
					}
					tasks = append(tasks, task{rule: rule, from: i, to: i + 1, row: row, end: end})
					row = end
				}
				start, pairs = i+1, 0
			} else if pairs > taskPairs {
				tasks = append(tasks, task{rule: rule, from: start, to: i + 1})
				start, pairs = i+1, 0
			}
		}
		if start < len(blocks) {
			tasks = append(tasks, task{rule: rule, from: start, to: len(blocks)})
		}
	}
	return tasks
}

// each calls visit for every record of a task, with the records it is compared with. Before, it calls fetch, if
// given, for records that are about to be visited.
func (b *blocking) each(t task, fetch func(ranks []uint32), visit func(x uint32, with []uint32)) {
	all, fetched := b.members[t.rule], 0
	for at, block := range b.rules[t.rule][t.from:t.to] {
		members := all[block.from:block.to]
		fresh := len(members)
		if b.fresh != nil {
			fresh = b.fresh[t.rule][t.from+at]
		}
		if fetch != nil && int(block.to) > fetched {
			fetched = min(int(block.from)+max(fetchAhead, len(members)), len(all))
			fetch(all[block.from:fetched])
		}
		row, end := 1, len(members)
		if t.end > 0 {
			row, end = t.row, t.end
		}
		for i := row; i < end; i++ {
			visit(members[i], members[:min(i, fresh)])
		}
	}
}

// fetchAhead is the number of records fetched at a time. Their lines easily fit the processor's first-level cache.
const fetchAhead = 48

// fetch brings the rows of records and the numbers of their blocks into the processor's cache, all at once: comparing
// would wait for one after the other.
func (s *scorer) fetch(b *blocking, ranks []uint32) {
	sum := uint32(0)
	for _, rank := range ranks {
		row := s.run.row(rank)
		for at := 0; at < len(row); at += cacheLine {
			sum += row[at]
		}
		if b.blockOf != nil {
			sum += b.blockOf[int(rank)*cacheLine]
		}
	}
	s.fetched += sum
}

// edge is a pair of ranks, a < b, with log2 of its posterior odds.
type edge struct {
	a, b   uint32
	weight float32
}

// scorePairs scores all pairs and keeps those at or above reviewFloor, sorted by ranks.
func (r *run) scorePairs(b *blocking, tasks []task) ([]edge, error) {
	found, scorers := make([][]edge, len(tasks)), r.newScorers(reviewFloor, maxRivals)
	err := r.parallel(len(tasks), func(i int) error {
		c := scorers.take()
		defer scorers.put(c)
		score := func(x, y uint32) {
			x, y = min(x, y), max(x, y)
			if w, ok := c.score(r.row(x), r.row(y)); ok {
				found[i] = append(found[i], edge{x, y, float32(w)})
			}
		}
		t := &tasks[i]
		if t.looked {
			for _, pair := range t.hopeful {
				score(uint32(pair>>32), uint32(pair))
			}
			t.hopeful = nil
			return r.ctx.Err()
		}
		b.each(*t, func(ranks []uint32) { c.fetch(b, ranks) }, func(x uint32, with []uint32) {
			left := c.hopeful(x, with)
			t.pairs += int64(len(with) - len(left))
			for _, y := range left {
				if b.unique(t.rule, x, y) {
					t.pairs++
					score(x, y)
				}
			}
		})
		return r.ctx.Err()
	})
	edges := grouped(slices.Concat(found...), r.records(), func(e edge) uint32 { return e.a })
	for of := range runs(edges, func(e edge) uint32 { return e.a }) {
		slices.SortFunc(of, func(x, y edge) int { return cmp.Compare(x.b, y.b) })
	}
	return edges, err
}

// grouped sorts edges by the rank that of returns for them. Edges of equal rank keep their order (counting sort).
func grouped(edges []edge, ranks int, of func(edge) uint32) []edge {
	starts := make([]uint32, ranks+1)
	for _, e := range edges {
		starts[of(e)+1]++
	}
	for rank := range ranks {
		starts[rank+1] += starts[rank]
	}
	out := make([]edge, len(edges))
	for _, e := range edges {
		out[starts[of(e)]] = e
		starts[of(e)]++
	}
	return out
}

// runs yields the consecutive items for which have returns the same value.
func runs[T any, K comparable](items []T, have func(T) K) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for from, to := 0, 0; from < len(items); from = to {
			same := have(items[from])
			for to = from + 1; to < len(items) && have(items[to]) == same; to++ {
			}
			if !yield(items[from:to]) {
				return
			}
		}
	}
}

package match

import (
	"cmp"
	"slices"
)

// constraints are the user's links, by rank.
type constraints struct {
	must   [][2]uint32         // sorted; none contradicts a cannot-link, not even through a chain of links
	linked map[uint32][]uint32 // per record in must: all records linked with it
	cannot map[[2]uint32]bool
	bound  map[uint32]bool // records in cannot
}

func (r *run) constraints() constraints {
	c := constraints{cannot: map[[2]uint32]bool{}, bound: map[uint32]bool{}}
	if len(r.options.MustLink)+len(r.options.CannotLink) == 0 {
		return c
	}
	rank := r.ranks()
	byRank := func(pair [2]uint32) [2]uint32 {
		a, b := rank[pair[0]], rank[pair[1]]
		return [2]uint32{min(a, b), max(a, b)}
	}
	for _, pair := range r.options.CannotLink {
		pair = byRank(pair)
		c.cannot[pair], c.bound[pair[0]], c.bound[pair[1]] = true, true, true
	}
	must := make([][2]uint32, 0, len(r.options.MustLink))
	for _, pair := range r.options.MustLink {
		must = append(must, byRank(pair))
	}
	slices.SortFunc(must, func(x, y [2]uint32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	groups := c.keptApart(newForest(r.records()))
	for _, pair := range must {
		if groups.join(pair[0], pair[1]) {
			c.must = append(c.must, pair)
		}
	}
	c.linked = linkedRecords(c.must, groups.forest)
	return c
}

// linkedRecords returns, for each record of a link, the records of its group, in the order of the links.
func linkedRecords(must [][2]uint32, groups forest) map[uint32][]uint32 {
	members, linked := map[uint32][]uint32{}, map[uint32][]uint32{}
	for _, pair := range must {
		for _, x := range pair {
			if _, met := linked[x]; !met {
				root := groups.root(x)
				members[root], linked[x] = append(members[root], x), nil
			}
		}
	}
	for x := range linked {
		linked[x] = members[groups.root(x)]
	}
	return linked
}

func (c constraints) forbidden(a, b uint32) bool { return c.cannot[[2]uint32{min(a, b), max(a, b)}] }

// forbiddenAny reports whether a cannot-link holds between the records of two clusters.
func (c constraints) forbiddenAny(left, right []uint32) bool {
	if len(c.cannot) == 0 {
		return false
	}
	for _, a := range left {
		if !c.bound[a] {
			continue
		}
		for _, b := range right {
			if c.forbidden(a, b) {
				return true
			}
		}
	}
	return false
}

// keptApart is a forest that joins clusters only if no cannot-link holds between any two of their records.
type keptApart struct {
	forest
	links constraints
	bound map[uint32][]uint32 // by root: its records in cannot
}

func (c constraints) keptApart(f forest) keptApart {
	k := keptApart{f, c, map[uint32][]uint32{}}
	for x := range c.bound {
		root := f.root(x)
		k.bound[root] = append(k.bound[root], x)
	}
	return k
}

// join joins the clusters of two records unless they are kept apart, and reports whether both are now in one cluster.
func (k keptApart) join(x, y uint32) bool {
	x, y = k.root(x), k.root(y)
	if x == y {
		return true
	}
	if k.links.forbiddenAny(k.bound[x], k.bound[y]) {
		return false
	}
	k.union(x, y)
	if more := k.bound[max(x, y)]; more != nil {
		k.bound[min(x, y)] = append(k.bound[min(x, y)], more...)
	}
	return true
}

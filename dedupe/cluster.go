package dedupe

// forest is a union-find over records. The root of a tree is its smallest record,
// so the result does not depend on the order of unions.
type forest struct {
	parent []uint32
}

func newForest(records int) *forest {
	f := &forest{parent: make([]uint32, records)}
	for i := range f.parent {
		f.parent[i] = uint32(i)
	}
	return f
}

// find returns the smallest record joined with r. On the way it halves the path
// (Tarjan and van Leeuwen 1984).
func (f *forest) find(r uint32) uint32 {
	for f.parent[r] != r {
		f.parent[r] = f.parent[f.parent[r]]
		r = f.parent[r]
	}
	return r
}

func (f *forest) union(a, b uint32) {
	a, b = f.find(a), f.find(b)
	if a < b {
		f.parent[b] = a
	} else {
		f.parent[a] = b
	}
}

// labels returns the root of each record.
func (f *forest) labels() []uint32 {
	labels := make([]uint32, len(f.parent))
	for r := range labels {
		labels[r] = f.find(uint32(r))
	}
	return labels
}

// clusters lists the records of each lead. Those of lead i, ascending, are
// records[starts[i]:starts[i+1]]. Leads are in the order of their first record.
type clusters struct {
	starts  []uint32
	records []uint32
}

func (c *clusters) count() int { return len(c.starts) - 1 }

func (c *clusters) of(lead int) []uint32 { return c.records[c.starts[lead]:c.starts[lead+1]] }

// byRecord returns the lead of each record.
func (c *clusters) byRecord(records int) []uint32 {
	lead := make([]uint32, records)
	for i := range c.count() {
		for _, r := range c.of(i) {
			lead[r] = uint32(i)
		}
	}
	return lead
}

// clustersOf makes a lead of the records with equal labels. A label is a record
// number.
func clustersOf(labels []uint32) *clusters {
	numbers := make([]uint32, len(labels)) // by label: number of the lead, from 1
	var sizes []uint32
	for _, label := range labels {
		if numbers[label] == 0 {
			sizes = append(sizes, 0)
			numbers[label] = uint32(len(sizes))
		}
		sizes[numbers[label]-1]++
	}
	c := &clusters{starts: make([]uint32, len(sizes)+1), records: make([]uint32, len(labels))}
	for i, size := range sizes {
		c.starts[i+1] = c.starts[i] + size
	}
	next := append([]uint32(nil), c.starts[:len(sizes)]...)
	for r, label := range labels {
		lead := numbers[label] - 1
		c.records[next[lead]] = uint32(r)
		next[lead]++
	}
	return c
}

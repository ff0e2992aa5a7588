package match

import (
	"cmp"
	"slices"
)

// blocking is the outcome of all rules: per rule the blocks, and per record the block it is in.
// Two records have been compared by an earlier rule exactly if that rule put them into one block.
type blocking struct {
	rules   [][]span
	members [][]uint32 // per rule: ranks, block after block
	blockOf []uint32   // rank*len(rules)+rule: the number of the block from 1; 0 for none
}

// span is a block: where it stands in members.
type span struct{ from, to uint32 }

// unique reports whether no rule before this one compares the two records.
func (b *blocking) unique(rule int, x, y uint32) bool {
	n := uint32(len(b.rules))
	left, right := b.blockOf[x*n:x*n+uint32(rule)], b.blockOf[y*n:y*n+uint32(rule)]
	for q, block := range left {
		if block != 0 && block == right[q] {
			return false
		}
	}
	return true
}

// block builds the blocks of all rules.
func (r *run) block(rules []rule, keys []key) (*blocking, error) {
	b := &blocking{rules: make([][]span, len(rules)), members: make([][]uint32, len(rules)), blockOf: make([]uint32, r.records()*len(rules))}
	splits := make([]SplitReport, len(rules))
	err := r.parallel(len(rules), func(i int) error {
		sorted := r.sortByKey(rules[i], keys)
		s := &splitter{run: r, keys: keys, rule: rules[i], report: SplitReport{Rule: i}}
		s.cut(sorted)
		b.rules[i], b.members[i], splits[i] = s.spans, s.members, s.report
		for number, block := range s.spans {
			for _, rank := range s.members[block.from:block.to] {
				b.blockOf[int(rank)*len(rules)+i] = uint32(number) + 1
			}
		}
		return r.ctx.Err()
	})
	for _, s := range splits {
		if s.Blocks > 0 {
			r.report.Split = append(r.report.Split, s)
		}
	}
	return b, err
}

// sortByKey sorts the records that have the rule's keys by a 32-bit hash of them, then by rank. Two keys with one hash
// make a block too large by a few pairs, no more.
func (r *run) sortByKey(c rule, keys []key) []uint64 {
	sorted := make([]uint64, 0, r.records())
	for rank := range r.records() {
		if r.twin != nil && r.twin[rank] != uint32(rank) {
			continue
		}
		if k, ok := r.ruleKey(c, keys, uint32(rank)); ok {
			sorted = append(sorted, uint64(k)<<32|uint64(rank))
		}
	}
	return radixSort(sorted)
}

func (r *run) ruleKey(c rule, keys []key, rank uint32) (uint32, bool) {
	if len(c.keys) == 0 {
		return 1, true
	}
	row := r.row(rank)
	first := keys[c.keys[0]].of(r, row)
	if first == 0 || len(c.keys) == 1 {
		return uint32(mix(first, 0) >> 32), first != 0
	}
	second := keys[c.keys[1]].of(r, row)
	return uint32(mix(first, second) >> 32), second != 0
}

// radixSort sorts by the upper 32 bits in three stable passes of 11 bits.
func radixSort(items []uint64) []uint64 {
	other := make([]uint64, len(items))
	for shift := 32; shift < 64; shift += 11 {
		var counts [1 << 11]uint32
		for _, item := range items {
			counts[item>>shift&(1<<11-1)]++
		}
		sum := uint32(0)
		for i, count := range counts {
			counts[i], sum = sum, sum+count
		}
		for _, item := range items {
			digit := item >> shift & (1<<11 - 1)
			other[counts[digit]] = item
			counts[digit]++
		}
		items, other = other, items
	}
	return items
}

// splitter cuts the sorted records of one rule into blocks, oversized ones by further keys, at last by sorted windows.
type splitter struct {
	run     *run
	keys    []key
	rule    rule
	spans   []span
	members []uint32
	report  SplitReport
}

func (s *splitter) cut(sorted []uint64) {
	var large [][]uint32
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to]>>32 == sorted[from]>>32 {
			to++
		}
		if size := to - from; size > 1 {
			block := make([]uint32, 0, size)
			for _, item := range sorted[from:to] {
				block = append(block, uint32(item))
			}
			if size <= maxBlock || len(s.rule.keys) == 0 {
				s.add(block)
			} else {
				large = append(large, block)
			}
		}
		from = to
	}
	for _, block := range large {
		s.report.Blocks++
		s.report.Largest = max(s.report.Largest, len(block))
		s.report.Skipped += pairsOf(len(block))
		s.split(block, s.rule.mask)
	}
}

func pairsOf(n int) int64 { return int64(n) * int64(n-1) / 2 }

func (s *splitter) add(block []uint32) {
	if len(block) < 2 {
		return
	}
	from := uint32(len(s.members))
	s.members = append(s.members, block...)
	s.spans = append(s.spans, span{from, uint32(len(s.members))})
}

func (s *splitter) addPart(block []uint32) {
	s.report.Skipped -= pairsOf(len(block))
	s.add(block)
}

// split cuts a block by the key that keeps most of its pairs within what the block may cost, and goes on with what is still too large.
func (s *splitter) split(block []uint32, used uint64) {
	best, bestKept := -1, int64(0)
	for k := range min(len(s.keys), maxKeys) {
		if used>>k&1 == 1 {
			continue
		}
		kept, largest := s.try(block, k)
		if kept > bestKept && kept <= int64(len(block))*maxBlock/2 && largest < len(block)*3/4 {
			best, bestKept = k, kept
		}
	}
	if best < 0 {
		s.window(block)
		return
	}
	if name := s.keys[best].name; !slices.Contains(s.report.By, name) && len(s.report.By) < 8 {
		s.report.By = append(s.report.By, name)
	}
	parts := s.sorted(block, best)
	for from := 0; from < len(parts); {
		to := from + 1
		for to < len(parts) && parts[to]>>32 == parts[from]>>32 {
			to++
		}
		part := make([]uint32, 0, to-from)
		for _, item := range parts[from:to] {
			part = append(part, uint32(item))
		}
		if len(part) <= maxBlock {
			s.addPart(part)
		} else {
			s.split(part, used|1<<best)
		}
		from = to
	}
}

// sorted sorts a block by a key, then by rank; records without the key stay together.
func (s *splitter) sorted(block []uint32, k int) []uint64 {
	items := make([]uint64, len(block))
	for i, rank := range block {
		items[i] = uint64(s.keys[k].of(s.run, s.run.row(rank)))<<32 | uint64(rank)
	}
	if len(items) > 1<<12 {
		return radixSort(items)
	}
	slices.Sort(items)
	return items
}

// try counts the pairs that a split by key k would keep, those of parts still too large as after one more cut.
func (s *splitter) try(block []uint32, k int) (kept int64, largest int) {
	parts := s.sorted(block, k)
	for from := 0; from < len(parts); {
		to := from + 1
		for to < len(parts) && parts[to]>>32 == parts[from]>>32 {
			to++
		}
		kept += min(pairsOf(to-from), int64(to-from)*maxBlock/4)
		largest = max(largest, to-from)
		from = to
	}
	return kept, largest
}

// windowSize is how many records, sorted by all their values, are compared with one another when no key can split a block.
const windowSize = 40

func (s *splitter) window(block []uint32) {
	s.report.Windows++
	slices.SortFunc(block, s.run.compareValues)
	for from := 0; from < len(block); from += windowSize {
		s.addPart(block[from:min(from+windowSize, len(block))])
	}
}

// compareValues orders records by their values, field by field, then by rank.
func (r *run) compareValues(x, y uint32) int {
	a, b := r.row(x), r.row(y)
	for f := range r.in.Fields {
		if a[f] != b[f] {
			values := r.in.Fields[f].Values
			return cmp.Compare(values.Value(a[f]&codeMask), values.Value(b[f]&codeMask))
		}
	}
	return cmp.Compare(x, y)
}

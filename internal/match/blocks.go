package match

import (
	"cmp"
	"slices"
)

// blocking is the outcome of all rules: the blocks of each rule, and for each record the block it is in. An
// earlier rule has compared two records exactly if it put both into one block.
type blocking struct {
	rules   [][]span
	members [][]uint32 // per rule: ranks, block after block
	blockOf []uint32   // at rank*cacheLine+rule: number of the block, from 1; 0: none. Each record has one cache line
	every   bool       // the only rule compares every pair
	fresh   [][]int    // per rule and block: how many of its first members are compared with all members; nil: all of them
	parts   []uint64   // per record: hash of the parts of split blocks it is in; nil unless the match is kept
}

// span is a block, as a range of members.
type span struct{ from, to uint32 }

// unique reports whether no earlier rule compares the two records.
func (b *blocking) unique(rule int, x, y uint32) bool {
	if rule == 0 {
		return true
	}
	left, right := b.blockOf[int(x)*cacheLine:][:rule], b.blockOf[int(y)*cacheLine:][:rule]
	for q, block := range left {
		if block != 0 && block == right[q] {
			return false
		}
	}
	return true
}

// block builds the blocks of all rules.
func (r *run) block(rules []rule, table *keyTable) (*blocking, error) {
	b := &blocking{rules: make([][]span, len(rules)), members: make([][]uint32, len(rules)), every: len(rules) == 1 && len(rules[0].keys) == 0}
	if err := table.fillRules(rules, r.records()); err != nil {
		return nil, err
	}
	splits, numbers, parts := make([]SplitReport, len(rules)), make([][]uint32, len(rules)), make([][]part, len(rules))
	err := r.parallel(len(rules), func(i int) error {
		s := &splitter{run: r, keys: table.keys, rule: rules[i], report: SplitReport{Rule: i}}
		s.cut(table.sorted(rules[i], r.records()))
		b.rules[i], b.members[i], splits[i], parts[i] = s.spans, s.members, s.report, s.parts
		numbers[i] = make([]uint32, r.records())
		s.number(numbers[i])
		return r.ctx.Err()
	})
	if r.options.Keep {
		b.parts = make([]uint64, r.records())
	}
	for i, of := range parts {
		for _, p := range of {
			b.parts[p.rank] += chain(p.label, uint64(i))
		}
	}
	for _, s := range splits {
		if s.Blocks > 0 {
			r.report.Split = append(r.report.Split, s)
		}
	}
	if err != nil || len(rules) == 1 {
		return b, err // with one rule, no pair is met twice
	}
	table.columns = nil
	b.blockOf = make([]uint32, r.records()*cacheLine)
	return b, r.parallel(chunks(r.records(), rowChunk), func(i int) error {
		for rank := i * rowChunk; rank < min((i+1)*rowChunk, r.records()); rank++ {
			for rule, of := range numbers {
				b.blockOf[rank*cacheLine+rule] = of[rank]
			}
		}
		return r.ctx.Err()
	})
}

// splitter cuts the sorted records of one rule into blocks. It splits oversized blocks by further keys and,
// where no key helps, into sorted windows.
type splitter struct {
	run     *run
	keys    []key
	rule    rule
	spans   []span
	members []uint32
	report  SplitReport
	parts   []part
}

// part says which part of a split block a record is in, even if it is alone there. Two records are in one part
// exactly if their labels are equal, and that holds in the next match too.
type part struct {
	rank  uint32
	label uint64
}

func (s *splitter) cut(sorted []uint64) {
	var large [][]uint64
	for block := range blocksOf(sorted) {
		switch {
		case len(block) > maxBlock && len(s.rule.keys) > 0:
			large = append(large, block)
		case len(block) > 1:
			start := uint32(len(s.members))
			for _, item := range block {
				s.members = append(s.members, uint32(item))
			}
			s.spans = append(s.spans, span{start, uint32(len(s.members))})
		}
	}
	for _, block := range large {
		s.report.Blocks++
		s.report.Largest = max(s.report.Largest, len(block))
		s.report.Skipped += pairsOf(len(block))
		s.split(ranksOf(block), s.rule.mask, block[0]>>32)
	}
}

// number writes, by rank, the number of the block that each record is in, counted from 1.
func (s *splitter) number(of []uint32) {
	for number, block := range s.spans {
		for _, rank := range s.members[block.from:block.to] {
			of[rank] = uint32(number) + 1
		}
	}
}

// ranksOf returns the lower halves of the items.
func ranksOf(items []uint64) []uint32 {
	ranks := make([]uint32, len(items))
	for i, item := range items {
		ranks[i] = uint32(item)
	}
	return ranks
}

func pairsOf(n int) int64 { return int64(n) * int64(n-1) / 2 }

func (s *splitter) addPart(block []uint32, label uint64) {
	if s.run.options.Keep {
		for _, rank := range block {
			s.parts = append(s.parts, part{rank, label})
		}
	}
	if len(block) < 2 {
		return
	}
	s.report.Skipped -= pairsOf(len(block))
	from := uint32(len(s.members))
	s.members = append(s.members, block...)
	s.spans = append(s.spans, span{from, uint32(len(s.members))})
}

// split cuts a block by the key that keeps most of its pairs at an acceptable cost, and splits again each part
// that is still too large.
func (s *splitter) split(block []uint32, used, label uint64) {
	best, bestKept := -1, int64(0)
	for k := range s.keys {
		if used>>k&1 == 1 {
			continue
		}
		kept, largest := s.try(block, k)
		if kept > bestKept && kept <= int64(len(block))*maxBlock/2 && largest < len(block)*3/4 {
			best, bestKept = k, kept
		}
	}
	if best < 0 {
		s.window(block, label)
		return
	}
	if name := s.keys[best].name; !slices.Contains(s.report.By, name) && len(s.report.By) < 8 {
		s.report.By = append(s.report.By, name)
	}
	for part := range blocksOf(s.sorted(block, best)) {
		label := chain(label, uint64(best)<<32|part[0]>>32)
		if len(part) <= maxBlock {
			s.addPart(ranksOf(part), label)
		} else {
			s.split(ranksOf(part), used|1<<best, label)
		}
	}
}

// sorted orders a block by a key, then by rank. The block must come in order of rank. Records without the key
// stay together.
func (s *splitter) sorted(block []uint32, k int) []uint64 {
	items := make([]uint64, len(block))
	for i, rank := range block {
		items[i] = uint64(s.keys[k].of(s.run, s.run.row(rank)))<<32 | uint64(rank)
	}
	return sortedBy(items, nil)
}

// try counts the pairs that a split by key k would keep. A part that is still too large counts as if it were
// cut once more.
func (s *splitter) try(block []uint32, k int) (kept int64, largest int) {
	for part := range blocksOf(s.sorted(block, k)) {
		kept += min(pairsOf(len(part)), int64(len(part))*maxBlock/4)
		largest = max(largest, len(part))
	}
	return kept, largest
}

// windowSize is the number of neighbouring records, sorted by all their values, that are compared with one
// another when no key can split a block.
const windowSize = 40

func (s *splitter) window(block []uint32, label uint64) {
	s.report.Windows++
	slices.SortFunc(block, s.run.compareValues)
	for from := 0; from < len(block); from += windowSize {
		s.addPart(block[from:min(from+windowSize, len(block))], chain(label, uint64(from)))
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

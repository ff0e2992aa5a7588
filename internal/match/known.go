package match

import (
	"cmp"
	"slices"

	"github.com/zeebo/xxh3"
)

// Comparisons is raised whenever two records may weigh differently under the same model, or the same rules may
// compare other pairs. What a match kept under another number is of no use. TestComparisons fails if that was forgotten.
const Comparisons = 10

// Known is what a match leaves to the next one over nearly the same records. The next match keeps the model and the
// rules, and compares only pairs with a changed record; the weights of all other pairs still hold. The result is that
// of comparing all pairs.
type Known struct {
	Model   *Model
	Rules   []RuleReport
	Records []KnownRecord // by Record; without records whose Record another one has too
	Edges   []KnownEdge   // by A, then by B
}

// KnownRecord is a record as the last match saw it.
type KnownRecord struct {
	Record   uint64 // Identity.Hi
	Values   uint64 // hash of its values
	Compared uint64 // hash of all that it is compared by: if equal in two matches, so are the weights of its pairs
}

// KnownEdge is a pair at or above reviewFloor.
type KnownEdge struct {
	A, B   uint64 // KnownRecord.Record
	Weight float32
}

// valueHash holds a hash of a value, and one of the value with its frequency band.
type valueHash struct{ value, banded uint64 }

// hashRecords makes the KnownRecords of all records, by rank. Which pairs are compared follows from the keys, which
// are made of the values, from the parts of split blocks, and from which records are twins.
func (r *run) hashRecords(b *blocking) ([]KnownRecord, error) {
	out := make([]KnownRecord, r.records())
	for f := range r.in.Fields {
		field := &r.in.Fields[f]
		hashes := make([]valueHash, field.Values.Len())
		err := r.parallel(chunks(len(hashes), rowChunk), func(i int) error {
			for code := max(1, i*rowChunk); code < min((i+1)*rowChunk, len(hashes)); code++ {
				value := xxh3.HashString(field.Values.Value(uint32(code)))
				hashes[code] = valueHash{value, value + uint64(r.bands[f][code])}
			}
			return r.ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		err = r.parallel(chunks(len(out), rowChunk), func(i int) error {
			for rank := i * rowChunk; rank < min((i+1)*rowChunk, len(out)); rank++ {
				of := &hashes[r.row(uint32(rank))[f]&codeMask]
				out[rank].Values = chain(out[rank].Values, of.value)
				out[rank].Compared = chain(out[rank].Compared, of.banded)
			}
			return r.ctx.Err()
		})
		if err != nil {
			return nil, err
		}
	}
	for rank := range out {
		out[rank].Record = r.in.Order[r.place[rank]].Hi
		if r.twin != nil && r.twin[rank] != uint32(rank) {
			out[rank].Compared = chain(out[rank].Compared, 1)
		}
		out[rank].Compared += b.parts[rank]
	}
	return out, nil
}

// chain adds the next element to the hash of a sequence.
func chain(hash, next uint64) uint64 {
	return fold(hash^0xa0761d6478bd642f, next^0xe7037ed1a0b428db) + hash<<7
}

// recall takes over the model and rules of the last match, and the edges of pairs that have not changed. It returns
// nil if there is nothing to recall or nothing of use.
func (r *run) recall() (*work, error) {
	known := r.options.Known
	if known == nil {
		return nil, nil
	}
	keys, err := r.keysOf()
	if err != nil {
		return nil, err
	}
	rules, ok := rulesNamed(known.Rules, keys)
	model, notOurs := known.Model.pinned(r.in.Fields)
	if !ok || notOurs != nil {
		return nil, nil
	}
	r.model, r.report.Rules = model, slices.Clone(known.Rules)
	for i := range r.report.Rules {
		r.report.Rules[i].Pairs = 0
	}
	w := &work{}
	if w.blocks, err = r.block(rules, r.newKeyTable(keys)); err != nil {
		return nil, err
	}
	if w.records, err = r.hashRecords(w.blocks); err != nil {
		return nil, err
	}
	changed := r.changed(w.records)
	if !r.options.CompareAll {
		w.known = r.unchanged(w.records, changed)
		w.blocks.only(changed)
	}
	w.tasks = w.blocks.tasks()
	if b := w.blocks; b.every && r.few() && (b.fresh == nil || len(b.fresh[0]) > 0 && 4*b.fresh[0][0] >= len(b.members[0])) { // most records are new
		err = r.findNeighbours()
	}
	return w, err
}

// rulesNamed finds the rules named in a report.
func rulesNamed(reports []RuleReport, keys []key) ([]rule, bool) {
	rules := make([]rule, len(reports))
	for i, report := range reports {
		for _, name := range report.Keys {
			k := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
			if k < 0 {
				return nil, false
			}
			rules[i].keys = append(rules[i].keys, k)
			rules[i].mask |= 1 << k
		}
	}
	return rules, len(rules) > 0
}

// changed returns, by rank, which records are not compared as they were in the last match. It also counts the records
// that came, went, or have other values.
func (r *run) changed(records []KnownRecord) []bool {
	before, changed := r.options.Known.Records, make([]bool, len(records))
	at, met, same := 0, 0, 0
	for rank := range records {
		for at < len(before) && before[at].Record < records[rank].Record {
			at++
		}
		if at == len(before) || before[at].Record != records[rank].Record || !unique(records, rank) {
			changed[rank] = true
			continue
		}
		met++
		changed[rank] = before[at].Compared != records[rank].Compared
		if before[at].Values == records[rank].Values {
			same++
		}
	}
	r.report.Changed = len(before) - met + len(records) - same
	return changed
}

// unchanged returns the edges of the last match whose two records are compared as they were.
func (r *run) unchanged(records []KnownRecord, changed []bool) []edge {
	var edges []edge
	find := func(record uint64) (uint32, bool) {
		rank, ok := slices.BinarySearchFunc(records, record, func(k KnownRecord, record uint64) int { return cmp.Compare(k.Record, record) })
		return uint32(rank), ok && !changed[rank]
	}
	for _, e := range r.options.Known.Edges {
		a, okA := find(e.A)
		b, okB := find(e.B)
		if okA && okB {
			edges = append(edges, edge{a, b, e.Weight})
		}
	}
	r.report.Known = len(edges)
	return edges
}

// unique reports whether no neighbouring record, by rank, has the same KnownRecord.Record.
func unique(records []KnownRecord, rank int) bool {
	record := records[rank].Record
	return (rank == 0 || records[rank-1].Record != record) && (rank+1 == len(records) || records[rank+1].Record != record)
}

// only drops the blocks without a changed record, and puts the changed records of the others first.
func (b *blocking) only(changed []bool) {
	b.fresh = make([][]int, len(b.rules))
	for i, blocks := range b.rules {
		kept := blocks[:0]
		for _, block := range blocks {
			members, fresh := b.members[i][block.from:block.to], 0
			for at, rank := range members {
				if changed[rank] {
					members[at], members[fresh] = members[fresh], rank
					fresh++
				}
			}
			if fresh > 0 {
				kept, b.fresh[i] = append(kept, block), append(b.fresh[i], fresh)
			}
		}
		b.rules[i] = kept
	}
}

// keep makes what the next match needs.
func (r *run) keep(w *work, edges []edge) *Known {
	out, records := &Known{Model: r.model, Rules: r.report.Rules}, w.records
	if w.training == nil {
		out.Rules = r.options.Known.Rules // with the pair counts of the match that chose them
	}
	for rank := range records {
		if unique(records, rank) {
			out.Records = append(out.Records, records[rank])
		}
	}
	for _, e := range edges {
		if unique(records, int(e.a)) && unique(records, int(e.b)) {
			out.Edges = append(out.Edges, KnownEdge{records[e.a].Record, records[e.b].Record, e.weight})
		}
	}
	return out
}

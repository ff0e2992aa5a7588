package dedupe

import (
	"cmp"
	"slices"

	"galena/internal/match"
)

// codedKey is an exact key with its coded value for each record.
type codedKey struct {
	codes     []uint32 // 0 for none
	values    *match.DictionaryBuilder
	maxShared int
}

// joins reports whether the value of a record joins it to others.
func (k codedKey) joins(r uint32) bool {
	return k.codes[r] != 0 && k.values.Count(k.codes[r]) <= uint32(k.maxShared)
}

// separate takes apart every set of joined records that holds two records which a
// person keeps apart, and joins its records again as far as that allows. It goes
// through the records in the order of their identities, so that the order of rows
// does not matter.
func (f *forest) separate(cannot, twins [][2]uint32, keys []codedKey, identities []match.Identity) {
	broken := map[uint32][]uint32{} // root → records
	for _, pair := range cannot {
		if root := f.find(pair[0]); root == f.find(pair[1]) {
			broken[root] = nil
		}
	}
	if len(broken) == 0 {
		return
	}
	for r := range uint32(len(f.parent)) {
		if records, ok := broken[f.find(r)]; ok {
			broken[f.find(r)] = append(records, r)
		}
	}
	forbidden := map[[2]uint32]bool{}
	for _, pair := range cannot {
		forbidden[pair] = true
	}
	for _, records := range broken {
		for _, r := range records {
			f.parent[r] = r
		}
	}
	for _, pair := range twins {
		f.union(pair[0], pair[1])
	}
	for _, records := range broken {
		slices.SortFunc(records, func(a, b uint32) int {
			return cmp.Or(compareHashes(identities[a], identities[b]), cmp.Compare(a, b))
		})
		f.rejoin(records, forbidden, keys)
	}
}

// rejoin joins records with equal keys, unless that would join two that are
// forbidden to be joined.
func (f *forest) rejoin(records []uint32, forbidden map[[2]uint32]bool, keys []codedKey) {
	members := func(root uint32) (out []uint32) {
		for _, r := range records {
			if f.find(r) == root {
				out = append(out, r)
			}
		}
		return out
	}
	allowed := func(a, b uint32) bool {
		for _, x := range members(f.find(a)) {
			for _, y := range members(f.find(b)) {
				if forbidden[[2]uint32{min(x, y), max(x, y)}] {
					return false
				}
			}
		}
		return true
	}
	for _, key := range keys {
		holders := map[uint32][]uint32{} // code → a record of each set that has the code
		for _, r := range records {
			if !key.joins(r) {
				continue
			}
			code := key.codes[r]
			at := slices.IndexFunc(holders[code], func(h uint32) bool { return f.find(h) == f.find(r) || allowed(h, r) })
			if at < 0 {
				holders[code] = append(holders[code], r)
				continue
			}
			if h := holders[code][at]; f.find(h) != f.find(r) {
				f.union(h, r)
			}
		}
	}
}

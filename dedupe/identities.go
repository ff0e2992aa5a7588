package dedupe

import "galena/internal/match"

// identities returns, for each record, a hash of its source and id, which does not
// depend on where the record stands, and the pairs of records with the same source
// and id. A count tells the second record of such a pair from the first.
func (s *store) identities() (identities []match.Identity, twins [][2]uint32) {
	identities = s.hashes()
	times := map[uint32]uint64{} // by the first record of an id: how many more there are
	// An open-addressing table of the first record of each id, from 1; 0 is free.
	// It keeps only hashes of ids: nearly all occur once.
	slots := 1
	for slots <= 2*len(identities) {
		slots *= 2
	}
	firsts := make([]uint32, slots)
	mask := uint64(len(firsts) - 1)
	for r := range uint32(len(identities)) {
		at := identities[r].Lo & mask
		for firsts[at] != 0 && !(identities[firsts[at]-1] == identities[r] && s.sameID(firsts[at]-1, r)) {
			at = (at + 1) & mask
		}
		if firsts[at] == 0 {
			firsts[at] = r + 1
			continue
		}
		first := firsts[at] - 1
		times[first]++
		twins = append(twins, [2]uint32{first, r})
		identities[r].Lo += times[first] + 1
	}
	return identities, twins
}

// hashes returns the hashes of the records' sources and ids.
func (s *store) hashes() []match.Identity {
	out := make([]match.Identity, s.records())
	var key []byte
	for r := range out {
		out[r], key = recordHash(key, s.source(uint32(r)), s.ids.text(uint32(r)))
	}
	return out
}

// sameID reports whether two records have the same source and id.
func (s *store) sameID(a, b uint32) bool {
	return s.source(a) == s.source(b) && s.ids.text(a) == s.ids.text(b)
}

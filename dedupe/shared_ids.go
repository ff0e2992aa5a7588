package dedupe

import (
	"slices"

	"galena/internal/contact"
)

// sharedIDs holds the hashes, sorted, of the ids that records of several sources
// have. Such an id names a record only together with its source.
type sharedIDs []uint64

func (s sharedIDs) has(id uint64) bool {
	_, found := slices.BinarySearch(s, id)
	return found
}

// sharedIDs finds the ids that several sources have. Two ids with the same first 48
// bits of their hash count as one: among a million ids, one run in five hundred has
// such a pair.
func (s *store) sharedIDs() sharedIDs {
	numbers := map[string]uint64{}
	for _, origin := range s.origins {
		if origin.File == nil {
			continue
		}
		if _, ok := numbers[origin.File.Source]; !ok {
			numbers[origin.File.Source] = uint64(len(numbers))
		}
	}
	if len(numbers) < 2 {
		return nil
	}
	const sourceBits = 1<<16 - 1
	tagged := make([]uint64, s.records())
	for r := range tagged {
		id := contact.RecordIdentifier("", s.ids.text(uint32(r)))
		tagged[r] = id&^sourceBits | numbers[s.source(uint32(r))]&sourceBits
	}
	slices.Sort(tagged)
	several := map[uint64]bool{}
	for i := 1; i < len(tagged); i++ {
		if tagged[i] != tagged[i-1] && tagged[i]&^sourceBits == tagged[i-1]&^sourceBits {
			several[tagged[i]&^sourceBits] = true
		}
	}
	if len(several) == 0 {
		return nil
	}
	var out sharedIDs
	for r := range uint32(s.records()) {
		if id := contact.RecordIdentifier("", s.ids.text(r)); several[id&^sourceBits] {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

package ingest

import (
	"maps"
	"math"
	"slices"

	"github.com/zeebo/xxh3"
)

// distinct counts distinct values in bounded memory: exactly up to keptHashes, above that
// by the size of the smallest hashes seen (k minimum values: Bar-Yossef et al. 2002), with
// a relative error of about 1/√keptHashes.
type distinct struct {
	hashes map[uint64]struct{}
	bound  uint64 // hashes from here on are dropped
}

// keptHashes is the minimum number of hashes to keep. Up to twice as many are held until they
// are pruned.
const keptHashes = 100_000

func newDistinct() distinct { return distinct{map[uint64]struct{}{}, math.MaxUint64} }

func (d *distinct) add(value string) {
	hash := xxh3.HashString(value)
	if hash >= d.bound {
		return
	}
	d.hashes[hash] = struct{}{}
	if len(d.hashes) > 2*keptHashes {
		d.prune()
	}
}

// prune keeps the smallest hashes.
func (d *distinct) prune() {
	sorted := slices.Sorted(maps.Keys(d.hashes))
	d.bound = sorted[keptHashes]
	for _, hash := range sorted[keptHashes:] {
		delete(d.hashes, hash)
	}
}

func (d *distinct) count() (n int64, exact bool) {
	if d.bound == math.MaxUint64 {
		return int64(len(d.hashes)), true
	}
	// The kept hashes are spread evenly below the bound, as all hashes are below 2⁶⁴.
	return int64(float64(len(d.hashes)) / float64(d.bound) * (1 << 64)), false
}

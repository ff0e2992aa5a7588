package contact

import (
	"hash/maphash"
	"strings"
)

// phoneCacheSize is the number of slots, a power of two. A full cache takes about half a
// megabyte.
const phoneCacheSize = 4096

// PhoneCache remembers the last numbers that took the slow path. It is direct-mapped, so
// its memory is bounded, and only one goroutine may use it. It changes no result, only the
// time it takes. It copies its keys, so the memory of the values may be reused. The zero
// value is ready to use.
type PhoneCache struct {
	slots []phoneSlot
	seed  maphash.Seed
}

type phoneSlot struct {
	raw, country string
	phone        Phone
	problem      Problem
	used         bool
}

// Parse is ParsePhone.
func (cache *PhoneCache) Parse(raw, country string) (Phone, Problem) {
	raw = withoutFraction(raw)
	if phone, ok := parseByTable(raw, country); ok {
		return phone.withItsPlus(raw, country), ""
	}
	if cache.slots == nil {
		cache.slots, cache.seed = make([]phoneSlot, phoneCacheSize), maphash.MakeSeed()
	}
	slot := &cache.slots[maphash.String(cache.seed, raw)%phoneCacheSize]
	if !slot.used || slot.raw != raw || slot.country != country {
		phone, problem := parseByLibrary(raw, country)
		*slot = phoneSlot{raw: strings.Clone(raw), country: strings.Clone(country), phone: phone, problem: problem, used: true}
	}
	return slot.phone, slot.problem
}

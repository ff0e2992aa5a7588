package consent

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"

	"galena/internal/contact"
)

// Tombstones recognize whom to forget without revealing who they are: each is the
// HMAC-SHA256 of an identifier under a secret pepper, without which nobody can test
// addresses against them. Several goroutines may query them.
type Tombstones struct {
	hashes sync.Pool // of hash.Hash
	set    map[[sha256.Size]byte]bool
}

// NewTombstones returns an empty set under a pepper.
func NewTombstones(pepper []byte) *Tombstones {
	t := &Tombstones{set: map[[sha256.Size]byte]bool{}}
	t.hashes.New = func() any { return hmac.New(sha256.New, pepper) }
	return t
}

// Mark returns the tombstone of an identifier: HMAC-SHA256 over its kind, a zero byte and
// its match key.
func (t *Tombstones) Mark(kind contact.IdentifierKind, key string) (mark [sha256.Size]byte) {
	h := t.hashes.Get().(hash.Hash)
	defer t.hashes.Put(h)
	h.Reset()
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write([]byte(key))
	h.Sum(mark[:0])
	return mark
}

// Add adds a tombstone in hexadecimal. It reports whether the text is one.
func (t *Tombstones) Add(mark string) bool {
	raw, ok := parseDigest(mark)
	if ok {
		t.set[raw] = true
	}
	return ok
}

// Has reports whether an identifier is to be forgotten.
func (t *Tombstones) Has(kind contact.IdentifierKind, key string) bool {
	return key != "" && t.set[t.Mark(kind, key)]
}

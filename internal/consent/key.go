package consent

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"

	"galena/internal/contact"
)

// The kinds of keys in addition to those of package contact.
const (
	KeyDigest contact.IdentifierKind = "sha256" // SHA-256 of an address, a number or an id, in hexadecimal
	KeyDomain contact.IdentifierKind = "domain" // of e-mail addresses, in lower case; includes subdomains
	KeyLead   contact.IdentifierKind = "lead"   // a lead id
)

// Key is how an entry of a list names people: the hash of an address, number or record
// (see contact.Identifier), else the text.
type Key struct {
	Kind contact.IdentifierKind
	Hash uint64
	Text string
}

// String returns the key in the form that the state keeps: never an address or a number.
func (k Key) String() string {
	if k.isHashed() {
		return hex.EncodeToString(binary.BigEndian.AppendUint64(make([]byte, 0, 8), k.Hash))
	}
	return k.Text
}

func (k Key) isHashed() bool {
	return k.Kind == contact.IdentifierEmail || k.Kind == contact.IdentifierPhone || k.Kind == contact.IdentifierRecord
}

// ReadKey parses what String returns.
func ReadKey(kind contact.IdentifierKind, text string) (key Key, err error) {
	key.Kind = kind
	switch {
	case key.isHashed():
		key.Hash, err = strconv.ParseUint(text, 16, 64)
	case kind == KeyLead || kind == KeyDigest && IsDigest(text):
		key.Text = text
	default:
		err = fmt.Errorf("%q names nobody", kind)
	}
	return key, err
}

// IsDigest reports whether a text is a SHA-256 in hexadecimal.
func IsDigest(text string) bool {
	_, ok := parseDigest(text)
	return ok
}

func parseDigest(text string) (digest [sha256.Size]byte, ok bool) {
	if len(text) != hex.EncodedLen(sha256.Size) {
		return digest, false
	}
	_, err := hex.Decode(digest[:], []byte(text))
	return digest, err == nil
}

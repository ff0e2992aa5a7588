package parquet

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// hybrid decodes Parquet's mixture of repeated and bit-packed numbers, see
// Encodings.md, "Run Length Encoding / Bit-Packing Hybrid". It yields numbers run by
// run: call turn, then repeat or unpack.
type hybrid struct {
	rest  []byte // the runs to come
	width int    // bits a number

	// After turn one of the two is above 0: the numbers left in the run.
	repeated int
	literal  int

	number uint32 // the repeated number
	packed []byte // the literal run
	at     int    // the next number in packed
}

var (
	errFewNumbers = errors.New("a page holds fewer levels or indexes than it claims")
	errWidth      = errors.New("a page claims to pack numbers of more than 32 bits")
)

// newHybrid returns the decoder of numbers of a width of at most 32 bits.
func newHybrid(data []byte, width int) hybrid { return hybrid{rest: data, width: width} }

// levelWidth returns the width in bits of packed numbers up to most.
func levelWidth(most int16) int { return bits.Len16(uint16(most)) }

// turn goes to the next run if the current one is used up.
func (h *hybrid) turn() error {
	for h.repeated == 0 && h.literal == 0 {
		head, n := binary.Uvarint(h.rest)
		if n <= 0 || head>>1 > maxPageValues {
			return errFewNumbers
		}
		h.rest = h.rest[n:]
		if count := int(head >> 1); head&1 == 0 {
			if err := h.repeatRun(count); err != nil {
				return err
			}
		} else {
			h.literalRun(count)
		}
	}
	return nil
}

func (h *hybrid) repeatRun(count int) error {
	size := (h.width + 7) / 8
	if size > len(h.rest) {
		return errFewNumbers
	}
	var wide [4]byte
	copy(wide[:], h.rest[:size])
	h.rest = h.rest[size:]
	h.repeated, h.number = count, binary.LittleEndian.Uint32(wide[:])
	return nil
}

// literalRun starts a run of groups of 8 numbers. Some writers leave out unused bytes of
// the last group.
func (h *hybrid) literalRun(groups int) {
	h.at = 0
	if h.width == 0 {
		h.packed, h.literal = nil, 8*groups
		return
	}
	h.packed = h.rest[:min(groups*h.width, len(h.rest))]
	h.rest = h.rest[len(h.packed):]
	h.literal = len(h.packed) * 8 / h.width
}

// repeat takes up to limit numbers of a repeated run.
func (h *hybrid) repeat(limit int) (number uint32, count int) {
	count = min(limit, h.repeated)
	h.repeated -= count
	return h.number, count
}

// skip passes over numbers.
func (h *hybrid) skip(count int) error {
	for count > 0 {
		if err := h.turn(); err != nil {
			return err
		}
		if h.repeated > 0 {
			_, n := h.repeat(count)
			count -= n
			continue
		}
		n := min(count, h.literal)
		h.at, h.literal, count = h.at+n, h.literal-n, count-n
	}
	return nil
}

// unpack fills dst from the literal run as far as it goes, and returns the part that it
// filled.
func (h *hybrid) unpack(dst []uint32) []uint32 {
	dst = dst[:min(len(dst), h.literal)]
	h.literal -= len(dst)
	mask := uint64(1)<<h.width - 1
	bit, width, whole := h.at*h.width, h.width, len(h.packed)-8
	h.at += len(dst)
	for i := range dst {
		var word uint64
		if at := bit >> 3; at <= whole {
			word = binary.LittleEndian.Uint64(h.packed[at:])
		} else {
			word = lastWord(h.packed, at)
		}
		dst[i] = uint32(word >> (bit & 7) & mask)
		bit += width
	}
	return dst
}

// lastWord returns the remaining bytes from at on, fewer than 8, as a word.
func lastWord(packed []byte, at int) uint64 {
	var last [8]byte
	copy(last[:], packed[min(at, len(packed)):])
	return binary.LittleEndian.Uint64(last[:])
}

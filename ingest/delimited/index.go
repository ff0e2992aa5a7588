package delimited

import (
	"encoding/binary"
	"math/bits"
)

const (
	lows  = 0x7f7f7f7f7f7f7f7f
	highs = 0x8080808080808080
	// gather, as a factor, collects the highest bits of eight bytes, shifted to the lowest,
	// in the top byte of the product.
	gather = 0x0102040810204080
)

// pattern repeats a byte over a word.
func pattern(b byte) uint64 { return uint64(b) * 0x0101010101010101 }

// differs sets the highest bit of each byte of x that is not zero.
func differs(x uint64) uint64 { return (x&lows + lows) | x }

// index appends to out[:0] the positions of the three bytes in text, in order, whatever
// they mean, so that no quote can derail it. It examines eight bytes at a time (Mycroft's
// zero-byte test in its exact form). The text must be shorter than 4 GiB.
func index(text []byte, a, b, c byte, out []uint32) []uint32 {
	as, bs, cs := pattern(a), pattern(b), pattern(c)
	n, at := 0, 0
	out = out[:cap(out)]
	for ; at+64 <= len(text); at += 64 {
		block := text[at : at+64 : at+64]
		var mask uint64
		for i := 0; i < 64; i += 8 {
			w := binary.LittleEndian.Uint64(block[i:])
			m := ^(differs(w^as) & differs(w^bs) & differs(w^cs)) & highs
			mask |= (m >> 7) * gather >> 56 << i
		}
		if len(out)-n < 64 {
			out = append(out, make([]uint32, max(len(out), 4096))...)
			out = out[:cap(out)]
		}
		for ; mask != 0; mask &= mask - 1 {
			out[n] = uint32(at + bits.TrailingZeros64(mask))
			n++
		}
	}
	out = out[:n]
	for ; at < len(text); at++ {
		if x := text[at]; x == a || x == b || x == c {
			out = append(out, uint32(at))
		}
	}
	return out
}

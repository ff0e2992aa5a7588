package score

import (
	"math/big"
	"math/bits"
)

// decayBits is the number of binary digits to which a fraction of a half-life is cut. For a
// half-life of 30 days, the last one stands for 0.15 seconds.
const decayBits = 24

// decayFactors[i] is 2^(-2^-(i+1)), scaled by 2^63. Each is the integer square root of the one
// before it. No floating point is involved, so all machines agree.
var decayFactors = func() (factors [decayBits]uint64) {
	factor := new(big.Int).Lsh(big.NewInt(1), 62) // one half
	for i := range factors {
		factor.Sqrt(factor.Lsh(factor, 63))
		factors[i] = factor.Uint64()
	}
	return factors
}()

// leadingBits is the number of leading digits whose product is looked up.
const leadingBits = 12

// leadingFactors are the products of decayFactors for the leading digits of a fraction, each
// rounded down as if multiplied one after the other.
var leadingFactors = func() (products [1 << leadingBits]uint64) {
	for part := range products {
		products[part] = multiplied(1<<63, uint64(part), 0, leadingBits)
	}
	return products
}()

// multiplied multiplies a factor by those of decayFactors[from:to] whose digit is set in part;
// the last digit of part is that of decayFactors[to-1].
func multiplied(factor, part uint64, from, to int) uint64 {
	for i := from; i < to; i++ {
		if part>>(to-1-i)&1 != 0 {
			high, low := bits.Mul64(factor, decayFactors[i])
			factor = high<<1 | low>>63
		}
	}
	return factor
}

// decayed returns points·2^(-age/halfLife), to the nearest thousandth, halves away from zero.
// age must not be negative, and halfLife at least 1; both are in microseconds.
func decayed(points Points, age, halfLife int64) Points {
	magnitude := points
	if points < 0 {
		magnitude = -points
	}
	halvings := age / halfLife
	if halvings > int64(bits.Len64(uint64(magnitude))) { // less than half a thousandth is left
		return 0
	}
	hi, lo := bits.Mul64(uint64(age%halfLife), 1<<decayBits)
	part, _ := bits.Div64(hi, lo, uint64(halfLife))
	factor := multiplied(leadingFactors[part>>(decayBits-leadingBits)], part, leadingBits, decayBits)
	// The product is scaled by 2^63; in its double, the high word counts whole units.
	high, low := bits.Mul64(uint64(magnitude)<<1, factor)
	rounded := roundedShift(high, low, uint(halvings))
	if points < 0 {
		return -rounded
	}
	return rounded
}

// roundedShift returns the 128-bit number divided by 2^(64+shift), rounded half up.
func roundedShift(high, low uint64, shift uint) Points {
	if shift == 0 {
		return Points(high + low>>63)
	}
	return Points(high>>shift + high>>(shift-1)&1)
}

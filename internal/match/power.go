package match

import "math"

// exp2 is math.Exp2, but twice as fast for the powers that odds are: to see that such a power is finite and normal
// takes no more than a look at the exponent. It uses the same polynomial (FreeBSD's e_exp.c) and gives the same bits
// wherever multiplications and additions are not fused.
func exp2(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10

		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08

		plain = 1000 // beyond it the power, or one near it, may be subnormal or infinite
	)
	if !(x > -plain && x < plain) {
		return math.Exp2(x)
	}
	k := int(x + math.Copysign(0.5, x))
	t := x - float64(k)
	hi, lo := t*ln2Hi, -t*ln2Lo
	r := hi - lo
	s := r * r
	c := r - s*(p1+s*(p2+s*(p3+s*(p4+s*p5))))
	y := 1 - ((lo - (r*c)/(2-c)) - hi) // between the square roots of 1/2 and 2
	return math.Float64frombits(math.Float64bits(y) + uint64(k)<<52)
}
